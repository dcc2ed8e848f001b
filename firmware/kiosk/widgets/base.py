"""The common part of all widgets, and the brush they draw with."""

from dataclasses import dataclass

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.theme import Colour, Palette
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets import icons, shapes
from firmware.kiosk.widgets.pictures import Pictures
from firmware.kiosk.widgets.typeset import Style, Typesetter


class Brush:
    """What drawing needs: where to, and what is kept between two frames.

    `pressed` is true while the widget that draws is held down by a finger.
    """

    def __init__(self, surface: pygame.Surface, layout: Layout) -> None:
        self.surface = surface
        self.layout = layout
        self.pressed = False
        self.type = Typesetter()
        self.pictures = Pictures()

    @property
    def palette(self) -> Palette:
        """The colours of the citizen's choice."""
        return self.layout.palette

    def shape(self, box: Box, shape: shapes.Shape) -> None:
        """Draw a rounded rectangle that fills the box."""
        shapes.draw(self.surface, box, shape, self.palette)

    def round_corners(self, box: Box, radius: int, ground: Colour) -> None:
        """Round what was drawn square in that box."""
        shapes.round_corners(self.surface, box, radius, self.palette[ground])

    def icon(self, name: str, box: Box, colour: Colour) -> None:
        """Draw an icon as a square in the middle of the box."""
        icons.draw(self.surface, name, box, self.palette[colour])

    def text(self, text: str, box: Box, style: Style) -> Box:
        """Set a text in a box; returns the rows it took."""
        return self.type.draw(self.surface, text, box, style, self.palette)

    def forget(self) -> None:
        """Drop everything kept: it may hold what the last citizen saw."""
        self.type.forget()
        self.pictures.forget()


@dataclass(frozen=True, kw_only=True)
class Widget:
    """Something in a box of the screen; equal widgets look the same.

    `key` is stable (menu.appeal, keypad.7): tests and scripted citizens find it by
    that. `event` is what a touch on it means. `speak` is what it says aloud where
    that differs from what is written on it. A widget paints inside its box only.
    """

    key: str
    box: Box
    event: UiEvent | None = None
    enabled: bool = True
    speak: str = ""

    @property
    def tappable(self) -> bool:
        """Whether a touch on it means something now."""
        return self.event is not None and self.enabled

    def draw(self, brush: Brush) -> None:
        """Paint it."""
        raise NotImplementedError
