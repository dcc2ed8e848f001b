"""The ring around the widget at focus: yellow and black, seen on every ground (WCAG 1.4.11)."""

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.theme import Rgb
from firmware.kiosk.widgets.base import Brush

OUTER: Rgb = (255, 221, 0)
INNER: Rgb = (0, 0, 0)
"""Whatever the palette: one of the two stands out from whatever is beside it."""

BAND_MM = 0.6


def draw_ring(brush: Brush, box: Box) -> None:
    """Three bands inside the box: a single yellow one is how high contrast marks what is chosen."""
    band = max(2, brush.layout.mm(BAND_MM))
    for colour, inset in ((OUTER, 0), (INNER, band), (OUTER, 2 * band)):
        radius = max(0, brush.layout.radius - inset)
        place = pygame.Rect(box.inset(inset))
        pygame.draw.rect(brush.surface, colour, place, band, border_radius=radius)
