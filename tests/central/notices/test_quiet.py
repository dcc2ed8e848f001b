"""The hours of the night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.notices.quiet import QuietHours

ALMATY = ZoneInfo("Asia/Almaty")
NIGHT = QuietHours(time(21), time(8), ALMATY)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("23 20:59:59", "23 20:59:59"),
        ("23 21:00", "24 08:00"),
        ("23 23:59", "24 08:00"),
        ("24 00:00", "24 08:00"),
        ("24 07:59:59", "24 08:00"),
        ("24 08:00", "24 08:00"),
    ],
)
def test_the_night_ends_at_eight(now, allowed) -> None:
    assert NIGHT.allowed_from(at(now)) == at(allowed)


def test_hours_of_noon_end_the_same_day() -> None:
    noon = QuietHours(time(12), time(14), ALMATY)

    assert noon.allowed_from(at("23 13:00")) == at("23 14:00")
    assert noon.allowed_from(at("23 14:00")) == at("23 14:00")


@given(MOMENTS, TIMES, TIMES, st.sampled_from(["Asia/Almaty", "Europe/Berlin", "Asia/Kathmandu"]))
def test_what_is_allowed_is_never_earlier_nor_quiet_nor_a_day_off(now, begin, end, zone) -> None:
    hours = QuietHours(begin, end, ZoneInfo(zone))

    allowed = hours.allowed_from(now)

    assert now <= allowed <= now + timedelta(hours=25)
    assert hours.allowed_from(allowed) == allowed


@given(MOMENTS, TIMES)
def test_equal_ends_are_no_quiet_hours(now, same) -> None:
    assert QuietHours(same, same, ALMATY).allowed_from(now) == now
