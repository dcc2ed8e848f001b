"""Darkens what lies behind a dialog."""

from dataclasses import dataclass
from functools import lru_cache

import pygame

from firmware.kiosk.theme import NIGHT, Rgb
from firmware.kiosk.widgets.base import Brush, Widget

OPACITY = 176


@dataclass(frozen=True, kw_only=True)
class Veil(Widget):
    """A dark veil over its box."""

    def draw(self, brush: Brush) -> None:
        """Blend night over everything."""
        veil = _veil(self.box.w, self.box.h, brush.palette[NIGHT])
        brush.surface.blit(veil, self.box[:2])


@lru_cache(maxsize=1)
def _veil(w: int, h: int, night: Rgb) -> pygame.Surface:
    veil = pygame.Surface((w, h))
    veil.fill(night)
    veil.set_alpha(OPACITY)
    return veil
