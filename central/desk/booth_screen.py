"""How the booth shows a page of information: its lines, pages and places on a 10 inch panel.

Lengths are pixels of that panel (1280 x 800, 217 mm across). The rules are those of the
booth's own screen of an article; a test compares the two, line by line.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil

import font_roboto
from PIL import ImageFont

WIDTH, HEIGHT = 1280, 800
LARGE = 1.28
"""Letters of large text to the usual ones."""

_PX_PER_MM = WIDTH / 217
_CAPITAL = 0.711
_LEADING = 1.22
_MARGIN, _GAP, _BAR, _UNDER_BAR = 6, 4, 16, 3.4
_TITLE_ROW, _UNDER_TITLE, _PAGER = 13, 1.2, 20
_TITLE, _BODY = 6.6, 4.8
_INSIDE = 4, 2.4
_RADIUS = 3.8
_LEAST_PX = 10
# A line may end after a space or a hyphen, and nowhere else.
_BREAKS = re.compile(r"[^ -]*(?:-+| +|$)")
# What has no shape; the library that measures refuses some of it.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_FACES = {"regular": font_roboto.Roboto, "bold": font_roboto.RobotoBold}
# A face of FreeType is for one thread at a time.
_alone = threading.Lock()


def mm(length: float) -> int:
    """Pixels of a length, rounded up as the booth does."""
    return ceil(length * _PX_PER_MM)


def em(capitals: float, zoom: float = 1.0) -> int:
    """Font size of capitals that high."""
    return ceil(capitals * zoom * _PX_PER_MM / _CAPITAL)


@dataclass(frozen=True, slots=True)
class Room:
    """A place on the panel."""

    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> tuple[int, int]:
        """Where a word in its middle stands; its base line is a little lower."""
        return self.x + self.w // 2, self.y + self.h // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where its letters stand."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Screen:
    """One page as the panel shows it; `number` of `pages`."""

    title: tuple[Line, ...]
    title_px: int
    sheet: Room
    lines: tuple[Line, ...]
    px: int
    number: int
    pages: int

    @property
    def arrows(self) -> tuple[Room, Room]:
        """The two arrows beside the sheet; between them stands which page it is."""
        x, height = self.sheet.x + self.sheet.w + mm(_GAP), (self.sheet.h - mm(12)) // 2
        down = self.sheet.y + self.sheet.h - height
        return Room(x, self.sheet.y, mm(_PAGER), height), Room(x, down, mm(_PAGER), height)

    @property
    def count(self) -> tuple[int, int]:
        """Where it stands which page it is."""
        up = self.arrows[0]
        return up.middle[0], self.sheet.middle[1]


@dataclass(frozen=True)
class Article:
    """A title and a text, with large letters or without."""

    title: str
    text: str
    large: bool = False

    def screens(self) -> Iterator[Screen]:
        """Page after page."""
        pages = self.pages
        more = len(pages) > 1
        sheet = self._sheet(more)
        size, heading = self._heading
        left, top = sheet.x + mm(_INSIDE[0]), sheet.y + mm(_INSIDE[1])
        for number, lines in enumerate(pages, 1):
            yield Screen(
                title=heading,
                title_px=size,
                sheet=sheet,
                lines=tuple(_placed(lines, left, top, self._px)),
                px=self._px,
                number=number,
                pages=len(pages),
            )

    @cached_property
    def pages(self) -> list[list[str]]:
        """The lines of each page."""
        pages = self._paged(more=False)
        return self._paged(more=True) if len(pages) > 1 else pages

    @property
    def _px(self) -> int:
        return em(_BODY, LARGE if self.large else 1.0)

    @cached_property
    def _heading(self) -> tuple[int, tuple[Line, ...]]:
        """The title, set as large as it fits."""
        largest, width, height = self._largest_title, WIDTH - 2 * mm(_MARGIN), mm(_TITLE_ROW)
        lines, px = [self.title], _LEAST_PX
        for size in range(largest, _LEAST_PX, -1):
            found = wrap(self.title, "bold", size, width)
            if found is not None and round(size * _LEADING) * len(found) <= height:
                lines, px = found, size
                break
        top = mm(_MARGIN) + mm(_BAR) + mm(_UNDER_BAR)
        top += (height - round(px * _LEADING) * len(lines)) // 2
        return px, tuple(_placed(lines, mm(_MARGIN), top, px))

    @property
    def _largest_title(self) -> int:
        return em(_TITLE, LARGE if self.large else 1.0)

    def _sheet(self, more: bool) -> Room:
        top = mm(_MARGIN) + mm(_BAR) + mm(_UNDER_BAR) + mm(_TITLE_ROW) + mm(_UNDER_TITLE)
        width = WIDTH - 2 * mm(_MARGIN) - (mm(_PAGER) + mm(_GAP) if more else 0)
        return Room(mm(_MARGIN), top, width, HEIGHT - mm(_MARGIN) - top)

    def _paged(self, more: bool) -> list[list[str]]:
        sheet, px = self._sheet(more), self._px
        fit = max(1, (sheet.h - 2 * mm(_INSIDE[1])) // round(px * _LEADING))
        lines = _lines(self.text, px, sheet.w - 2 * mm(_INSIDE[0]))
        return [lines[start : start + fit] for start in range(0, len(lines), fit)]


@dataclass(frozen=True, slots=True)
class Panel:
    """What every page of the booth has: its size and the buttons of its bar."""

    width: int
    height: int
    radius: int
    px: int
    back: Room
    leave: Room
    languages: tuple[Room, Room, Room]
    aids: Room


def panel() -> Panel:
    """The panel of 10 inches."""
    top, height, gap = mm(_MARGIN), mm(_BAR), mm(_GAP)
    back = Room(mm(_MARGIN), top, mm(43), height)
    leave = Room(back.x + back.w + gap, top, mm(48), height)
    aids = Room(WIDTH - mm(_MARGIN) - mm(26), top, mm(26), height)
    wide = mm(22) + gap
    languages = (
        Room(aids.x - 3 * wide, top, mm(22), height),
        Room(aids.x - 2 * wide, top, mm(22), height),
        Room(aids.x - wide, top, mm(22), height),
    )
    return Panel(WIDTH, HEIGHT, mm(_RADIUS), em(_BODY), back, leave, languages, aids)


def wrap(text: str, weight: str, px: int, room: int) -> list[str] | None:
    """The lines of a text in that width; None if a word alone is wider."""
    lines: list[str] = []
    for paragraph in _UNSEEN.sub(" ", text.replace("\r\n", "\n")).split("\n"):
        line, long = "", 0.0
        for piece in _BREAKS.findall(paragraph):
            own = _width(piece.rstrip(" "), weight, px)
            if own > room:
                return None
            if long + own > room:
                lines.append(line.rstrip(" "))
                line, long = "", 0.0
            line, long = line + piece, long + _width(piece, weight, px)
        lines.append(line.rstrip(" "))
    return lines


def _lines(text: str, px: int, width: int) -> list[str]:
    """Lines of that width; a word that is wider alone is cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = wrap(paragraph, "regular", px, width)
        if wrapped is None:
            part = max(1, width // px)
            chopped = " ".join(
                word[start : start + part]
                for word in paragraph.split(" ")
                for start in range(0, len(word), part)
            )
            wrapped = wrap(chopped, "regular", px, width) or [chopped]
        lines += wrapped
    return lines


def _placed(lines: list[str], x: int, top: int, px: int) -> Iterator[Line]:
    """Each line on its base line."""
    leading = round(px * _LEADING)
    for number, text in enumerate(lines):
        # The ascender of Roboto takes 0.927 em of the 1.172 that a line of it is high.
        yield Line(text, x, top + number * leading + round(leading / 2 + px * 0.36))


@lru_cache(maxsize=64)
def _font(weight: str, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FACES[weight], px)


@lru_cache(maxsize=8192)
def _width(text: str, weight: str, px: int) -> float:
    with _alone:
        return _font(weight, px).getlength(text)
