"""Darkens what lies behind a dialog."""

from dataclasses import dataclass
from functools import lru_cache

import pygame

from firmware.kiosk.theme import NIGHT
from firmware.kiosk.widgets.base import Brush, Widget

OPACITY = 176


@dataclass(frozen=True, kw_only=True)
class Veil(Widget):
    """A dark veil over its box."""

    def draw(self, brush: Brush) -> None:
        """Blend night over everything."""
        brush.surface.blit(_veil(self.box.w, self.box.h), self.box[:2])


@lru_cache(maxsize=1)
def _veil(w: int, h: int) -> pygame.Surface:
    veil = pygame.Surface((w, h))
    veil.fill(NIGHT)
    veil.set_alpha(OPACITY)
    return veil
