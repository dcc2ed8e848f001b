"""Time as the booth sees it, injected everywhere so that tests own it."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

BUILT = Path("/usr/lib/dialog/build-time")
"""When the image was built, one line such as 2026-11-23T09:00:00Z: no later time is earlier."""
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)


def read_floor(file: Path = BUILT) -> datetime:
    """The earliest time that this software can be run at; its own where no image was built."""
    try:
        built = datetime.fromisoformat(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return _EARLIEST
    return max(_EARLIEST, built if built.tzinfo else built.replace(tzinfo=UTC))


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

    `floor` is the earliest believable time, that of `read_floor` where none is given; before
    it the wall clock is unsure (a Pi 4 without a battery wakes up in the past).
    """

    def __init__(self, floor: datetime | None = None) -> None:
        self._floor = floor or read_floor()

    def monotonic(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)

    def trusted(self) -> bool:
        """Whether the wall clock is past the floor."""
        return self.now() >= self._floor
