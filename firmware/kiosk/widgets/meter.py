"""Things that show an amount: sound level, progress, time left, steps."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

import pygame

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour, Palette, Rgb
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.typeset import Style

QUIET_DB = -54.0
LOUD_DB = -4.0


@dataclass(frozen=True, kw_only=True)
class LevelMeter(Widget):
    """The loudness of the voice as bars; `lit` of `bars` are filled."""

    lit: int
    bars: int = 14
    ground: Colour = theme.HAIR

    @staticmethod
    def bars_of(level_db: float | None, bars: int = 14) -> int:
        """How many bars a level in dBFS lights."""
        if level_db is None:
            return 0
        share = (level_db - QUIET_DB) / (LOUD_DB - QUIET_DB)
        return max(0, min(bars, round(share * bars)))

    def draw(self, brush: Brush) -> None:
        """A microphone and the bars."""
        spot, rest = self.box.cut_left(self.box.h, brush.layout.mm(2))
        brush.icon("microphone", spot, theme.ACCENT)
        gap = max(2, brush.layout.mm(0.9))
        for number, bar in enumerate(rest.columns(self.bars, gap)):
            colour = theme.ACCENT if number < self.lit else self.ground
            brush.shape(bar, shapes.Shape(colour, max(1, bar.w // 2)))


@dataclass(frozen=True, kw_only=True)
class Progress(Widget):
    """A bar that fills; `share` from 0 to 1."""

    share: float
    fill: Colour = theme.ACCENT
    ground: Colour = theme.HAIR

    def draw(self, brush: Brush) -> None:
        """The whole length pale, the share of it filled."""
        radius = self.box.h // 2
        brush.shape(self.box, shapes.Shape(self.ground, radius))
        length = round(self.box.w * max(0.0, min(1.0, self.share)))
        if length >= self.box.h:
            box = Box(self.box.x, self.box.y, length, self.box.h)
            brush.shape(box, shapes.Shape(self.fill, radius))


@dataclass(frozen=True, kw_only=True)
class Steps(Widget):
    """How far the citizen is: `done` of `count` parts."""

    done: int
    count: int

    def draw(self, brush: Brush) -> None:
        """A row of short bars."""
        for number, bar in enumerate(self.box.columns(self.count, brush.layout.mm(1.6))):
            colour = theme.ACCENT if number < self.done else theme.HAIR
            brush.shape(bar, shapes.Shape(colour, bar.h // 2))


@dataclass(frozen=True, kw_only=True)
class Ring(Widget):
    """A ring that empties around a text; `share` from 0 to 1."""

    share: float
    text: str
    style: Style
    caption: str = ""
    caption_style: Style | None = None
    fill: Colour = theme.ACCENT
    ground: Colour = theme.HAIR
    inside: Colour = theme.CARD

    def draw(self, brush: Brush) -> None:
        """The ring, its text in the middle, a caption below the text."""
        size = min(self.box.w, self.box.h)
        box = self.box.middle(size, size)
        degrees = round(max(0.0, min(1.0, self.share)) * 360)
        brush.surface.blit(self._picture(brush.palette, size, degrees), box[:2])
        inner = box.middle(round(size * 0.7), round(size * 0.52))
        if self.caption and self.caption_style:
            upper, lower = inner.cut_top(round(inner.h * 0.62))
            brush.text(self.text, upper, self.style)
            brush.text(self.caption, lower, self.caption_style)
        else:
            brush.text(self.text, inner, self.style)

    def _picture(self, palette: Palette, size: int, degrees: int) -> pygame.Surface:
        return _ring(size, degrees, palette[self.fill], palette[self.ground], palette[self.inside])


@lru_cache(maxsize=8)
def _ring(size: int, degrees: int, fill: Rgb, ground: Rgb, inside: Rgb) -> pygame.Surface:
    factor = 2
    large = pygame.Surface((size * factor, size * factor), pygame.SRCALPHA)
    large.fill((*ground, 0))
    middle = size * factor / 2
    radius = middle - factor
    pygame.draw.circle(large, ground, (middle, middle), radius)
    if degrees:
        angles = [(-90 + n * degrees / 90) * pi / 180 for n in range(91)]
        rim = [(middle + radius * cos(a), middle + radius * sin(a)) for a in angles]
        pygame.draw.polygon(large, fill, [(middle, middle), *rim])
    pygame.draw.circle(large, inside, (middle, middle), middle * 0.86)
    return pygame.transform.smoothscale(large, (size, size))
