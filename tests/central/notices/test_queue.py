"""What is next: the night, what is no longer so, too many an hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from central.models import Appeal, AppealState
from central.notices.events import Event
from central.notices.models import NoticeState
from firmware.appeals.appeal import Language

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)

NIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
EIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def send_all(office) -> list[str]:
    """Everything that may go now, as an untroubled gateway takes it."""
    texts = []
    while (job := office.queue.take()) is not None:
        texts.append(job.text)
        office.queue.sent(job, (f"id-{job.id}",))
        office.calendar.now += timedelta(microseconds=1)
    return texts


def states(office) -> list[str]:
    return [row.state for row in office.notices()]


def change(office, id: str, **values) -> None:
    with office.store.transaction():
        Appeal.update(**values).where(Appeal.id == id).execute()


def test_they_go_in_order_and_the_text_is_forgotten(office) -> None:
    office.add()
    for _ in range(3):
        office.tell(Event.ARRIVED, office.appeal())
    texts = [row.text for row in office.notices()]

    assert send_all(office) == texts
    assert {row.text for row in office.notices()} == {""}
    assert states(office) == [NoticeState.SENT] * 3


def test_what_is_taken_is_marked_before_it_is_handed_over(office) -> None:
    office.tell(Event.REGISTERED, office.appeal())

    job = office.queue.take()

    assert job is not None
    assert (office.notice().state, office.notice().attempts) == (NoticeState.SUBMITTING, 1)
    assert office.queue.take() is None


def test_at_night_nothing_goes_not_even_what_was_due_before(office) -> None:
    office.tell(Event.REGISTERED, office.appeal())
    office.calendar.now = NIGHT

    assert send_all(office) == []
    office.calendar.now = EIGHT
    assert len(send_all(office)) == 1


@pytest.mark.parametrize("state", [AppealState.ANSWERED, AppealState.NOT_AN_APPEAL])
def test_a_reminder_about_what_was_answered_is_dropped(office, state) -> None:
    office.add()
    office.calendar.now = datetime(2026, 12, 4, 6, tzinfo=UTC)
    id = office.appeal()
    office.tell(Event.DUE_1, id)

    change(office, id, state=state)

    assert send_all(office) == []
    row = office.notice()
    assert (row.state, row.problem, row.text) == (NoticeState.DROPPED, "no longer so", "")


def test_a_reminder_is_dropped_when_the_day_was_put_off(office) -> None:
    office.add()
    office.calendar.now = datetime(2026, 12, 4, 6, tzinfo=UTC)
    id = office.appeal()
    office.tell(Event.DUE_1, id)

    change(office, id, promised=date(2026, 12, 20))

    assert send_all(office) == []


def test_of_a_deleted_appeal_nothing_goes(office) -> None:
    office.add()
    id = office.appeal()
    office.tell(Event.ARRIVED, id)
    office.tell(Event.REGISTERED, id)

    change(office, id, state=AppealState.DELETED)

    assert send_all(office) == []
    assert states(office) == [NoticeState.DROPPED] * 2


@pytest.mark.parametrize(
    ("event", "state", "goes"),
    [
        (Event.REGISTERED, AppealState.ANSWERED, True),
        (Event.ANSWERED, AppealState.ANSWERED, True),
        (Event.DISMISSED, AppealState.NOT_AN_APPEAL, True),
        (Event.EXTENDED, AppealState.ANSWERED, False),
        (Event.EXTENDED, AppealState.EXTENDED, True),
        (Event.CLARIFICATION, AppealState.CLARIFICATION, True),
        (Event.CLARIFICATION, AppealState.IN_WORK, False),
    ],
)
def test_the_citizen_hears_what_is_so_when_it_goes(office, event, state, goes) -> None:
    id = office.appeal()
    office.tell(event, id)

    change(office, id, state=state)

    assert bool(send_all(office)) is goes


def test_an_arrival_that_was_passed_on_is_told_to_the_next_alone(office) -> None:
    office.add()
    other = office.add("berik", official="health", phone="+77770000002")
    id = office.appeal()
    office.tell(Event.ARRIVED, id)
    office.decisions.forward(id, "health", office.calendar())
    office.tell(Event.FORWARDED, id)

    send_all(office)

    sent = [row.recipient for row in office.notices() if row.state == NoticeState.SENT]
    assert sent == ["citizen", f"person {other.id}"]


def test_who_left_before_it_went_is_replaced_by_who_came(office) -> None:
    office.add()
    office.tell(Event.ARRIVED, office.appeal())
    office.people.change("asel", active=False)
    other = office.add("berik", phone="+77770000002")

    send_all(office)

    rows = office.notices()
    assert [row.state for row in rows] == [NoticeState.DROPPED, NoticeState.SENT]
    assert rows[1].recipient == f"person {other.id}"


def test_what_could_not_be_sent_for_days_fails(office) -> None:
    office.tell(Event.REGISTERED, office.appeal())
    job = office.queue.take()
    office.queue.put_back(job, "no route", 1.0)

    office.calendar.now += timedelta(hours=73)

    assert send_all(office) == []
    row = office.notice()
    assert (row.state, row.problem) == (NoticeState.FAILED, "not sent in time: no route")


def test_more_than_the_hour_has_room_for_become_one(make_office) -> None:
    office = make_office(hourly=3)
    office.add(language=Language.RU)
    for _ in range(10):
        office.tell(Event.ARRIVED, office.appeal())

    assert send_all(office) == ["Диалог: новых сообщений об обращениях: 10. https://d.oskemen.kz"]
    assert states(office) == [NoticeState.SENT] * 10


def test_a_digest_counts_once_and_later_ones_wait_for_the_hour(make_office) -> None:
    office = make_office(hourly=2)
    office.add()
    begun = office.calendar.now
    for _ in range(5):
        office.tell(Event.ARRIVED, office.appeal())
    assert len(send_all(office)) == 1
    office.tell(Event.ARRIVED, office.appeal())
    assert len(send_all(office)) == 1
    for _ in range(3):
        office.tell(Event.ARRIVED, office.appeal())

    assert send_all(office) == []
    office.calendar.now = begun + timedelta(minutes=59)
    assert send_all(office) == []
    office.calendar.now = begun + timedelta(minutes=61)
    (text,) = send_all(office)
    assert ": 3." in text


def test_what_is_no_longer_so_is_not_counted_in_a_digest(make_office) -> None:
    office = make_office(hourly=1)
    office.add()
    ids = [office.appeal() for _ in range(4)]
    for id in ids:
        office.tell(Event.ARRIVED, id)
    change(office, ids[2], state=AppealState.ANSWERED)

    (text,) = send_all(office)

    assert ": 3." in text
    assert states(office).count(NoticeState.DROPPED) == 1


def test_nobody_can_flood_a_citizens_telephone(make_office) -> None:
    office = make_office(hourly=2)
    for _ in range(5):
        office.tell(Event.REGISTERED, office.appeal())

    assert len(send_all(office)) == 2
    office.calendar.now += timedelta(minutes=61)
    assert len(send_all(office)) == 2
    office.calendar.now += timedelta(minutes=61)
    assert len(send_all(office)) == 1


def test_a_digest_that_was_not_taken_leaves_all_as_they_were(make_office) -> None:
    office = make_office(hourly=1)
    office.add()
    for _ in range(3):
        office.tell(Event.ARRIVED, office.appeal())
    before = [row.text for row in office.notices()]

    job = office.queue.take()
    office.queue.put_back(job, "busy", 0.0)

    assert [row.text for row in office.notices()] == before
    assert states(office) == [NoticeState.QUEUED] * 3
    assert [row.attempts for row in office.notices()] == [0] * 3


def test_a_digest_that_is_unknown_is_sent_again_in_its_words(make_office) -> None:
    office = make_office(hourly=3, resend_after_s=60)
    office.add()
    for _ in range(4):
        office.tell(Event.ARRIVED, office.appeal())
    job = office.queue.take()

    office.queue.unsure(job, "silence")
    office.calendar.now += timedelta(seconds=61)

    texts = send_all(office)
    assert texts.count(job.text) == 1
    assert states(office).count(NoticeState.SENT) == 4


def test_telephones_are_forgotten_after_a_month(office) -> None:
    office.tell(Event.REGISTERED, office.appeal())
    send_all(office)
    office.queue.tidy()
    assert office.notice().phone

    office.calendar.now += timedelta(days=31)
    office.queue.tidy()

    assert office.notice().phone == ""


def test_what_still_waits_keeps_its_telephone(office) -> None:
    office.tell(Event.REGISTERED, office.appeal())
    office.calendar.now += timedelta(days=31)

    office.queue.tidy()

    assert office.notice().phone


def test_a_clock_that_goes_on_while_it_looks_holds_nothing_up(office, monkeypatch) -> None:
    def tick(calendar) -> datetime:
        calendar.now += timedelta(milliseconds=1)
        return calendar.now

    monkeypatch.setattr(type(office.calendar), "__call__", tick)
    office.tell(Event.REGISTERED, office.appeal())

    assert len(send_all(office)) == 1


def test_what_a_wrong_clock_has_sent_in_the_future_holds_nothing_up(make_office) -> None:
    office = make_office(hourly=1)
    now = office.calendar.now
    office.calendar.now += timedelta(days=3650)
    office.tell(Event.REGISTERED, office.appeal())
    assert len(send_all(office)) == 1

    office.calendar.now = now
    office.tell(Event.REGISTERED, office.appeal())

    assert len(send_all(office)) == 1
