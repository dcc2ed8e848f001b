"""How a picture is turned on a panel that is mounted on its side or upside down."""

from dataclasses import dataclass
from typing import Literal

import pygame

from firmware.kiosk.box import Box

Degrees = Literal[0, 90, 180, 270]


@dataclass(frozen=True)
class Turn:
    """The way from the picture as one sees it to the glass, and back.

    `degrees` is how far the picture is turned clockwise on the glass, `size` its
    width and height as seen. SDL ignores the orientation of bare displays
    (SDL #9682): the booth turns the picture and the touches itself.
    """

    degrees: Degrees
    size: tuple[int, int]

    @property
    def glass(self) -> tuple[int, int]:
        """Width and height of the display."""
        w, h = self.size
        return (w, h) if self.degrees in (0, 180) else (h, w)

    def box(self, seen: Box) -> Box:
        """Where a part of the picture is on the glass."""
        w, h = self.size
        if self.degrees == 90:
            return Box(h - seen.bottom, seen.x, seen.h, seen.w)
        if self.degrees == 180:
            return Box(w - seen.right, h - seen.bottom, seen.w, seen.h)
        if self.degrees == 270:
            return Box(seen.y, w - seen.right, seen.h, seen.w)
        return seen

    def point(self, touched: tuple[int, int]) -> tuple[int, int]:
        """Which point of the picture was touched on the glass."""
        x, y = touched
        w, h = self.size
        if self.degrees == 90:
            return y, h - 1 - x
        if self.degrees == 180:
            return w - 1 - x, h - 1 - y
        if self.degrees == 270:
            return w - 1 - y, x
        return touched

    def show(self, picture: pygame.Surface, glass: pygame.Surface, seen: Box) -> Box:
        """Bring a part of the picture to the glass; returns where it is there."""
        seen = Box(*pygame.Rect(seen).clip(picture.get_rect()))
        place = self.box(seen)
        # pygame turns anticlockwise.
        part = pygame.transform.rotate(picture.subsurface(seen), -self.degrees)
        glass.blit(part, place[:2])
        return place
