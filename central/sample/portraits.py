"""Friendly flat portraits, 3:4, drawn by code: each official gets a look of their own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 360, 480
# Drawn larger and scaled down, which smooths the edges.
_SCALE = 3

Colour = str
Hair = Literal["short", "side", "bald", "bob", "bun", "long", "scarf"]


@dataclass(frozen=True, slots=True)
class Look:
    """What makes a portrait this person's."""

    background: Colour
    skin: Colour
    hair: Hair
    hair_colour: Colour
    clothes: Colour
    collar: Literal["tie", "blouse", "round"]
    glasses: bool = False
    beard: bool = False


LOOKS = (
    Look("#cfe3e8", "#e8b98f", "bob", "#2b1d17", "#7a3b52", "blouse"),
    Look("#dfe6cf", "#f0c9a8", "side", "#8a8278", "#3c4a5c", "tie", glasses=True),
    Look("#f1dcc9", "#dca77c", "bun", "#1f1714", "#2f6b62", "blouse", glasses=True),
    Look("#d8d5ea", "#f3d2b5", "bald", "#b9b2a6", "#5b4a3a", "tie", beard=True),
    Look("#cfe0f2", "#d39c70", "short", "#17120f", "#f4f6f7", "tie"),
    Look("#f3e3b8", "#f2cdb0", "long", "#b5763c", "#f4f6f7", "blouse"),
    Look("#e8d3dc", "#e3b088", "long", "#231815", "#34507a", "round"),
    Look("#d2e8d8", "#d8a276", "short", "#1b1512", "#b5512e", "round"),
    Look("#e6e0d4", "#efc4a2", "short", "#a3552a", "#46583b", "tie", beard=True),
    Look("#d0e4f0", "#e2ad83", "scarf", "#c8a13a", "#6a4a86", "round"),
    Look("#dcdfe3", "#d9a578", "side", "#191411", "#232c3f", "tie", glasses=True),
    Look("#efd9cf", "#f5d5bd", "bun", "#6b3f22", "#8c2f3a", "blouse"),
)


def draw_portraits(directory: bytes, folder: Path) -> None:
    """A JPEG `{official}.jpg` for every official of a directory file."""
    for index, official in enumerate(json.loads(directory)["officials"]):
        picture = draw(LOOKS[index % len(LOOKS)])
        picture.save(folder / f"{official['id']}.jpg", quality=88)


def draw(look: Look) -> Image.Image:
    """One portrait, 360 x 480."""
    picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), look.background)
    pen = _Pen(ImageDraw.Draw(picture))
    _back_of_hair(pen, look)
    _shoulders(pen, look)
    _head(pen, look)
    _front_of_hair(pen, look)
    _face(pen, look)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


