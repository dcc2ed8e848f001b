"""The look of the booth: colours, fonts, and sizes in millimetres.

Every pair of text and ground used on the screens has a contrast of at least
7:1 (WCAG 1.4.6); outlines and icons at least 3:1 (1.4.11).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pygame
from font_roboto import Roboto, RobotoBold, RobotoMedium

from firmware.settings import ScreenSettings

Colour = tuple[int, int, int]
Weight = Literal["regular", "medium", "bold"]

PAPER: Colour = (246, 244, 239)
CARD: Colour = (255, 255, 255)
INK: Colour = (20, 35, 43)
SOFT: Colour = (58, 73, 82)
LINE: Colour = (124, 138, 146)
LIP: Colour = (183, 189, 192)
HAIR: Colour = (218, 216, 208)
SHUT: Colour = (232, 230, 224)

ACCENT: Colour = (9, 82, 112)
ACCENT_DEEP: Colour = (5, 56, 78)
ACCENT_PALE: Colour = (222, 237, 243)
ON_ACCENT: Colour = (255, 255, 255)
ON_ACCENT_SOFT: Colour = (219, 236, 243)

RED: Colour = (160, 20, 28)
RED_DEEP: Colour = (112, 10, 18)
RED_PALE: Colour = (252, 231, 229)
AMBER: Colour = (98, 58, 0)
AMBER_PALE: Colour = (255, 240, 212)
GREEN: Colour = (10, 88, 54)
GREEN_PALE: Colour = (222, 241, 230)
NIGHT: Colour = (16, 26, 32)

FONTS: dict[Weight, str] = {"regular": Roboto, "medium": RobotoMedium, "bold": RobotoBold}
CAPITAL = 0.711
"""Height of Roboto's capitals in em (1456 of 2048 units)."""

FLOOR_MM = 3.6
"""Capitals of the booth's own texts are never smaller than this, mm."""


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.0 to 21.0)."""

    def luminance(colour: Colour) -> float:
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
