"""What the booth says of itself while nobody is there: what it offers, or that nothing works."""

import logging
from dataclasses import asdict

from firmware.clock import Clock
from firmware.kiosk.views import MenuView

log = logging.getLogger(__name__)

PATIENCE_S = 15.0
"""A device that is opened anew, or a line that drops for a moment, closes nothing."""


class Order:
    """Takes what works at each look; what is lost counts after fifteen seconds, what is
    back at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._nothing = False
        self._worked_at = dict.fromkeys(asdict(MenuView()), clock.monotonic())

    def look(self, offers: MenuView) -> MenuView:
        """What may be said to everybody who passes by."""
        now = self._clock.monotonic()
        for way, works in asdict(offers).items():
            if works:
                self._worked_at[way] = now
        shown = MenuView(**{way: now - at < PATIENCE_S for way, at in self._worked_at.items()})
        if shown.nothing != self._nothing:
            self._nothing = shown.nothing
            log.warning("out of order: nothing works" if shown.nothing else "in order again")
        return shown
