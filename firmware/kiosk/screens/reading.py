"""A long text on a sheet, page by page: the official's answer, a page of information."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens import paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.widgets import Sheet
from firmware.kiosk.widgets.typeset import LEADING, wrap


def sheet(composer: Composer, room: Box, text: str, page: int, author: str = "") -> bool:
    """That page of the text, with a pager where there are more; whether it is the last.

    `author` stands above it. A page number past the last shows the last.
    """
    layout = composer.layout
    row = layout.mm(10 if not layout.compact else 7) if author else 0
    side, beside = room.cut_right(layout.mm(20 if not layout.compact else 17), layout.gap)
    pages = _paged(layout, room.cut_top(row)[1], text)
    if len(pages) > 1:
        room = beside
        pages = _paged(layout, room.cut_top(row)[1], text)
    page = max(0, min(page, len(pages) - 1))
    if len(pages) > 1:
        paging.pager(composer, side, page, len(pages))
    head, paper = room.cut_top(row)
    if author:
        style = composer.style(layout.sizes.note, theme.SOFT, "medium", floor_mm=DATA_FLOOR_MM)
        composer.label(f"{composer.name}.official", head, author, style)
    composer.add(Sheet(key=f"{composer.name}.sheet", box=paper))
    composer.label(
        f"{composer.name}.text", _inside(layout, paper), pages[page],
        composer.style(layout.sizes.body),
    )  # fmt: skip
    return page == len(pages) - 1


def _inside(layout: Layout, paper: Box) -> Box:
    return paper.inset(layout.mm(4 if not layout.compact else 2.6), layout.mm(2.4))


def _paged(layout: Layout, paper: Box, text: str) -> list[str]:
    """The text cut into pages of whole lines that fit on that sheet."""
    room = _inside(layout, paper)
    px = layout.em(layout.sizes.body)
    fit = max(1, room.h // round(px * LEADING))
    lines = _lines(text, px, room.w)
    return ["\n".join(lines[start : start + fit]) for start in range(0, len(lines), fit)]


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
