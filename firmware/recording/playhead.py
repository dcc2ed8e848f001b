"""Where a player is in its clip."""

from firmware.clock import Clock


class Playhead:
    """A position that goes with the clock, or stands."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stood_at = 0.0
        self._going_since: float | None = None

    @property
    def position_s(self) -> float:
        """Seconds from the beginning of the clip."""
        if self._going_since is None:
            return self._stood_at
        return self._stood_at + self._clock.monotonic() - self._going_since

    def go(self) -> None:
        """Go on from where it stands."""
        if self._going_since is None:
            self._going_since = self._clock.monotonic()

    def stand(self, at_s: float) -> None:
        """Stand at that position."""
        self._stood_at = at_s
        self._going_since = None
