"""A call for help: on screen for a moment, by the lamps for longer, and in the log."""

import logging

from firmware.clock import Clock

log = logging.getLogger(__name__)

SHOWN_S = 10.0
LIT_S = 120.0


class HelpCall:
    """Called or not; a call ends by itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._called_at = float("-inf")
        self._seen = False

    @property
    def _ago(self) -> float:
        return self._clock.monotonic() - self._called_at

    @property
    def shown(self) -> bool:
        """Whether the screen says now that help has been called."""
        return not self._seen and self._ago < SHOWN_S

    @property
    def lit(self) -> bool:
        """Whether the lamps call somebody."""
        return self._ago < LIT_S

    def call(self) -> None:
        """The button was pressed."""
        if self._ago >= SHOWN_S:
            log.warning("help was called")
        self._called_at, self._seen = self._clock.monotonic(), False

    def seen(self) -> None:
        """The citizen has read it."""
        self._seen = True
