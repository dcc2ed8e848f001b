"""One screen as built: widgets in drawing order, and how it is painted and touched."""

from dataclasses import dataclass

import pygame

from firmware.clock import Clock
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.theme import PAPER, Colour
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.ring import draw_ring


@dataclass(frozen=True)
class Page:
    """The widgets of one screen. An overlay takes all touches while it is there."""

    name: str
    widgets: tuple[Widget, ...]
    overlay: tuple[Widget, ...] = ()
    ground: Colour = PAPER
    layout: Layout | None = None
    """Sizes and colours as the citizen wants them; None: those of the brush."""

    @property
    def all(self) -> tuple[Widget, ...]:
        """Widgets and overlay in drawing order."""
        return self.widgets + self.overlay

    @property
    def tappable(self) -> tuple[Widget, ...]:
        """What a touch can mean something on."""
        return tuple(widget for widget in self.overlay or self.widgets if widget.tappable)

    def widget(self, key: str) -> Widget | None:
        """The widget of that key."""
        return next((widget for widget in self.all if widget.key == key), None)

    def at(self, point: tuple[int, int]) -> Widget | None:
        """The tappable widget under that point."""
        return next((widget for widget in self.tappable if widget.box.holds(point)), None)


class Painter:
    """Paints pages with a brush, only what differs from the page before."""

    def __init__(self, brush: Brush) -> None:
        self._brush = brush
        self._page: Page | None = None
        self._marked = ("", "")

    def paint(self, page: Page, pressed: str = "", focus: str = "") -> list[Box]:
        """Bring the surface to that page; returns what was painted anew.

        `pressed` is the key of the widget that is held down, `focus` of the one that
        the buttons are at.
        """
        marked = (pressed, focus)
        dirty = self._differences(page, marked)
        if page.layout:
            self._brush.layout = page.layout
        surface, ringed = self._brush.surface, page.widget(focus)
        for box in dirty:
            surface.set_clip(box)
            surface.fill(self._brush.palette[page.ground])
            for widget in page.all:
                if widget.box.meets(box):
                    surface.set_clip(pygame.Rect(box).clip(widget.box))
                    self._brush.pressed = widget.key == pressed
                    widget.draw(self._brush)
            if ringed is not None and ringed.box.meets(box):
                surface.set_clip(pygame.Rect(box).clip(ringed.box))
                draw_ring(self._brush, ringed.box)
        surface.set_clip(None)
        self._page, self._marked = page, marked
        return dirty

    def forget(self) -> None:
        """Drop the page before, so that nothing of it is kept; the next is painted whole."""
        self._page = None
        self._brush.forget()

    def _differences(self, page: Page, marked: tuple[str, str]) -> list[Box]:
        whole = self._brush.layout.screen
        before = self._page
        if before is None or _look(before) != _look(page):
            return [whole]
        old = {widget.key: widget for widget in before.all}
        new = {widget.key: widget for widget in page.all}
        dirty = []
        toggled = {
            key
            for was, now in zip(self._marked, marked, strict=True)
            if was != now
            for key in (was, now)
        }
        for key in old.keys() | new.keys():
            was, is_ = old.get(key), new.get(key)
            if was == is_ and key not in toggled:
                continue
            dirty += [widget.box for widget in (was, is_) if widget is not None]
        return _merged(dirty)


def _look(page: Page) -> tuple[str, Colour, Layout | None]:
    return page.name, page.ground, page.layout


def _merged(boxes: list[Box]) -> list[Box]:
    merged: list[Box] = []
    for candidate in boxes:
        box = candidate
        while hit := next((other for other in merged if other.meets(box)), None):
            merged.remove(hit)
            box = box.joined(hit)
        merged.append(box)
    return merged


SETTLE_S = 0.3
"""A new screen ignores touches for so long: a double tap must not hit what comes next."""


class Touch:
    """Makes events of taps: acts on release inside the widget that was pressed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._page: Page | None = None
        self._since = float("-inf")
        self._pressed = ""
        self._inside = False

    @property
    def shown(self) -> str:
        """The key of the widget to be drawn as pressed; empty once the finger slid off."""
        return self._pressed if self._inside else ""

    def show(self, page: Page) -> None:
        """That page is on the screen from now on."""
        if self._page and self._page.name != page.name:
            self._since = self._clock.monotonic()
            self._pressed, self._inside = "", False
        self._page = page

    def feed(self, tap: Tap) -> UiEvent | None:
        """Take the next tap; the event that it completes, if it does."""
        widget = self._page.at(tap.pos) if self._page else None
        if tap.phase is Phase.DOWN:
            settled = self._clock.monotonic() - self._since >= SETTLE_S
            self._pressed = widget.key if widget and settled else ""
        self._inside = widget is not None and widget.key == self._pressed
        if tap.phase is not Phase.UP:
            return None
        event = widget.event if widget and self._inside else None
        self._pressed, self._inside = "", False
        return event

    def forget(self) -> None:
        """Drop the page: it shows the last citizen."""
        self._page = None
