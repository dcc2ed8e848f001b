"""The slip: laid out as a one-bit picture, as wide as the paper.

The texts come in, translated; this module only knows where they stand. Letters
are rendered by Pillow because no printer code page has all of the Kazakh ones.
"""

from dataclasses import dataclass, field
from functools import cache

import segno
from font_roboto import Roboto, RobotoBold
from PIL import Image, ImageDraw, ImageFont

from firmware.appeals.number import written

WIDTHS = (384, 576)

# 8 dots a millimetre (203 dpi), as thermal printers have it.
_MARGIN = 8
_GAP = 12


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip, in the language of the visit and already translated.

    `title` is the booth, `address` may be empty; `rows` are (label, value), the
    most important first; `closing` says how to see the answer.
    """

    number: str = field(repr=False)
    title: str
    address: str
    number_label: str
    rows: tuple[tuple[str, str], ...] = field(default=())
    closing: str = ""


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(RobotoBold if bold else Roboto, size)


class _Paper:
    """A strip of paper that grows downwards while it is written on."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._scale = width / 576
        self._image = Image.new("1", (width, 4096), 1)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.fontmode = "1"
        self.y = _MARGIN

    def size(self, dots: int) -> int:
        """A font size of the wide paper on this one; never too small to read."""
        return max(22, round(dots * max(self._scale, 0.75)))

    def text(self, text: str, size: int, *, bold: bool = False, x: int = 0) -> None:
        """A paragraph, wrapped at words."""
        font = _font(bold, self.size(size))
        for line in _wrapped(text, font, self.width - x):
            self._draw.text((x, self.y), line, font=font, fill=0)
            self.y += round(font.size * 1.15)

    def centred(self, text: str, size: int, *, bold: bool = False) -> None:
        """One line in the middle, as large as fits up to `size`."""
        dots = self.size(size)
        while _font(bold, dots).getlength(text) > self.width and dots > 16:
            dots -= 1
        font = _font(bold, dots)
        left = (self.width - font.getlength(text)) / 2
        self._draw.text((left, self.y), text, font=font, fill=0)
        self.y += round(dots * 1.15)

    def qr(self, text: str, scale: int) -> int:
        """A QR code at the left with its quiet zone; returns its width, leaves `y` alone."""
        modules = [list(row) for row in segno.make_qr(text, error="m").matrix]
        side = (len(modules) + 8) * scale
        for row, cells in enumerate(modules):
            for column, dark in enumerate(cells):
                if dark:
                    x, y = (column + 4) * scale, self.y + (row + 4) * scale
                    self._draw.rectangle((x, y, x + scale - 1, y + scale - 1), fill=0)
        return side

    def rule(self) -> None:
        """A thin line across."""
        self.y += _GAP // 2
        self._draw.line((0, self.y, self.width, self.y), fill=0, width=2)
        self.y += _GAP

    def cut(self) -> Image.Image:
        """The picture down to the last line."""
        return self._image.crop((0, 0, self.width, self.y + _MARGIN))


def lay_out(slip: Slip, width: int) -> Image.Image:
    """The slip as a picture of mode "1", `width` dots wide. ValueError for another width."""
    if width not in WIDTHS:
        raise ValueError(f"paper of {width} dots; known are {WIDTHS}")
    paper = _Paper(width)
    paper.centred(slip.title, 34, bold=True)
    if slip.address:
        paper.centred(slip.address, 24)
    paper.rule()
    paper.centred(slip.number_label, 26)
    paper.centred(written(slip.number), 56, bold=True)
    top = paper.y
    beside = paper.qr(slip.number, 6 if width == 576 else 4)
    bottom = top + beside
    paper.y = top + _GAP
    for label, value in slip.rows:
        left = beside if paper.y < bottom - 48 else 0
        paper.text(label, 22, x=left)
        paper.text(value, 28, bold=True, x=left)
        paper.y += _GAP // 2
    paper.y = max(paper.y, bottom)
    if slip.closing:
        paper.rule()
        paper.text(slip.closing, 24)
    return paper.cut()


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, font, width))
    return lines


def _broken(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A word in as many pieces as the paper needs; nothing is cut off."""
    pieces = [""]
    for letter in word:
        if font.getlength(pieces[-1] + letter) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces
