"""The one adapter that makes taps of fingers and the mouse; buttons put theirs in beside.

On KMSDRM only finger events come, on X11 and Wayland often both, on Xwayland
only the mouse's; SDL also synthesizes each from the other. So synthesis is
switched off, what is marked as synthetic is dropped, and only the first finger
counts (notes: screen-and-receipt 1).
"""

from dataclasses import dataclass
from enum import StrEnum

import pygame

from firmware.kiosk.turn import Turn

MOUSE = -1
"""The id under which the mouse's left button counts as a finger."""


class Phase(StrEnum):
    """What a finger does."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Tap:
    """A finger at a point of the panel, in pixels; or the button "choose" in its place."""

    pos: tuple[int, int]
    phase: Phase
    by_button: bool = False


class Fingers:
    """Makes taps of pygame's events: first finger only, synthetic events dropped."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._finger: tuple[int, int] | None = None

    def taps(self, event: pygame.event.Event) -> Tap | None:
        """The tap that an event is, if it is one, in pixels of the picture as seen."""
        found = self._finger_event(event) or self._mouse_event(event)
        if found is None:
            return None
        finger, phase, pos = found
        if phase is Phase.DOWN and self._finger is None:
            self._finger = finger
        elif finger != self._finger:
            return None
        if phase is Phase.UP:
            self._finger = None
        return Tap(self._turn.point(pos), phase)

    def _finger_event(
        self, event: pygame.event.Event
    ) -> tuple[tuple[int, int], Phase, tuple[int, int]] | None:
        phase = _FINGER.get(event.type)
        if phase is None:
            return None
        w, h = self._turn.glass
        # A finger on the very edge is reported as 1.0.
        pos = min(w - 1, int(event.x * w)), min(h - 1, int(event.y * h))
        return (event.touch_id, event.finger_id), phase, pos

    def _mouse_event(
        self, event: pygame.event.Event
    ) -> tuple[tuple[int, int], Phase, tuple[int, int]] | None:
        phase = _MOUSE.get(event.type)
        if phase is None or getattr(event, "touch", False):
            return None
        if phase is not Phase.MOVE and event.button != 1:
            return None
        return (MOUSE, MOUSE), phase, event.pos


_FINGER = {
    pygame.FINGERDOWN: Phase.DOWN,
    pygame.FINGERMOTION: Phase.MOVE,
    pygame.FINGERUP: Phase.UP,
}
_MOUSE = {
    pygame.MOUSEBUTTONDOWN: Phase.DOWN,
    pygame.MOUSEMOTION: Phase.MOVE,
    pygame.MOUSEBUTTONUP: Phase.UP,
}
