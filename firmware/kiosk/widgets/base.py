"""The common part of all widgets, and the brush they draw with."""

from dataclasses import dataclass

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets.pictures import Pictures
from firmware.kiosk.widgets.typeset import Typesetter


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