class _Pen:
    """Draws in the coordinates of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self._draw.ellipse(_scaled(x - rx, y - ry, x + rx, y + ry), fill=fill)

    def box(self, box: tuple[float, float, float, float], radius: float, fill: Colour) -> None:
        self._draw.rounded_rectangle(_scaled(*box), radius * _SCALE, fill=fill)

    def shape(self, *points: float, fill: Colour) -> None:
        self._draw.polygon(_scaled(*points), fill=fill)

    def half(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """The upper half of an ellipse."""
        self._draw.pieslice(_scaled(x - rx, y - ry, x + rx, y + ry), 180, 360, fill=fill)

    def arc(
        self,
        box: tuple[float, float, float, float],
        start: int,
        end: int,
        width: float,
        fill: Colour,
    ) -> None:
        self._draw.arc(_scaled(*box), start, end, fill=fill, width=round(width * _SCALE))


def _scaled(*numbers: float) -> list[float]:
    return [number * _SCALE for number in numbers]


def _darker(colour: Colour, by: float = 0.86) -> Colour:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(part * by):02x}" for part in parts)


def _back_of_hair(pen: _Pen, look: Look) -> None:
    match look.hair:
        case "long":
            pen.box((88, 130, 272, 380), 70, look.hair_colour)
        case "bob":
            pen.box((92, 120, 268, 300), 60, look.hair_colour)
        case "bun":
            pen.ellipse(180, 82, 40, 36, look.hair_colour)
        case "scarf":
            pen.box((84, 92, 276, 360), 90, look.hair_colour)


def _shoulders(pen: _Pen, look: Look) -> None:
    pen.box((40, 368, 320, 620), 92, look.clothes)
    pen.box((148, 290, 212, 400), 28, _darker(look.skin))
    if look.collar == "tie":
        pen.shape(
            136, 368, 180, 440, 224, 368, 252, 380, 180, 480, 108, 380, fill=_darker("#ffffff")
        )
        pen.shape(180, 404, 196, 424, 190, 480, 170, 480, 164, 424, fill=_darker(look.clothes, 0.6))
    elif look.collar == "blouse":
        pen.shape(146, 366, 180, 424, 214, 366, fill=_darker(look.skin))
        pen.shape(130, 366, 180, 440, 146, 360, fill=_darker(look.clothes, 0.75))
        pen.shape(230, 366, 180, 440, 214, 360, fill=_darker(look.clothes, 0.75))
    else:
        pen.ellipse(180, 370, 46, 26, _darker(look.skin))


def _head(pen: _Pen, look: Look) -> None:
    if look.hair != "scarf":
        pen.ellipse(102, 224, 14, 24, _darker(look.skin))
        pen.ellipse(258, 224, 14, 24, _darker(look.skin))
    pen.ellipse(180, 216, 78, 102, look.skin)
    if look.beard:
        pen.box((122, 250, 238, 322), 54, look.hair_colour)
        pen.ellipse(180, 232, 64, 44, look.skin)


def _front_of_hair(pen: _Pen, look: Look) -> None:
    colour = look.hair_colour
    match look.hair:
        case "short":
            pen.half(180, 186, 82, 84, colour)
            pen.box((98, 172, 116, 214), 8, colour)
            pen.box((244, 172, 262, 214), 8, colour)
        case "side":
            pen.half(180, 182, 82, 82, colour)
            pen.shape(98, 180, 262, 180, 250, 148, 122, 196, 98, 206, fill=colour)
        case "bald":
            pen.box((98, 186, 112, 236), 7, colour)
            pen.box((248, 186, 262, 236), 7, colour)
        case "bob" | "long":
            pen.half(180, 178, 86, 80, colour)
            pen.shape(94, 176, 200, 176, 126, 198, 106, 262, 94, 262, fill=colour)
            pen.shape(266, 176, 190, 176, 236, 198, 254, 262, 266, 262, fill=colour)
        case "bun":
            pen.half(180, 184, 82, 82, colour)
        case "scarf":
            pen.half(180, 190, 90, 100, colour)
            pen.arc((96, 96, 264, 330), 180, 360, 6, _darker(colour))


def _face(pen: _Pen, look: Look) -> None:
    ink = "#2a211d"
    for x in (150, 210):
        pen.arc((x - 17, 186, x + 17, 210), 200, 340, 5, _darker(look.hair_colour, 0.8))
        pen.ellipse(x, 218, 6.5, 8, ink)
        pen.ellipse(x + 2, 215, 2, 2.4, "#ffffff")
        pen.ellipse(x + (-24 if x < 180 else 24), 252, 14, 9, _blush(look.skin))
    pen.arc((170, 224, 190, 252), 20, 140, 4, _darker(look.skin, 0.78))
    pen.arc((150, 240, 210, 284), 25, 155, 5, "#9c4238")
    if look.glasses:
        for x in (150, 210):
            pen.arc((x - 25, 196, x + 25, 240), 0, 360, 4, ink)
        pen.arc((172, 206, 188, 222), 200, 340, 4, ink)


def _blush(skin: Colour) -> Colour:
    red, green, blue = (int(skin[start : start + 2], 16) for start in (1, 3, 5))
    return f"#{min(255, red + 6):02x}{round(green * 0.9):02x}{round(blue * 0.88):02x}"
