"""Sets texts: wraps, and shrinks to the smallest size that fits; never cuts a text off."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Literal

import pygame

from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour, Palette, Rgb, Weight, font

LEADING = 1.22
"""Line height in em."""

BREAKS = re.compile(r"[^ -]*(?:-+| +|$)")
"""A line may end after a space or a hyphen, and nowhere else."""

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\u2028\u2029]")
"""What has no shape; the font library refuses some of it, and texts come from outside."""

LEAST_PX = 10
"""Where shrinking ends and words are broken."""

Align = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True)
class Style:
    """How a text looks. It is set at `px` and may shrink to `floor`, both in em."""

    px: int
    floor: int
    colour: Colour
    weight: Weight = "regular"
    align: Align = "left"
    valign: Valign = "top"


@dataclass(frozen=True)
class Setting:
    """A text broken into lines at the size that fits."""

    lines: tuple[str, ...]
    px: int

    @property
    def leading(self) -> int:
        """Height of a line."""
        return round(self.px * LEADING)

    @property
    def height(self) -> int:
        """Height of all lines."""
        return self.leading * len(self.lines)


def width(text: str, weight: Weight, px: int) -> int:
    """Pixels that a line of text takes."""
    return font(weight, px).size(text)[0]


def shapely(text: str) -> str:
    """The text with a space for each sign that cannot be drawn."""
    return UNSEEN.sub(" ", text.replace("\r\n", "\n"))


def wrap(text: str, weight: Weight, px: int, room: int) -> list[str] | None:
    """The lines of a text in that width; None if a word alone is wider."""
    lines: list[str] = []
    for paragraph in shapely(text).split("\n"):
        line = ""
        for piece in BREAKS.findall(paragraph):
            if width((line + piece).rstrip(" "), weight, px) <= room:
                line += piece
            elif width(piece.rstrip(" "), weight, px) > room:
                return None
            else:
                lines.append(line.rstrip(" "))
                line = piece
        lines.append(line.rstrip(" "))
    return lines


class Typesetter:
    """Sets and draws texts, keeping what it did; `squeezed` tells what went below its floor."""

    def __init__(self, keep: int = 600) -> None:
        self._keep = keep
        self._settings: OrderedDict[tuple[object, ...], Setting] = OrderedDict()
        self._drawn: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()
        self.squeezed: list[str] = []

    def forget(self) -> None:
        """Drop every text that was set."""
        self._settings.clear()
        self._drawn.clear()
        self.squeezed.clear()

    def fit(self, text: str, room: tuple[int, int], style: Style) -> Setting:
        """The text at the largest size, from `px` down, that fits into width and height."""
        key = (text, room, style.px, style.floor, style.weight)
        if key not in self._settings:
            self._settings[key] = self._fit(text, room, style)
            _trim(self._settings, self._keep)
        return self._settings[key]

    def _fit(self, text: str, room: tuple[int, int], style: Style) -> Setting:
        for px in range(style.px, LEAST_PX, -1):
            lines = wrap(text, style.weight, px, room[0])
            if lines is None or round(px * LEADING) * len(lines) > room[1]:
                continue
            if px < style.floor:
                self.squeezed.append(text)
            return Setting(tuple(lines), px)
        self.squeezed.append(text)
        return Setting(tuple(_broken(text, style.weight, room[0])), LEAST_PX)

    def draw(
        self, surface: pygame.Surface, text: str, box: Box, style: Style, palette: Palette
    ) -> Box:
        """Draw a text in a box; returns the rows it took."""
        setting = self.fit(text, (box.w, box.h), style)
        room = box.h - setting.height
        top = box.y + {"top": 0, "middle": room // 2, "bottom": room}[style.valign]
        for number, line in enumerate(setting.lines):
            picture = self._line(line, setting.px, style.weight, palette[style.colour])
            space = box.w - picture.get_width()
            left = box.x + {"left": 0, "center": space // 2, "right": space}[style.align]
            drop = (setting.leading - picture.get_height()) // 2
            surface.blit(picture, (left, top + number * setting.leading + drop))
        return Box(box.x, top, box.w, setting.height)

    def _line(self, line: str, px: int, weight: Weight, colour: Rgb) -> pygame.Surface:
        key = (line, px, weight, colour)
        if key not in self._drawn:
            self._drawn[key] = font(weight, px).render(line, True, colour)
            _trim(self._drawn, self._keep)
        self._drawn.move_to_end(key)
        return self._drawn[key]


def _trim(kept: OrderedDict[tuple[object, ...], Any], limit: int) -> None:
    while len(kept) > limit:
        kept.popitem(last=False)


def _broken(text: str, weight: Weight, room: int) -> list[str]:
    lines = [""]
    for letter in shapely(text):
        if letter == "\n" or width(lines[-1] + letter, weight, LEAST_PX) > room:
            lines.append("")
        lines[-1] += letter.strip("\n")
    return lines
