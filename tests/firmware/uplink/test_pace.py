"""How fast clips leave: the line is measured, the limit is kept."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.uplink.pace import LEAST_CHUNK, Pace, within

MOST = 262_144


def carried(pace: Pace, rate: float, seconds: float, begun: float = 0.0) -> float:
    """A line that carries so many bytes a second, busy all the time; the time after it."""
    now, end = begun, begun + seconds
    pace.sent(pace.chunk_bytes, now)
    while now < end:
        size = pace.chunk_bytes
        now += size / rate
        pace.sent(size, now)
        pace.acknowledged(size, now, left=1)
    return now


def test_before_the_line_is_known_chunks_are_as_large_as_they_may_be():
    pace = Pace(MOST)

    assert (pace.rate, pace.chunk_bytes, pace.window_bytes, pace.room(0)) == (
        None,
        MOST,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("kbit", "chunk"), [(64, LEAST_CHUNK), (512, 65_536), (5_000, MOST), (100_000, MOST)]
)
def test_a_chunk_takes_about_two_seconds(kbit, chunk):
    pace = Pace(MOST)
    carried(pace, kbit * 125, 300)

    assert pace.rate == pytest.approx(kbit * 125, rel=0.05)
    assert pace.chunk_bytes in (chunk, chunk * 2)
    assert pace.chunk_bytes <= MOST


def test_on_a_slow_line_little_is_on_its_way():
    pace = Pace(MOST)
    carried(pace, 8_000, 120)

    assert pace.window_bytes <= 64_000


def test_a_line_that_gets_better_gets_larger_chunks_again():
    pace = Pace(MOST)
    now = carried(pace, 8_000, 200)
    assert pace.chunk_bytes <= 2 * LEAST_CHUNK
    carried(pace, 1_000_000, 60, now)

    assert pace.chunk_bytes == MOST


def test_a_pause_between_two_clips_is_not_taken_for_a_slow_line():
    pace = Pace(MOST)
    now = carried(pace, 1_000_000, 20)
    pace.acknowledged(MOST, now + 0.1, left=0)
    pace.sent(MOST, now + 3600)
    pace.acknowledged(MOST, now + 3600.26, left=0)

    assert 500_000 < pace.rate < 2_000_000


def test_a_broken_line_is_not_taken_for_a_slow_one():
    pace = Pace(MOST)
    now = carried(pace, 1_000_000, 20)
    pace.broken()
    pace.acknowledged(MOST, now + 900, left=3)

    assert pace.rate == pytest.approx(1_000_000, rel=0.1)


@given(
    st.integers(32, 20_000),
    st.lists(st.floats(0.01, 5.0, allow_nan=False), min_size=20, max_size=60),
)
def test_the_limit_is_kept_whenever_one_asks(kbit, pauses):
    pace, now, sent = Pace(MOST, kbit), 0.0, 0
    for pause in pauses:
        room = pace.room(now)
        size = min(room, pace.chunk_bytes)
        if size:
            pace.sent(size, now)
            sent += size
        now += pause

    # One burst, or one message that is larger than it, may be out early.
    assert sent <= kbit * 125 * now + max(kbit * 125, pace.chunk_bytes) + 1


def test_even_the_smallest_limit_lets_something_through():
    pace = Pace(MOST, 1)
    assert pace.room(0.0) >= pace.chunk_bytes
    pace.sent(pace.chunk_bytes, 0.0)
    assert pace.room(1.0) == 0
    assert pace.room(LEAST_CHUNK / 125 + 1) >= pace.chunk_bytes


@pytest.mark.parametrize(
    ("hours", "now", "may"),
    [
        ("", "12:00", True),
        ("22:00-06:00", "23:00", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("22:00-06:00", "12:00", False),
        ("08:00-18:00", "08:00", True),
        ("08:00-18:00", "18:00", False),
    ],
)
def test_clips_go_at_the_hours_that_are_allowed(hours, now, may):
    assert within(hours, time.fromisoformat(now)) is may
