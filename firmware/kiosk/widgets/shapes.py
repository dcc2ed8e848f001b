"""Rounded shapes with smooth edges: corners are drawn four times larger, scaled and kept."""

from dataclasses import dataclass
from functools import lru_cache

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour, Palette, Rgb

OVERSAMPLING = 4


@dataclass(frozen=True)
class Shape:
    """A rounded rectangle: its fill, and an outline of `line` pixels if there is one."""

    fill: Colour
    radius: int
    outline: Colour | None = None
    line: int = 0


def draw(surface: pygame.Surface, box: Box, shape: Shape, palette: Palette) -> None:
    """Draw a rounded rectangle that fills the box."""
    radius = max(1, min(shape.radius, box.w // 2, box.h // 2))
    core, outline = palette[shape.fill], palette[shape.outline] if shape.outline else None
    tile = _tile(radius, core, outline, shape.line)
    edge, line = outline or core, shape.line if outline else 0
    surface.fill(edge, Box(box.x + radius, box.y, box.w - 2 * radius, box.h))
    surface.fill(edge, Box(box.x, box.y + radius, box.w, box.h - 2 * radius))
    if line:
        surface.fill(core, Box(box.x + radius, box.y + line, box.w - 2 * radius, box.h - 2 * line))
        surface.fill(core, Box(box.x + line, box.y + radius, box.w - 2 * line, box.h - 2 * radius))
    far_x, far_y = box.right - radius, box.bottom - radius
    surface.blit(tile, (box.x, box.y), Box(0, 0, radius, radius))
    surface.blit(tile, (far_x, box.y), Box(radius, 0, radius, radius))
    surface.blit(tile, (box.x, far_y), Box(0, radius, radius, radius))
    surface.blit(tile, (far_x, far_y), Box(radius, radius, radius, radius))


def round_corners(surface: pygame.Surface, box: Box, radius: int, ground: Rgb) -> None:
    """Round what was drawn square in that box by laying the ground over its corners."""
    mask = _corners(radius, ground)
    far_x, far_y = box.right - radius, box.bottom - radius
    surface.blit(mask, (box.x, box.y), Box(0, 0, radius, radius))
    surface.blit(mask, (far_x, box.y), Box(radius, 0, radius, radius))
    surface.blit(mask, (box.x, far_y), Box(0, radius, radius, radius))
    surface.blit(mask, (far_x, far_y), Box(radius, radius, radius, radius))


@lru_cache(maxsize=256)
def _tile(radius: int, fill: Rgb, outline: Rgb | None, line: int) -> pygame.Surface:
    """The four corners of a rounded rectangle beside each other."""
    size = 2 * radius * OVERSAMPLING
    edge = outline or fill
    # Transparent pixels have the edge's colour, or scaling would leave a dark fringe.
    large = pygame.Surface((size, size), pygame.SRCALPHA)
    large.fill((*edge, 0))
    middle = size // 2
    pygame.draw.circle(large, edge, (middle, middle), middle)
    if outline and line:
        pygame.draw.circle(large, fill, (middle, middle), middle - line * OVERSAMPLING)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))


@lru_cache(maxsize=32)
def _corners(radius: int, ground: Rgb) -> pygame.Surface:
    size = 2 * radius * OVERSAMPLING
    large = pygame.Surface((size, size), pygame.SRCALPHA)
    large.fill(ground)
    pygame.draw.circle(large, (*ground, 0), (size // 2, size // 2), size // 2)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))
