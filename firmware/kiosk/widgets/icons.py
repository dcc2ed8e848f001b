"""Icons as vectors on a square of 24 units, drawn large, scaled and kept."""

from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.theme import Rgb

Point = tuple[float, float]
Stroke = tuple[Literal["line"], tuple[Point, ...]]
Fill = tuple[Literal["fill", "hole"], tuple[Point, ...]]
Dot = tuple[Literal["dot", "hole_dot", "ring"], tuple[float, float, float]]
Part = Stroke | Fill | Dot

WIDTH = 2.0
"""Width of a line, in units."""

OVERSAMPLING = 4


def arc(x: float, y: float, radius: float, start: float, end: float) -> tuple[Point, ...]:
    """Points of an arc; degrees clockwise from the right."""
    count = 24
    angles = [(start + (end - start) * n / count) * pi / 180 for n in range(count + 1)]
    return tuple((x + radius * cos(angle), y + radius * sin(angle)) for angle in angles)


def rounded(x: float, y: float, w: float, h: float, r: float) -> tuple[Point, ...]:
    """Points of a rounded rectangle, closed."""
    corners = (
        *arc(x + r, y + r, r, 180, 270),
        *arc(x + w - r, y + r, r, 270, 360),
        *arc(x + w - r, y + h - r, r, 0, 90),
        *arc(x + r, y + h - r, r, 90, 180),
    )
    return (*corners, corners[0])


FACE: tuple[Part, ...] = (
    ("ring", (12, 12, 10)),
    ("dot", (8.6, 9.6, 1.4)),
    ("dot", (15.4, 9.6, 1.4)),
)

ICONS: dict[str, tuple[Part, ...]] = {
    "back": (("line", ((20, 12), (4, 12))), ("line", ((11, 5), (4, 12), (11, 19)))),
    "next": (("line", ((9, 4), (17, 12), (9, 20))),),
    "up": (("line", ((4, 16), (12, 8), (20, 16))),),
    "down": (("line", ((4, 8), (12, 16), (20, 8))),),
    "cross": (("line", ((5, 5), (19, 19))), ("line", ((19, 5), (5, 19)))),
    "check": (("line", ((4, 13), (9.5, 18.5), (20, 6.5))),),
    "play": (("fill", ((6, 3.5), (21, 12), (6, 20.5))),),
    "pause": (
        ("fill", ((6, 4), (10, 4), (10, 20), (6, 20))),
        ("fill", ((14, 4), (18, 4), (18, 20), (14, 20))),
    ),
    "again": (
        ("line", arc(12, 12.5, 8, -50, 230)),
        ("fill", ((16.0, 1.6), (22.2, 6.4), (14.8, 9.2))),
    ),
    "stop": (("fill", rounded(5, 5, 14, 14, 2)),),
    "record": (("dot", (12, 12, 8)),),
    "speech": (
        ("line", (*rounded(2.5, 3, 19, 13.5, 3)[:-1],)),
        ("line", (rounded(2.5, 3, 19, 13.5, 3)[-2], (2.5, 6))),
        ("fill", ((7, 16), (14, 16), (7, 22))),
        ("line", ((7.5, 8), (16.5, 8))),
        ("line", ((7.5, 12), (13, 12))),
    ),
    "person": (("dot", (12, 8, 4.6)), ("fill", (*arc(12, 23, 9, 180, 360),))),
    "shield": (
        ("line", ((12, 2.5), (20, 5.5), (20, 12), (17.5, 17.5), (12, 21.5))),
        ("line", ((12, 21.5), (6.5, 17.5), (4, 12), (4, 5.5), (12, 2.5))),
        ("line", ((12, 7.5), (12, 12.5))),
        ("dot", (12, 16, 1.3)),
    ),
    "mail": (
        ("line", rounded(2.5, 5, 19, 14, 2)),
        ("line", ((3.5, 7), (12, 13.5), (20.5, 7))),
    ),
    "camera": (
        ("line", rounded(1.5, 6, 14, 12, 2)),
        ("fill", ((17, 11), (22.5, 7), (22.5, 17), (17, 13))),
    ),
    "microphone": (
        ("fill", rounded(8.5, 2, 7, 12, 3.5)),
        ("line", arc(12, 10.5, 7, 10, 170)),
        ("line", ((12, 17.5), (12, 21.5))),
        ("line", ((8, 21.5), (16, 21.5))),
    ),
    "lock": (
        ("fill", rounded(4.5, 10.5, 15, 11, 2)),
        ("line", (*arc(12, 8, 4.6, 180, 360),)),
        ("line", ((7.4, 8), (7.4, 11))),
        ("line", ((16.6, 8), (16.6, 11))),
        ("hole_dot", (12, 16, 1.8)),
    ),
    "clock": (("ring", (12, 12, 10)), ("line", ((12, 6.5), (12, 12.5), (16, 14.5)))),
    "calendar": (
        ("line", rounded(3, 4.5, 18, 16.5, 2)),
        ("line", ((3, 10), (21, 10))),
        ("line", ((8, 2), (8, 6.5))),
        ("line", ((16, 2), (16, 6.5))),
    ),
    "printer": (
        ("line", ((6.5, 8), (6.5, 2.5), (17.5, 2.5), (17.5, 8))),
        ("line", rounded(2.5, 8, 19, 8.5, 1.5)),
        ("fill", ((6.5, 13), (17.5, 13), (17.5, 22), (6.5, 22))),
    ),
    "phone": (
        ("line", rounded(6, 1.5, 12, 21, 2.5)),
        ("line", ((10.5, 18.5), (13.5, 18.5))),
    ),
    "warning": (
        ("line", ((12, 3), (22, 20.5), (2, 20.5), (12, 3), (13, 4.7))),
        ("line", ((12, 9), (12, 14))),
        ("dot", (12, 17.3, 1.3)),
    ),
    "info": (
        ("ring", (12, 12, 10)),
        ("dot", (12, 7.3, 1.4)),
        ("line", ((12, 11.5), (12, 17))),
    ),
    "sun": (
        ("dot", (12, 12, 4.4)),
        *(
            ("line", (arc(12, 12, 7.6, a, a)[0], arc(12, 12, 10.6, a, a)[0]))
            for a in range(0, 360, 45)
        ),
    ),
    "erase": (
        ("line", ((8, 4.5), (22, 4.5), (22, 19.5), (8, 19.5), (1.5, 12), (8, 4.5), (9, 4.5))),
        ("line", ((11.5, 9), (17.5, 15))),
        ("line", ((17.5, 9), (11.5, 15))),
    ),
    "eye": (
        ("line", arc(12, 20.5, 13.2, 220, 320)),
        ("line", arc(12, 3.5, 13.2, 40, 140)),
        ("dot", (12, 12, 3.4)),
    ),
    "contrast": (("ring", (12, 12, 10)), ("fill", arc(12, 12, 9.4, -90, 90))),
    "letters": (
        ("line", ((1.5, 20), (7.5, 4), (13.5, 20))),
        ("line", ((3.8, 14.5), (11.2, 14.5))),
        ("ring", (18, 16, 4.6)),
        ("line", ((22, 11.5), (22, 20))),
    ),
    "speaker": (
        ("fill", ((2, 9), (7, 9), (13, 4), (13, 20), (7, 15), (2, 15))),
        ("line", arc(12, 12, 5, -40, 40)),
        ("line", arc(12, 12, 9.5, -45, 45)),
    ),
    "plus": (("line", ((12, 4), (12, 20))), ("line", ((4, 12), (20, 12)))),
    "minus": (("line", ((4, 12), (20, 12))),),
    "good": (*FACE, ("line", arc(12, 12.5, 5.4, 20, 160))),
    "fair": (*FACE, ("line", ((7.6, 16), (16.4, 16)))),
    "bad": (*FACE, ("line", arc(12, 20.0, 5.4, 215, 325))),
}


