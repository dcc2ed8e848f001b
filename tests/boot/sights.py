"""What a screen of the booth must look like, drawn as the gallery draws, and where to touch it."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from firmware.appeals.appeal import Language
from firmware.kiosk.gallery.panels import PANELS
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page, Painter
from firmware.kiosk.screens import build
from firmware.kiosk.views import Chrome, UiEvent, View
from firmware.kiosk.widgets import Brush, LevelMeter, Progress, Ring, Video, Widget
from tests.boot.errors import Unlike
from tests.boot.pictures import PANEL
from tests.boot.screen import Screen

SAME = 0.0002
"""The most that may differ elsewhere, of all pixels: less than one digit or icon."""

BRIGHT, LIT = 160, 0.2
"""Of 255, and the share of pixels so bright that a picture has and clock, bar and icon have not."""

LIVE = (Video, LevelMeter, Progress, Ring)
"""Widgets that another look finds changed: the camera's picture, its sound, the time."""

CLOCKS = ("review.time", "watching.time", "recording.left")
"""Labels that do."""


@dataclass(frozen=True)
class Sight:
    """One screen with this booth's words; `live` are the pixels that say nothing."""

    state: str
    page: Page
    screen: Screen
    live: NDArray[np.bool_]

    def difference(self, seen: Screen) -> float:
        """The share of all pixels that are neither live nor as they must be."""
        return seen.difference(self.screen, self.live)

    def is_in(self, seen: Screen) -> bool:
        """Whether this is what is seen."""
        return self.difference(seen) <= SAME

    def is_lit(self, seen: Screen) -> bool:
        """Whether the live part shows more than a dark ground with an icon."""
        return bool((seen.pixels[self.live].max(axis=1) > BRIGHT).mean() > LIT)

    def offers(self, event: UiEvent) -> bool:
        """Whether something here means that event."""
        return any(widget.event == event for widget in self.page.tappable)

    def place(self, event: UiEvent) -> tuple[int, int]:
        """Where to touch for it, in pixels. Raises Unlike."""
        for widget in self.page.tappable:
            if widget.event == event:
                return widget.box.center
        raise Unlike(f"{self.state}: nothing to touch for {event.name} {event.value}")


class Easel:
    """Draws sights for the machine's panel, in one language."""

    def __init__(self, language: Language) -> None:
        self._layout = Layout(PANELS[PANEL])
        self._surface = pygame.Surface((self._layout.screen.w, self._layout.screen.h))
        self._brush = Brush(self._surface, self._layout)
        self._chrome = Chrome(language)
        self.language = language

    def draw(self, state: str, view: View) -> Sight:
        """The screen of that state with that view."""
        page = build(state, view, self._chrome, self._layout)
        Painter(self._brush).paint(page)
        pixels = pygame.surfarray.array3d(self._surface).swapaxes(0, 1)
        live = np.zeros(pixels.shape[:2], np.bool_)
        for widget in filter(_is_live, page.all):
            box = widget.box
            live[box.y : box.bottom, box.x : box.right] = True
        return Sight(state, page, Screen(np.ascontiguousarray(pixels)), live)


def _is_live(widget: Widget) -> bool:
    return isinstance(widget, LIVE) or widget.key in CLOCKS
