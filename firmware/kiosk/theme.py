"""The look of the booth: colours, fonts, and sizes in millimetres.

Widgets name what a colour is for; the palette in use turns that into a colour.
Every pair of text and ground used on the screens has a contrast of at least
7:1 (WCAG 1.4.6); outlines and icons at least 3:1 (1.4.11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NewType

import pygame
from font_roboto import Roboto, RobotoBold, RobotoMedium

from firmware.settings import ScreenSettings

Rgb = tuple[int, int, int]
Colour = NewType("Colour", str)
"""What a colour is for; the palette in use says which it is."""
Weight = Literal["regular", "medium", "bold"]

PAPER = Colour("paper")
CARD = Colour("card")
INK = Colour("ink")
SOFT = Colour("soft")
LINE = Colour("line")
LIP = Colour("lip")
HAIR = Colour("hair")
SHUT = Colour("shut")
ACCENT = Colour("accent")
ACCENT_DEEP = Colour("accent deep")
ACCENT_PALE = Colour("accent pale")
ON_ACCENT = Colour("on accent")
STAGE = Colour("stage")
STAGE_DEEP = Colour("stage deep")
STAGE_DEEPER = Colour("stage deeper")
ON_STAGE = Colour("on stage")
ON_STAGE_SOFT = Colour("on stage soft")
RED = Colour("red")
RED_DEEP = Colour("red deep")
AMBER = Colour("amber")
AMBER_PALE = Colour("amber pale")
GREEN = Colour("green")
GREEN_PALE = Colour("green pale")
NIGHT = Colour("night")
ON_NIGHT = Colour("on night")
WHITE = Colour("white")
BLACK = Colour("black")

Palette = Mapping[Colour, Rgb]

CALM: Palette = MappingProxyType(
    {
        PAPER: (246, 244, 239),
        CARD: (255, 255, 255),
        INK: (20, 35, 43),
        SOFT: (58, 73, 82),
        LINE: (124, 138, 146),
        LIP: (183, 189, 192),
        HAIR: (218, 216, 208),
        SHUT: (232, 230, 224),
        ACCENT: (9, 82, 112),
        ACCENT_DEEP: (5, 56, 78),
        ACCENT_PALE: (222, 237, 243),
        ON_ACCENT: (255, 255, 255),
        STAGE: (9, 82, 112),
        STAGE_DEEP: (8, 74, 102),
        STAGE_DEEPER: (7, 66, 92),
        ON_STAGE: (255, 255, 255),
        ON_STAGE_SOFT: (219, 236, 243),
        RED: (160, 20, 28),
        RED_DEEP: (112, 10, 18),
        AMBER: (98, 58, 0),
        AMBER_PALE: (255, 240, 212),
        GREEN: (10, 88, 54),
        GREEN_PALE: (222, 241, 230),
        NIGHT: (16, 26, 32),
        ON_NIGHT: (150, 164, 172),
        WHITE: (255, 255, 255),
        BLACK: (0, 0, 0),
    }
)
"""The booth as it usually looks."""

_BLACK, _COAL, _GREY = (0, 0, 0), (44, 44, 44), (136, 136, 136)
_WHITE, _YELLOW, _GOLD = (255, 255, 255), (255, 221, 0), (255, 240, 140)

STARK: Palette = MappingProxyType(
    {
        PAPER: _BLACK,
        CARD: _BLACK,
        INK: _WHITE,
        SOFT: _WHITE,
        LINE: _WHITE,
        LIP: _GREY,
        HAIR: _GREY,
        SHUT: _COAL,
        ACCENT: _YELLOW,
        ACCENT_DEEP: _GOLD,
        ACCENT_PALE: _COAL,
        ON_ACCENT: _BLACK,
        STAGE: _BLACK,
        STAGE_DEEP: _BLACK,
        STAGE_DEEPER: _BLACK,
        ON_STAGE: _WHITE,
        ON_STAGE_SOFT: _YELLOW,
        RED: _YELLOW,
        RED_DEEP: _GOLD,
        AMBER: _YELLOW,
        AMBER_PALE: _COAL,
        GREEN: _YELLOW,
        GREEN_PALE: _COAL,
        NIGHT: _BLACK,
        ON_NIGHT: _WHITE,
        WHITE: _WHITE,
        BLACK: _BLACK,
    }
)
"""High contrast: black, white and yellow."""

FONTS: dict[Weight, str] = {"regular": Roboto, "medium": RobotoMedium, "bold": RobotoBold}
CAPITAL = 0.711
"""Height of Roboto's capitals in em (1456 of 2048 units)."""


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.0 to 21.0)."""

    def luminance(colour: Rgb) -> float:
        channels = [value / 255 for value in colour]
        red, green, blue = (
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in channels
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=128)
def font(weight: Weight, px: int) -> pygame.font.Font:
    """The font of that weight; `px` is the em."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(FONTS[weight], px)


@dataclass(frozen=True)
class Scale:
    """From millimetres to pixels of one panel."""

    px_per_mm: float

    @classmethod
    def of(cls, settings: ScreenSettings) -> "Scale":
        """The scale of the panel that the settings describe."""
        return cls(settings.width / settings.width_mm)

    def mm(self, length: float) -> int:
        """Pixels of a length, rounded up so that a target is never a hair too small."""
        return int(-(-length * self.px_per_mm // 1))

    def em(self, capitals_mm: float) -> int:
        """Font size at which capitals are that high, rounded up."""
        return int(-(-capitals_mm * self.px_per_mm / CAPITAL // 1))
