"""The slip: laid out as a one-bit picture, as wide as the paper.

The texts come in, translated; this module only knows where they stand. Letters
are rendered by Pillow because no printer code page has all of the Kazakh ones.
They stand on a coarser grid than the paper's, two rows high or two by two dots,
as a printer's own double-size letters do: the printer doubles such parts by
itself, so that they take a half or a quarter of the bytes on the line. A long
slip is all on the coarser of the two, and so takes no longer than a usual one.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import segno
from font_roboto import Roboto, RobotoBold, RobotoMedium
from PIL import Image, ImageDraw, ImageFont

from firmware.appeals.number import written

WIDTHS = (384, 576)

# 8 dots a millimetre (203 dpi), as thermal printers have it.
_MARGIN = 8
_GAP, _SMALL_GAP = 14, 6  # even: what is two dots high then stands on even rows
_LONGEST = 8192
_AFTER_HYPHEN = re.compile(r"(?<=-)")
_SPACES = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")


class Row(NamedTuple):
    """A label, what it names, and what may be said more about that."""

    label: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip, already translated.

    `title` is the booth, `address` may be empty; the first of the `rows` matters
    most and stands beside the QR code. `closing` says how to see the answer.
    """

    number: str = field(repr=False)
    title: str
    address: str
    number_label: str
    rows: tuple[Row, ...] = ()
    closing: str = ""


class _Type(NamedTuple):
    """How letters look: em in dots, and the grid they stand on in dots.

    The sizes of the body make the height of a small letter a whole number of
    the grid's rows, which keeps strokes even.
    """

    file: str
    size: int
    across: int = 1
    down: int = 2

    @property
    def line(self) -> int:
        """From one line to the next, in dots of the grid's multiple."""
        return round(self.size * 1.16 / 2) * 2


_TITLE = _Type(RobotoBold, 38)


class _Body(NamedTuple):
    """How labels and what they name look."""

    label: _Type
    value: _Type


_FINE = _Body(_Type(Roboto, 30), _Type(RobotoMedium, 34))
# Two by two dots, with thicker strokes that stand it: two thirds of the bytes.
_COARSE = _Body(_Type(RobotoMedium, 30, 2), _Type(RobotoMedium, 34, 2))
# A slip that is longer, in dots, stands on the coarser grid as a whole.
_LONG = {576: 92 * 8, 384: 120 * 8}
_BESIDE_LABEL = _Type(RobotoMedium, 30, 2)
_BESIDE_VALUES = tuple(_Type(RobotoBold, size, 2) for size in (46, 38, 34, 30))
_NUMBER = {576: _Type(RobotoBold, 57, 2), 384: _Type(RobotoBold, 76, 2)}
_BESIDE_LINES = 3
_MODULE = {576: 8, 384: 6}
_QUIET = 4  # modules

# Letters are drawn so many times larger and then brought to their grid. A dot of it
# is black below this level of 255: a little above the middle, or thin strokes break.
_FINER, _BLACK_BELOW = 4, 140


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is everywhere, so that a slip is the same picture everywhere.
    return ImageFont.truetype(file, size * _FINER, layout_engine=ImageFont.Layout.BASIC)


def _length(text: str, look: _Type) -> float:
    """How wide the text is in dots."""
    return _font(look.file, look.size).getlength(text) / _FINER


