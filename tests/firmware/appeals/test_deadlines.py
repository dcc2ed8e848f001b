"""The promise date."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from firmware.appeals.deadlines import promise_date

ALMATY = ZoneInfo("Asia/Almaty")


def test_the_promise_is_fourteen_calendar_days() -> None:
    assert promise_date(datetime(2026, 11, 22, 9, tzinfo=UTC), ALMATY) == date(2026, 12, 6)


def test_the_day_is_the_booths_day_not_utcs() -> None:
    assert promise_date(datetime(2026, 11, 22, 20, tzinfo=UTC), ALMATY) == date(2026, 12, 7)


def test_february_is_counted_right() -> None:
    assert promise_date(datetime(2028, 2, 20, 9, tzinfo=UTC), ALMATY) == date(2028, 3, 5)
