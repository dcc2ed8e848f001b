"""What the booth says of itself while nobody is there: what it offers, or that nothing works."""

from dataclasses import asdict

from firmware.clock import Clock
from firmware.kiosk.views import MenuView

PATIENCE_S = 15.0
"""A device that is opened anew, or a line that drops for a moment, closes nothing."""


class Order:
    """Takes what works at each look; what is lost counts after fifteen seconds, what is
    back at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._worked_at = dict.fromkeys(asdict(MenuView()), clock.monotonic())

    def look(self, offers: MenuView) -> MenuView:
        """What may be said to everybody who passes by."""
        now = self._clock.monotonic()
        for way, works in asdict(offers).items():
            if works:
                self._worked_at[way] = now
        return MenuView(**{way: now - at < PATIENCE_S for way, at in self._worked_at.items()})
