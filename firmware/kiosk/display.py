"""The window or the bare display: where the panel is painted and where taps come from."""

import os
from types import TracebackType
from typing import Self

import pygame

from firmware.errors import BoothError
from firmware.kiosk.box import Box
from firmware.kiosk.taps import Fingers, Phase, Tap
from firmware.kiosk.turn import Turn
from firmware.settings import ScreenSettings

__all__ = ["Display", "Phase", "Tap"]


class NoDisplay(BoothError, OSError):
    """There is no screen that the booth could draw on."""


def _open_window(size: tuple[int, int], title: str, *, fullscreen: bool) -> pygame.Surface:
    try:
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption(title)
        return pygame.display.set_mode(size, pygame.FULLSCREEN if fullscreen else 0)
    except pygame.error as error:
        raise NoDisplay(f"screen: no display to draw on: {error}") from error


class Display:
    """The booth's panel, and beside it `aside` pixels for the test bench in the demo.

    `surface` is the panel as one sees it, `aside` the strip to its right or None.
    A picture that is turned is drawn aside and brought to the glass by `present`. A context
    manager; `close` may be called twice.
    """

    def __init__(self, settings: ScreenSettings, aside: int = 0, title: str = "Диалог") -> None:
        os.environ["SDL_TOUCH_MOUSE_EVENTS"] = "0"
        os.environ["SDL_MOUSE_TOUCH_EVENTS"] = "0"
        size = (settings.width + aside, settings.height)
        self._turn = Turn(settings.rotation, size)
        self._glass = _open_window(self._turn.glass, title, fullscreen=settings.fullscreen)
        turned = settings.rotation != 0
        self._window = pygame.Surface(size).convert() if turned else self._glass
        self.panel = Box(0, 0, settings.width, settings.height)
        self.surface = self._window.subsurface(self.panel)
        self.aside = (
            self._window.subsurface(Box(settings.width, 0, aside, settings.height))
            if aside
            else None
        )
        self._fingers = Fingers(self._turn)
        self._injected: list[Tap] = []
        self._aside_taps: list[Tap] = []
        self.closed = False
        if settings.fullscreen:
            # mouse.set_visible(False) kills touch on some X11 set-ups.
            pygame.mouse.set_cursor((8, 8), (0, 0), (0,) * 8, (0,) * 8)

    @property
    def window(self) -> pygame.Surface:
        """Panel and strip together, as one sees them."""
        return self._window

    def present(self, boxes: list[Box] | None = None) -> None:
        """Bring what was drawn to the glass; only those boxes of the window, if given."""
        if self._window is not self._glass:
            found = [Box(0, 0, *self._turn.size)] if boxes is None else boxes
            shown = [self._turn.show(self._window, self._glass, box) for box in found]
            boxes = None if boxes is None else shown
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
            elif tap:
                x, y = tap.pos
                self._aside_taps.append(Tap((x - self.panel.w, y), tap.phase))
        return found

    def aside_taps(self) -> list[Tap]:
        """Where a finger came down in the strip, in its pixels, as far as `taps` has looked."""
        found, self._aside_taps = self._aside_taps, []
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
