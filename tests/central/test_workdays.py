"""Which days are worked in Kazakhstan, and counting them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.errors import BadInput
from central.workdays import FILE, Workdays, read_workdays

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
WORKDAYS = Workdays()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 2), True),
        (date(2026, 2, 7), False),
        (date(2026, 1, 7), False),
        (date(2026, 3, 24), False),
        (date(2026, 5, 11), False),
        (date(2025, 1, 3), False),
        (date(2025, 1, 5), True),
    ],
    ids=["Monday", "Saturday", "holiday", "Nauryz", "replaces Saturday", "transferred", "for it"],
)
def test_a_day_is_worked_or_off(day, working) -> None:
    assert WORKDAYS.is_working(day) is working


@given(DAYS, st.integers(1, 40))
def test_the_nth_working_day_is_worked_and_has_n_behind_it(day, count) -> None:
    last = WORKDAYS.after(day, count)

    worked = [
        day + timedelta(days=n)
        for n in range(1, (last - day).days + 1)
        if WORKDAYS.is_working(day + timedelta(days=n))
    ]
    assert len(worked) == count
    assert worked[-1] == last
    assert WORKDAYS.until(day, last) == count
    assert WORKDAYS.until(last, day) == -count


@given(DAYS)
def test_the_next_worked_day_is_the_day_itself_when_it_is_worked(day) -> None:
    found = WORKDAYS.on_or_after(day)

    assert WORKDAYS.is_working(found)
    assert (found == day) == WORKDAYS.is_working(day)
    assert WORKDAYS.until(day, day) == 0


def test_what_a_decree_changes_stands_in_the_calendar(tmp_path) -> None:
    (tmp_path / FILE).write_text(
        '[off]\n2026-05-28 = "Kurban Ait is a day later"\n'
        '[working]\n2026-05-27 = "and not on this one"\n'
    )
    workdays = read_workdays(tmp_path)

    assert not workdays.is_working(date(2026, 5, 28))
    assert workdays.is_working(date(2026, 5, 27))
    assert WORKDAYS.is_working(date(2026, 5, 28))
    ours = [special for special in workdays.specials(2026) if special.ours]
    assert [(one.day.day, one.working, one.name) for one in ours] == [
        (27, True, "and not on this one"),
        (28, False, "Kurban Ait is a day later"),
    ]


def test_without_a_file_the_package_alone_counts(tmp_path) -> None:
    assert read_workdays(tmp_path) == WORKDAYS
    names = {special.name for special in WORKDAYS.specials(2025)}
    assert "Тәуелсіздік күні" in names


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[of]\n", "of: must be a table"),
        ("off = 3\n", "off: must be a table"),
        ('[off]\n2026-02-30 = "x"\n', "off.2026-02-30: not a date"),
        ("[off]\n2026-02-03 = 1\n", "off.2026-02-03: must say why"),
        ('[off]\n2026-02-03 = "x"\n[working]\n2026-02-03 = "y"\n', "both off and working"),
        ("[off\n", "Expected"),
        ("\udcff", "codec"),
    ],
)
def test_a_mistake_in_the_calendar_is_named(tmp_path, content, why) -> None:
    (tmp_path / FILE).write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(BadInput, match=why) as caught:
        read_workdays(tmp_path)
    assert FILE in str(caught.value)
