"""Time as the booth sees it, injected everywhere so that tests own it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock for durations and a wall clock that may be wrong."""

    def monotonic(self) -> float:
        """Seconds since some start; never jumps."""

    def now(self) -> datetime:
        """The wall clock in UTC."""

    def trusted(self) -> bool:
        """Whether the wall clock has been set by something better than itself."""


class SystemClock:
    """The machine's own clocks.

    `floor` is the earliest believable time; before it the wall clock is unsure
    (a Pi 4 without a battery wakes up in the past).
    """

    def __init__(self, floor: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._floor = floor

    def monotonic(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)

    def trusted(self) -> bool:
        """Whether the wall clock is past the floor."""
        return self.now() >= self._floor
