"""The booth's sign: a circle with a speech bubble, and its name beside it."""

from dataclasses import dataclass

import pygame

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget

HALO = ((0.62, theme.STAGE_DEEP), (0.42, theme.STAGE_DEEPER))


def halo(brush: Brush, box: Box) -> None:
    """Two circles out of the upper right corner of the box."""
    for share, colour in HALO:
        radius = round(min(box.w, box.h) * share)
        pygame.draw.circle(brush.surface, brush.palette[colour], (box.right, box.y), radius)


def sign(brush: Brush, box: Box) -> None:
    """The sign in a square box."""
    brush.shape(box, shapes.Shape(theme.ON_STAGE, box.w // 2))
    inside = box.inset(round(box.w * 0.23)).moved(0, round(box.w * 0.02))
    brush.icon("speech", inside, theme.STAGE)


@dataclass(frozen=True, kw_only=True)
class Crown(Widget):
    """The upper part of a tall panel, which nobody needs to reach."""

    sign: Box

    def draw(self, brush: Brush) -> None:
        """The stage's ground, and the sign."""
        brush.surface.fill(brush.palette[theme.STAGE], self.box)
        halo(brush, self.box)
        sign(brush, self.sign)
        line = max(2, brush.layout.mm(0.6))
        foot = Box(self.box.x, self.box.bottom - line, self.box.w, line)
        brush.surface.fill(brush.palette[theme.LINE], foot)
