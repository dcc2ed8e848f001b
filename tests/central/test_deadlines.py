"""The days of the law, by a table of cases; each was counted by hand on a calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from central.deadlines import MAX_EXTENSION_DAYS, Deadlines
from central.errors import BadInput
from central.models import Appeal
from central.server import Central
from central.workdays import FILE, Workdays

ALMATY = ZoneInfo("Asia/Almaty")
DECREED = Workdays({date(2026, 2, 10): (False, "a decree")})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def deadlines(workdays: Workdays | None = None) -> Deadlines:
    return Deadlines(workdays or Workdays(), ALMATY)


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        ("2026-02-02T05:00Z", date(2026, 2, 23)),
        ("2026-02-07T05:00Z", date(2026, 3, 2)),
        ("2026-05-04T05:00Z", date(2026, 5, 28)),
        ("2026-03-16T05:00Z", date(2026, 4, 9)),
        ("2025-12-22T05:00Z", date(2026, 1, 15)),
        ("2026-02-06T18:59Z", date(2026, 2, 27)),
        ("2026-02-06T19:00Z", date(2026, 3, 2)),
        ("2024-02-09T18:00Z", date(2024, 3, 4)),
        ("2025-01-04T05:00Z", date(2025, 1, 27)),
    ],
    ids=[
        "an ordinary Monday",
        "a Saturday",
        "over three holidays of May",
        "over Nauryz",
        "over New Year",
        "the last minute of Friday in Almaty",
        "the first minute of Saturday in Almaty",
        "Saturday while Almaty was six hours ahead",
        "a Saturday before a worked Sunday",
    ],
)
def test_an_answer_is_due_after_fifteen_working_days(received, answer_by) -> None:
    assert deadlines().answer_by(at(received)) == answer_by


def test_a_decree_moves_the_day() -> None:
    assert deadlines(DECREED).answer_by(at("2026-02-02T05:00Z")) == date(2026, 2, 24)


def test_what_is_not_ones_own_is_passed_on_within_three_working_days() -> None:
    assert deadlines().forward_by(at("2026-05-08T05:00Z")) == date(2026, 5, 14)
    assert deadlines().forward_by(at("2026-05-09T05:00Z")) == date(2026, 5, 15)


def test_an_extension_ends_on_a_worked_day_and_is_told_within_three() -> None:
    assert deadlines().extended(date(2026, 2, 23), 30) == date(2026, 3, 26)
    assert deadlines().notice_by(at("2026-03-20T05:00Z")) == date(2026, 3, 30)


def test_an_appeal_keeps_both_days_and_an_extension_moves_both(central, offer) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    entry = central.registry.find(clip.id)
    assert entry.legal == central.deadlines.answer_by(entry.received_at)

    central.extend(clip.id, 20, "Ждём ответа.")

    after = central.registry.find(clip.id)
    assert after.promised == entry.promised + timedelta(days=20)
    assert after.legal == central.deadlines.extended(entry.legal, 20)
    with pytest.raises(BadInput, match=f"{MAX_EXTENSION_DAYS - 20} more"):
        central.extend(clip.id, MAX_EXTENSION_DAYS - 19, "Ещё.")
    central.extend(clip.id, MAX_EXTENSION_DAYS - 20, "Ещё.")


ADDED_SINCE = (
    ("appeal", "legal"),
    ("appeal", "official_number"),
    ("appeal", "closed_at"),
    ("appeal", "site"),
    ("appeal", "holder"),
    ("booth", "online_since"),
    ("booth", "heard_at"),
    ("booth", "public_key"),
    ("appeal", "place"),
    ("intake", "begun_at"),
    ("intake", "stored_at"),
)


def test_appeals_of_an_older_software_get_their_day(central, offer) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    central.extend(clip.id, 7, "Ждём ответа.")
    legal = central.registry.find(clip.id).legal
    with central.store.transaction():
        for index in ("appeal_site_holder_state", "appeal_place"):
            central.store._database.execute_sql(f'DROP INDEX "{index}"')
        for table, column in ADDED_SINCE:
            central.store._database.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
        central.store._database.pragma("user_version", 1)

    again = Central(central.settings)

    assert again.registry.find(clip.id).legal == legal
    assert again.registry.find(clip.id).place == 1
    with again.store.connection():
        assert Appeal.select().where(Appeal.legal.is_null()).count() == 0


def test_a_mistake_in_the_calendar_is_said_at_the_start(central) -> None:
    (central.settings.data / FILE).write_text("[off]\nnever = 1\n")

    with pytest.raises(BadInput, match=r"off\.never"):
        Central(central.settings)
