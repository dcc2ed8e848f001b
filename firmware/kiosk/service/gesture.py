"""The hidden way in: five taps in the lower left corner of the attract screen."""

from enum import Enum

from firmware.clock import Clock
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.taps import Phase, Tap

CORNER_MM = 14
TAPS = 5
WITHIN_S = 3.0
LULL_S = 0.7
"""After so long without a tap those before were a citizen's."""


class Meant(Enum):
    """What the taps in the corner were for."""

    SERVICE = "service"
    VISIT = "visit"


class Gesture:
    """Holds taps in the corner back until it is clear what they mean.

    A citizen who touches the corner begins a visit as anywhere else, a moment later.
    """

    def __init__(self, layout: Layout, clock: Clock) -> None:
        side, screen = layout.mm(CORNER_MM), layout.screen
        self.corner = Box(0, screen.bottom - side, side, side)
        self._clock = clock
        self._held = False
        self._taps: list[float] = []

    def takes(self, tap: Tap) -> bool:
        """Whether that tap is in the corner, and nobody else's therefore."""
        if not self.corner.holds(tap.pos):
            self._held = False
            return False
        if tap.phase is Phase.DOWN:
            self._held = True
        elif tap.phase is Phase.UP and self._held:
            self._held = False
            self._taps.append(self._clock.monotonic())
        return True

    def tick(self) -> Meant | None:
        """What the taps meant, once that is clear."""
        if not self._taps:
            return None
        if len(self._taps) >= TAPS:
            quick = self._taps[-1] - self._taps[-TAPS] <= WITHIN_S
            self.forget()
            return Meant.SERVICE if quick else Meant.VISIT
        if not self._held and self._clock.monotonic() - self._taps[-1] > LULL_S:
            self.forget()
            return Meant.VISIT
        return None

    def forget(self) -> None:
        """Drop the taps: the screen is another one now."""
        self._held = False
        self._taps.clear()