def _letters(text: str, look: _Type) -> tuple[Image.Image, int]:
    """One line as black dots on its grid, and how far its left edge is from where it begins."""
    font = _font(look.file, look.size)
    across, down = look.across, look.down
    before = 2 * across
    width = -(-(int(_length(text, look)) + 4 * across) // across) + 2
    # The line of the feet lies between two rows of the grid, or they would blur.
    feet, height = -(-look.size // down), -(-look.size * 4 // 3 // down)
    large = Image.new("L", (width * across * _FINER, height * down * _FINER), 255)
    at = (before * _FINER, feet * down * _FINER)
    ImageDraw.Draw(large).text(at, text, font=font, fill=0, anchor="ls")
    small = large.resize((width, height), Image.Resampling.BOX)
    dots = small.point(lambda level: 255 if level < _BLACK_BELOW else 0).convert("1")
    return dots.resize((width * across, height * down), Image.Resampling.NEAREST), before


class _Paper:
    """A strip of paper that grows downwards while it is written on."""

    def __init__(self, width: int, body: _Body) -> None:
        self.width = width
        self.body = body
        self.image = Image.new("1", (width, _LONGEST), 1)
        self.y = _MARGIN

    def write(self, text: str, look: _Type, x: int = 0) -> None:
        """Letters on the current line, which have to fit."""
        dots, before = _letters(text, look)
        self.image.paste(0, (x - before, self.y), dots)

    def text(self, text: str, look: _Type, x: int = 0) -> None:
        """A paragraph, wrapped at words; on a full strip it ends."""
        for line in _wrapped(text, look, self.width - x):
            if self.y < _LONGEST - 2 * look.line:
                self.write(line, look, x)
                self.y += look.line

    def row(self, row: Row) -> None:
        """Label and value on one line if both have room, else one above the other."""
        label, value = self.body
        aside = round(_length(f"{row.label}  ", label) / 2) * 2
        if not row.more and aside + _length(row.value, value) <= self.width:
            self.y += 2
            self.write(row.label, label)
            self.y -= 2
        else:
            self.text(row.label, label)
            aside = 0
        self.text(row.value, value, aside)
        self.text(row.more, label)

    def qr(self, text: str, module: int) -> int:
        """A QR code at the left with its quiet zone; returns its width, leaves `y` alone."""
        rows = [[not dark for dark in row] for row in segno.make_qr(text, error="m").matrix]
        code = Image.new("1", (len(rows), len(rows)), 1)
        code.putdata([255 * light for row in rows for light in row])
        side = len(rows) * module
        dots = code.resize((side, side), Image.Resampling.NEAREST)
        self.image.paste(dots, (_QUIET * module, self.y + _QUIET * module))
        return side + 2 * _QUIET * module

    def cut(self) -> Image.Image:
        """The picture down to the last line."""
        return self.image.crop((0, 0, self.width, self.y + _MARGIN))


def lay_out(slip: Slip, width: int) -> Image.Image:
    """The slip as a picture of mode "1", `width` dots wide. ValueError for another width."""
    if width not in WIDTHS:
        raise ValueError(f"paper of {width} dots; known are {WIDTHS}")
    picture = _written(slip, width, _FINE)
    return picture if picture.height <= _LONG[width] else _written(slip, width, _COARSE)


def _written(slip: Slip, width: int, body: _Body) -> Image.Image:
    paper = _Paper(width, body)
    paper.text(slip.title, _TITLE)
    paper.text(slip.address, body.label)
    paper.y += _GAP
    paper.text(slip.number_label, body.label)
    for line in _number_lines(slip.number, width):
        paper.text(line, _NUMBER[width])
    _code(paper, slip)
    for row in slip.rows[1:]:
        paper.row(row)
        paper.y += _GAP
    paper.text(slip.closing, body.label)
    return paper.cut()


def _number_lines(number: str, width: int) -> list[str]:
    """On narrow paper the number takes two lines, or its digits would be small."""
    groups = written(number)
    return [groups] if width == max(WIDTHS) else [groups[:9], groups[10:]]


def _code(paper: _Paper, slip: Slip) -> None:
    """The QR code and, beside it, what matters most after the number."""
    module = _MODULE[paper.width]
    # Below the digits the line is empty: the quiet zone begins there.
    paper.y -= 2 * (_NUMBER[paper.width].size // 10)
    top = paper.y
    beside = paper.qr(slip.number, module)
    paper.y = top + _QUIET * module - _SMALL_GAP
    room = paper.width - beside
    for label, value, more in slip.rows[:1]:
        paper.text(label, _BESIDE_LABEL, beside)
        looks = (one for one in _BESIDE_VALUES if _fits(value, one, room))
        paper.text(value, next(looks, _BESIDE_VALUES[-1]), beside)
        paper.text(more, _BESIDE_LABEL, beside)
    paper.y = max(paper.y + _GAP, top + beside - _SMALL_GAP)


def _fits(text: str, look: _Type, width: int) -> bool:
    """Whether it stands beside the QR code without a broken word."""
    whole = all(_length(word, look) <= width for word in _words(text))
    return whole and len(_wrapped(text, look, width)) <= _BESIDE_LINES


def _words(text: str) -> list[str]:
    """What must not be torn; a no-break space ties."""
    return [word for word in _SPACES.split(text) if word]


def _wrapped(text: str, look: _Type, width: int) -> list[str]:
    lines: list[str] = []
    for word in _words(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, look) <= width:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, look, width))
    # A dot between two things is not needed where the line's end parts them.
    return [line.removeprefix("· ").removesuffix(" ·") for line in lines]


def _broken(word: str, look: _Type, width: int) -> list[str]:
    """A word in as many pieces as the paper needs, at hyphens first; nothing is cut off."""
    pieces = [""]
    for part in _AFTER_HYPHEN.split(word):
        if pieces[-1] and _length(pieces[-1] + part, look) > width:
            pieces.append("")
        for letter in part:
            if pieces[-1] and _length(pieces[-1] + letter, look) > width:
                pieces.append("")
            pieces[-1] += letter
    return pieces