def draw(surface: pygame.Surface, name: str, box: Box, colour: Rgb) -> None:
    """Draw an icon as a square in the middle of the box."""
    size = min(box.w, box.h)
    surface.blit(_picture(name, size, colour), box.middle(size, size)[:2])


@lru_cache(maxsize=256)
def _picture(name: str, size: int, colour: Rgb) -> pygame.Surface:
    unit = size * OVERSAMPLING / 24
    large = pygame.Surface((size * OVERSAMPLING, size * OVERSAMPLING), pygame.SRCALPHA)
    large.fill((*colour, 0))
    for kind, shape in ICONS[name]:
        if kind in ("dot", "hole_dot", "ring"):
            x, y, radius = (float(value) * unit for value in shape)  # type: ignore[arg-type]
            ink = (*colour, 0) if kind == "hole_dot" else colour
            width = round(WIDTH * unit) if kind == "ring" else 0
            pygame.draw.circle(large, ink, (x, y), radius, width)
            continue
        points = [(float(x) * unit, float(y) * unit) for x, y in shape]  # type: ignore[misc]
        if kind == "line":
            _stroke(large, points, WIDTH * unit, colour)
        else:
            pygame.draw.polygon(large, colour, points)
    return pygame.transform.smoothscale(large, (size, size))


def _stroke(surface: pygame.Surface, points: list[Point], width: float, colour: Rgb) -> None:
    """A line with round ends and joints."""
    half = width / 2
    for x, y in points:
        pygame.draw.circle(surface, colour, (x, y), half)
    for (x1, y1), (x2, y2) in pairwise(points):
        length = max(1e-6, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
        dx, dy = (y2 - y1) / length * half, (x1 - x2) / length * half
        pygame.draw.polygon(
            surface,
            colour,
            [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)],
        )
