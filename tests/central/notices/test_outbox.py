"""Who is told what, when, and once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import IntegrityError

from central.models import Appeal, AppealState
from central.notices.events import Event
from central.notices.links import by_code, case_code
from central.notices.models import Notice, NoticeState
from firmware.appeals.appeal import Language
from firmware.appeals.number import written

CITIZENS = [
    Event.REGISTERED,
    Event.ANSWERED,
    Event.EXTENDED,
    Event.CLARIFICATION,
    Event.DISMISSED,
]


def who(office) -> list[tuple[str, str]]:
    return [(row.event, row.recipient) for row in office.notices()]


def test_an_arrival_is_told_to_the_official_without_the_number(office) -> None:
    asel = office.add()
    id = office.appeal()

    office.tell(Event.ARRIVED, id)

    row = office.notice()
    assert (row.event, row.recipient, row.phone) == ("arrived", f"person {asel.id}", asel.phone)
    assert row.text == f"Диалог: өтініш, мерзімі 07.12 https://d.oskemen.kz/c/{case_code(id)}"
    assert row.state == NoticeState.QUEUED


def test_the_link_leads_to_the_case(office) -> None:
    id = office.appeal()
    office.appeal()

    with office.store.connection():
        assert by_code(case_code(id)) == [id]
        assert by_code("0" * 12) == []
        assert by_code("%" * 12) == []


def test_the_citizen_gets_a_copy_of_the_slip_in_their_language(office) -> None:
    id = office.appeal(language="ru")

    office.tell(Event.REGISTERED, id)

    row = office.notice()
    assert row.recipient == "citizen"
    assert written(office.entry(id).number) in row.text
    assert row.text.endswith("ответ до 07.12.2026")


@pytest.mark.parametrize("event", CITIZENS)
def test_without_a_telephone_the_citizen_hears_nothing(office, event) -> None:
    office.tell(event, office.appeal(phone=None))

    assert office.notices() == []


@pytest.mark.parametrize("event", CITIZENS)
def test_who_reports_hears_nothing_where_the_installation_wants_it(make_office, event) -> None:
    office = make_office(tell_reporters=False)

    office.tell(event, office.appeal(kind="message", about="police"))

    assert office.notices() == []


@pytest.mark.parametrize("event", CITIZENS)
def test_who_reports_a_violation_and_left_a_telephone_hears(office, event) -> None:
    office.tell(event, office.appeal(kind="message", about="police"))

    assert office.notice().recipient == "citizen"


@pytest.mark.parametrize("event", [Event.ARRIVED, Event.DUE_1, Event.DUE_0])
def test_the_accused_body_never_hears_of_a_report(office, event) -> None:
    boss = office.add("boss", official="other", body="police")
    office.add("accused", body="police", superior=boss)
    overseer = office.add("overseer")

    office.tell(event, office.appeal(kind="message", about="police"))

    assert [row.recipient for row in office.notices()] == [f"person {overseer.id}"]


@pytest.mark.parametrize("event", Event)
def test_a_quarantined_appeal_is_nobodys(office, event) -> None:
    office.add()

    office.tell(event, office.appeal(state=AppealState.QUARANTINED))

    assert office.notices() == []


@pytest.mark.parametrize("event", Event)
def test_with_kind_none_nothing_is_queued(make_office, event) -> None:
    office = make_office(kind="none")
    office.add()

    office.tell(event, office.appeal())

    assert office.notices() == []


@pytest.mark.parametrize("event", Event)
def test_an_event_is_told_once(office, event) -> None:
    office.add()
    id = office.appeal()

    office.tell(event, id)
    before = who(office)
    office.tell(event, id)

    assert before == who(office)
    assert len(set(before)) == len(before) > 0


def test_the_table_itself_refuses_a_second_one(office) -> None:
    office.add()
    office.tell(Event.ARRIVED, office.appeal())
    row = office.notice()

    with pytest.raises(IntegrityError), office.store.transaction():
        Notice.insert(
            appeal=row.appeal_id,
            event=row.event,
            recipient=row.recipient,
            phone="",
            text="",
            queued_at="",
            not_before="",
        ).execute()


def test_what_is_undone_was_not_told(office) -> None:
    id = office.appeal()

    def fail() -> None:
        with office.store.transaction():
            office.outbox.tell(Event.REGISTERED, office.entry(id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert office.notices() == []


def test_a_second_extension_is_news_again(office) -> None:
    id = office.appeal()
    for _ in range(3):
        office.decisions.extend(id, 5, "Сараптама", office.calendar())
        office.tell(Event.EXTENDED, id)

    assert who(office) == [
        ("extended", "citizen"),
        ("extended:2", "citizen"),
        ("extended:3", "citizen"),
    ]


def test_a_forwarded_appeal_is_told_to_the_next_official_and_the_citizen(office) -> None:
    office.add()
    other = office.add("berik", official="health", language=Language.RU, phone="+77770000002")
    id = office.appeal()

    office.decisions.forward(id, "health", office.calendar())
    office.tell(Event.FORWARDED, id)

    assert who(office) == [("forwarded", "citizen"), ("forwarded", f"person {other.id}")]
    assert office.notices()[1].text.startswith("Диалог: передано вам, до 07.12 ")


def test_while_they_are_away_the_substitute_hears_too(office) -> None:
    aidos = office.add("aidos", official="health", phone="+77770000003")
    asel = office.add(substitute=aidos, away_until=date(2026, 12, 1))

    office.tell(Event.ARRIVED, office.appeal())

    assert {name for _, name in who(office)} == {f"person {asel.id}", f"person {aidos.id}"}


@pytest.mark.parametrize(
    ("event", "told"), [(Event.DUE_3, 1), (Event.DUE_1, 2), (Event.DUE_0, 2), (Event.ARRIVED, 1)]
)
def test_the_superior_hears_of_what_is_almost_late(office, event, told) -> None:
    boss = office.add("boss", official=None, phone="+77770000009")
    office.add(superior=boss)

    office.tell(event, office.appeal())

    assert len(office.notices()) == told


def test_a_superior_who_left_hears_nothing(office) -> None:
    boss = office.add("boss", official=None, active=False)
    office.add(superior=boss)

    office.tell(Event.DUE_0, office.appeal())

    assert len(office.notices()) == 1


@pytest.mark.parametrize(
    ("phone", "problem"),
    [("+77232123456", "not a mobile telephone"), (None, "no telephone")],
)
def test_an_official_who_cannot_be_told_is_seen(office, phone, problem) -> None:
    office.add(phone=phone)

    office.tell(Event.ARRIVED, office.appeal())

    row = office.notice()
    assert (row.state, row.problem, row.text) == (NoticeState.DROPPED, problem, "")


def test_an_official_without_an_account_is_seen(office) -> None:
    office.tell(Event.ARRIVED, office.appeal())

    row = office.notice()
    assert (row.recipient, row.state) == ("official roads", NoticeState.DROPPED)
    assert row.problem == "nobody has this official's account"


def test_a_landline_of_a_citizen_gets_nothing(office) -> None:
    office.tell(Event.REGISTERED, office.appeal(phone="+77232123456"))

    row = office.notice()
    assert (row.state, row.phone, row.text) == (NoticeState.DROPPED, "", "")


def test_at_night_it_waits_for_the_morning(office) -> None:
    office.add()
    office.calendar.now = datetime(2026, 11, 23, 17, tzinfo=UTC)
    id = office.appeal()

    office.tell(Event.ARRIVED, id)
    office.tell(Event.REGISTERED, id)

    eight = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert {datetime.fromisoformat(row.not_before) for row in office.notices()} == {eight}


def test_kinds_of_day_and_night_do_not_wait(make_office) -> None:
    office = make_office(day_and_night=("message",))
    office.add()
    office.calendar.now = datetime(2026, 11, 23, 17, tzinfo=UTC)

    office.tell(Event.ARRIVED, office.appeal(kind="message", about="police"))

    assert datetime.fromisoformat(office.notice().not_before) == office.calendar.now


def test_a_reminder_of_another_day_is_another_one(office) -> None:
    asel = office.add()
    id = office.appeal()
    office.tell(Event.DUE_1, id)

    with office.store.transaction():
        Appeal.update(promised=date(2026, 12, 9)).where(Appeal.id == id).execute()
    office.calendar.now += timedelta(days=1)
    office.tell(Event.DUE_1, id)

    person = f"person {asel.id}"
    assert who(office) == [("due_1:2026-12-07", person), ("due_1:2026-12-09", person)]
