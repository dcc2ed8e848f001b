"""A small live picture with corners that show where something is to be held."""

from dataclasses import dataclass

import pygame

from firmware.kiosk import theme
from firmware.kiosk.widgets.base import Brush
from firmware.kiosk.widgets.video import Video


@dataclass(frozen=True, kw_only=True)
class Finder(Video):
    """The picture, and four corners in its middle."""

    def draw(self, brush: Brush) -> None:
        """The corners are white on the picture, as wide as the strokes of the icons."""
        super().draw(brush)
        side = round(min(self.box.w, self.box.h) * 0.7)
        box, arm = self.box.middle(side, side), side // 4
        width = max(2, brush.layout.mm(0.6))
        right, bottom = box.right - 1, box.bottom - 1
        for x, dx in ((box.x, arm), (right, -arm)):
            for y, dy in ((box.y, arm), (bottom, -arm)):
                corner = [(x + dx, y), (x, y), (x, y + dy)]
                pygame.draw.lines(brush.surface, brush.palette[theme.WHITE], False, corner, width)
