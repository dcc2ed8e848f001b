"""Three working days before, one, none; once each; never on a day off."""

from datetime import UTC, date, datetime, timedelta

import pytest

from central.models import CLOSED, AppealState
from central.notices.due import due_event
from central.notices.events import Event
from central.workdays import Workdays


def look(office, day: str) -> list[str]:
    """What is queued on that day, at noon in Oskemen."""
    before = len(office.notices())
    office.calendar.now = datetime.fromisoformat(f"2026-{day}T07:00").replace(tzinfo=UTC)
    office.reminders.look()
    return [row.event.partition(":")[0] for row in office.notices()[before:]]


def test_an_official_is_reminded_three_times(office) -> None:
    office.add()
    office.appeal()  # promised for Monday, 7 December

    told = {
        day: look(office, day) for day in ("12-01", "12-02", "12-03", "12-04", "12-05", "12-07")
    }

    assert told == {
        "12-01": [],
        "12-02": ["due_3"],
        "12-03": [],
        "12-04": ["due_1"],
        "12-05": [],
        "12-07": ["due_0"],
    }


def test_looking_often_tells_nothing_twice(office) -> None:
    office.add()
    office.appeal()
    look(office, "12-04")

    assert [look(office, "12-04") for _ in range(3)] == [[], [], []]


@pytest.mark.parametrize(
    ("back", "told"),
    [("12-03", ["due_3"]), ("12-04", ["due_1"]), ("12-07", ["due_0"]), ("12-09", ["due_0"])],
)
def test_after_days_without_central_the_newest_alone_is_told(office, back, told) -> None:
    office.add()
    office.appeal()

    assert look(office, back) == told


def test_what_is_late_for_a_week_is_no_news(office) -> None:
    office.add()
    office.appeal()

    assert look(office, "12-15") == []


def test_on_a_day_off_nobody_is_reminded(make_office) -> None:
    office = make_office(workdays=Workdays({date(2026, 12, 4): (False, "decreed")}))
    office.add()
    office.appeal()

    assert look(office, "12-04") == []
    assert look(office, "12-05") == []
    assert look(office, "12-07") == ["due_0"]


def test_the_day_of_the_law_counts_where_it_is_earlier(office) -> None:
    office.add()
    office.appeal(promised=date(2026, 12, 30), legal=date(2026, 12, 8))

    assert look(office, "12-07") == ["due_1"]


@pytest.mark.parametrize("state", AppealState)
def test_only_what_is_open_is_due(office, state) -> None:
    office.add()
    office.appeal(state=state)

    assert bool(look(office, "12-04")) is (state not in CLOSED)


def test_an_extended_appeal_is_reminded_of_anew(office) -> None:
    office.add()
    id = office.appeal()
    look(office, "12-04")
    office.decisions.extend(id, 3, "Сараптама", office.calendar())

    assert look(office, "12-09") == ["due_1"]


def test_a_promise_for_a_day_off_is_due_on_the_working_day_before(office) -> None:
    office.add()
    office.appeal(promised=date(2026, 12, 6))

    assert look(office, "12-03") == ["due_1"]
    assert look(office, "12-04") == ["due_0"]


def test_the_citizen_hears_no_reminder(office) -> None:
    office.add()
    office.appeal()
    look(office, "12-04")

    assert "citizen" not in {row.recipient for row in office.notices()}


def test_every_appeal_has_its_three_days_over_a_whole_year(office) -> None:
    id = office.appeal()
    entry = office.entry(id)
    days = [entry.due + timedelta(days=offset) for offset in range(-40, 40)]
    working = [day for day in days if office.workdays.is_working(day)]

    events = [due_event(entry, day, office.workdays) for day in working]

    first = {event: working[events.index(event)] for event in set(events) if event}
    assert [event for event in dict.fromkeys(events) if event] == [
        Event.DUE_3,
        Event.DUE_1,
        Event.DUE_0,
    ]
    assert office.workdays.until(first[Event.DUE_3], entry.due) == 3
    assert office.workdays.until(first[Event.DUE_1], entry.due) == 1
    assert first[Event.DUE_0] == entry.due
