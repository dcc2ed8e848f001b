"""A friendly figure before a soft background, for a camera that is not there.

Everything is drawn once with Pillow; a frame then costs one copy and the
blending of the head, which sways, blinks and speaks.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from font_roboto import Roboto
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from hw.camera.picture import I420, from_rgb, planes

SKIN, HAIR, COAT, SHIRT = (222, 178, 148), (58, 44, 40), (52, 78, 112), (226, 228, 232)
EYES, LIPS = (48, 40, 40), (150, 70, 74)
_SMOOTH = 2  # drawn this many times larger, then reduced
_MOUTHS = 4
_BLINK_EVERY_S, _BLINK_S = 3.7, 0.16


@dataclass(frozen=True, slots=True)
class _Sprite:
    """Picture planes times their opacity, and what remains of the background (0..256)."""

    ink: tuple[npt.NDArray[np.uint16], ...]
    rest: tuple[npt.NDArray[np.uint16], ...]

    def blend(self, i420: I420, left: int, top: int) -> None:
        for plane, ink, rest, part in zip(
            planes(i420), self.ink, self.rest, (1, 2, 2), strict=True
        ):
            y, x = top // part, left // part
            target = plane[y : y + ink.shape[0], x : x + ink.shape[1]]
            mixed = target * rest
            mixed += ink
            mixed >>= 8
            target[...] = mixed


class Scene:
    """Draws the figure as it is at a moment."""

    def __init__(self, width: int, height: int) -> None:
        self._unit = height / 720
        self._background = from_rgb(np.asarray(_background(width, height)))
        size = self._even(330), self._even(420)
        self._left = self._even(width / self._unit / 2 - 165)
        self._top = self._even(112)
        self._heads = {
            (mouth, blink): _sprite(_head(size, mouth / (_MOUTHS - 1), blink))
            for mouth in range(_MOUTHS)
            for blink in (False, True)
        }

    def draw(self, ts_us: int) -> I420:
        """A new picture for that moment."""
        t = ts_us / 1_000_000
        picture = self._background.copy()
        speaking = abs(math.sin(t * 9.1)) * (0.5 + 0.5 * math.sin(t * 2.3))
        head = self._heads[round(speaking * (_MOUTHS - 1)) % _MOUTHS, t % _BLINK_EVERY_S < _BLINK_S]
        left = self._left + self._even(26 * math.sin(t * 0.9))
        top = self._top + self._even(8 * math.sin(t * 1.7))
        head.blend(picture, left, top)
        return picture

    def _even(self, size: float) -> int:
        return int(size * self._unit) // 2 * 2


def _background(width: int, height: int) -> Image.Image:
    big = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(big)
    for y in range(height):
        share = y / height
        draw.line(
            (0, y, width, y), (int(92 + 40 * share), int(120 + 24 * share), int(132 + 8 * share))
        )
    for x_share, y_share, r, shade in (
        (0.8, 0.3, 0.2, 24),
        (0.66, 0.75, 0.3, -14),
        (0.3, 0.6, 0.25, 14),
    ):
        spot = tuple(base + shade for base in (112, 132, 136))
        radius = r * height
        draw.ellipse(_around(x_share * width, y_share * height, radius, radius), spot)
    picture = big.filter(ImageFilter.GaussianBlur(height / 14))
    _shoulders(picture)
    _label(picture)
    return picture


def _shoulders(picture: Image.Image) -> None:
    width, height = picture.size
    k = height / 720 * _SMOOTH
    layer = Image.new("RGBA", (width * _SMOOTH, height * _SMOOTH))
    draw = ImageDraw.Draw(layer)
    x = width * _SMOOTH / 2
    draw.rounded_rectangle(_around(x, 760 * k, 330 * k, 250 * k), 190 * k, fill=COAT)
    draw.polygon([(x - 85 * k, 510 * k), (x + 85 * k, 510 * k), (x, 690 * k)], fill=SHIRT)
    draw.rounded_rectangle(_around(x, 500 * k, 62 * k, 90 * k), 50 * k, fill=_darker(SKIN))
    layer = layer.resize(picture.size, Image.Resampling.LANCZOS)
    picture.paste(layer, (0, 0), layer)


def _label(picture: Image.Image) -> None:
    width, height = picture.size
    font = ImageFont.truetype(Roboto, max(10, height // 32))
    ImageDraw.Draw(picture).text(
        (width - height // 40, height - height // 40),
        "simulated camera",
        fill=(214, 224, 226),
        font=font,
        anchor="rs",
    )


def _head(size: tuple[int, int], mouth: float, blink: bool) -> Image.Image:
    width, height = size
    big = Image.new("RGBA", (width * _SMOOTH, height * _SMOOTH))
    draw = ImageDraw.Draw(big)
    k = width * _SMOOTH / 330
    x = 165 * k
    draw.ellipse(_around(x, 178 * k, 146 * k, 164 * k), fill=HAIR)
    draw.ellipse(_around(x - 128 * k, 232 * k, 20 * k, 34 * k), fill=_darker(SKIN))
    draw.ellipse(_around(x + 128 * k, 232 * k, 20 * k, 34 * k), fill=_darker(SKIN))
    draw.ellipse(_around(x, 230 * k, 126 * k, 168 * k), fill=SKIN)
    draw.chord(_around(x, 160 * k, 130 * k, 132 * k), 190, 350, fill=HAIR)
    for side in (-1, 1):
        eye = x + side * 50 * k
        draw.ellipse(_around(eye, 220 * k, 15 * k, (3 if blink else 12) * k), fill=EYES)
        draw.arc(_around(eye, 206 * k, 28 * k, 24 * k), 210, 330, fill=HAIR, width=int(7 * k))
    draw.arc(_around(x, 260 * k, 16 * k, 22 * k), 20, 160, fill=_darker(SKIN), width=int(6 * k))
    draw.ellipse(_around(x, 322 * k, 38 * k, (5 + 20 * mouth) * k), fill=LIPS)
    return big.resize(size, Image.Resampling.LANCZOS)


def _sprite(image: Image.Image) -> _Sprite:
    rgba = np.asarray(image).astype(np.float32)
    colours = planes(from_rgb(rgba[..., :3].astype(np.uint8)))
    alpha = rgba[..., 3] / 255
    half = (alpha[::2, ::2] + alpha[1::2, ::2] + alpha[::2, 1::2] + alpha[1::2, 1::2]) / 4
    opacity = (alpha, half, half)
    return _Sprite(
        tuple((c * a * 256).astype(np.uint16) for c, a in zip(colours, opacity, strict=True)),
        tuple(((1 - a) * 256).astype(np.uint16) for a in opacity),
    )


def _around(x: float, y: float, rx: float, ry: float) -> tuple[float, float, float, float]:
    return (x - rx, y - ry, x + rx, y + ry)


def _darker(colour: tuple[int, int, int]) -> tuple[int, ...]:
    return tuple(part * 6 // 7 for part in colour)
