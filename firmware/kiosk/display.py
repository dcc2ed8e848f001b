"""The window or the bare display, and the one adapter that makes taps of its input.

On KMSDRM only finger events come, on X11 and Wayland often both, on Xwayland
only the mouse's; SDL also synthesizes each from the other. So synthesis is
switched off, what is marked as synthetic is dropped, and only the first finger
counts (notes: screen-and-receipt 1).
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

import pygame

from firmware.kiosk.box import Box
from firmware.settings import ScreenSettings

MOUSE = -1
"""The id under which the mouse's left button counts as a finger."""


class Phase(StrEnum):
    """What a finger does."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Tap:
    """A finger at a point of the panel, in pixels."""

    pos: tuple[int, int]
    phase: Phase


class Fingers:
    """Makes taps of pygame's events: first finger only, synthetic events dropped."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._finger: tuple[int, int] | None = None

    def taps(self, event: pygame.event.Event) -> Tap | None:
        """The tap that an event is, if it is one. `size` is the whole window's."""
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
        return Tap(pos, phase)

    def _finger_event(
        self, event: pygame.event.Event
    ) -> tuple[tuple[int, int], Phase, tuple[int, int]] | None:
        phase = _FINGER.get(event.type)
        if phase is None:
            return None
        pos = int(event.x * self._size[0]), int(event.y * self._size[1])
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


class Display:
    """The booth's panel, and beside it `aside` pixels for the test bench in the demo.

    `surface` is the panel, `aside` the strip to its right or None. A context
    manager; `close` may be called twice.
    """

    def __init__(self, settings: ScreenSettings, aside: int = 0, title: str = "Диалог") -> None:
        os.environ["SDL_TOUCH_MOUSE_EVENTS"] = "0"
        os.environ["SDL_MOUSE_TOUCH_EVENTS"] = "0"
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption(title)
        size = (settings.width + aside, settings.height)
        flags = pygame.FULLSCREEN if settings.fullscreen else 0
        self._window = pygame.display.set_mode(size, flags)
        self.panel = Box(0, 0, settings.width, settings.height)
        self.surface = self._window.subsurface(self.panel)
        self.aside = (
            self._window.subsurface(Box(settings.width, 0, aside, settings.height))
            if aside
            else None
        )
        self._fingers = Fingers(self._window.get_size())
        self._injected: list[Tap] = []
        self.closed = False
        if settings.fullscreen:
            # mouse.set_visible(False) kills touch on some X11 set-ups.
            pygame.mouse.set_cursor((8, 8), (0, 0), (0,) * 8, (0,) * 8)

    def present(self, boxes: list[Box] | None = None) -> None:
        """Bring what was drawn to the glass; only those boxes of the window, if given."""
        if boxes is None:
            pygame.display.flip()
        elif boxes:
            pygame.display.update([pygame.Rect(box) for box in boxes])

    def inject(self, tap: Tap) -> None:
        """Put a tap in, as if a finger had made it (scripted citizens, GPIO buttons)."""
        self._injected.append(tap)

    def taps(self) -> list[Tap]:
        """The taps on the panel since the last call, in order. Sets `closed` on a wish to quit."""
        found, self._injected = self._injected, []
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.closed = True
            tap = self._fingers.taps(event)
            # A finger may leave the panel while held: its end must still be heard.
            if tap and (tap.phase is not Phase.DOWN or self.panel.holds(tap.pos)):
                found.append(tap)
        return found

    def close(self) -> None:
        """Give the display back."""
        self.closed = True
        pygame.display.quit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
