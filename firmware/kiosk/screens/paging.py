"""Lists that are longer than a page: how many fit, and the two arrows to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets import Button, Kind

Item = TypeVar("Item")

MOST_ROWS = 5
"""More rows than this are not looked over at a glance."""


@dataclass(frozen=True)
class Shown(Generic[Item]):
    """What a page shows: items and the cells for them."""

    items: Sequence[Item]
    cells: Sequence[Box]


def lay_out(
    composer: Composer, box: Box, items: Sequence[Item], page: int, cell_mm: tuple[float, float]
) -> Shown[Item]:
    """The items of that page in a grid of cells of at least that width and height.

    Adds the pager at the right where one page is not enough. A page number past
    the last shows the last.
    """
    if not items:
        return Shown((), ())
    layout = composer.layout
    columns, rows = _grid(composer, box, cell_mm)
    fits = columns * rows
    if len(items) > fits:
        side, box = box.cut_right(layout.mm(20 if not layout.compact else 17), layout.gap)
        columns, rows = _grid(composer, box, cell_mm)
        fits = columns * rows
        pages = -(-len(items) // fits)
        page = max(0, min(page, pages - 1))
        pager(composer, side, page, pages)
        items = items[page * fits : (page + 1) * fits]
    else:
        # Fewer and wider columns read better than a half-empty grid.
        columns = max(1, -(-len(items) // rows))
    used = rows if len(items) > columns * (rows - 1) else -(-len(items) // columns)
    cells = box.grid(columns, rows, layout.gap)
    if used < rows:
        cells = box.cut_top(_height(box, used, rows, layout.gap))[0].grid(columns, used, layout.gap)
    return Shown(items, cells[: len(items)])


def _height(box: Box, used: int, rows: int, gap: int) -> int:
    """Of a list with fewer rows than fit: a little higher rows, but no giants."""
    row = (box.h - gap * (rows - 1)) // rows
    return min(box.h, round(used * row * 1.25) + gap * (used - 1))


def _grid(composer: Composer, box: Box, cell_mm: tuple[float, float]) -> tuple[int, int]:
    layout = composer.layout
    columns = (box.w + layout.gap) // (layout.row(cell_mm[0]) + layout.gap)
    rows = (box.h + layout.gap) // (layout.row(cell_mm[1]) + layout.gap)
    return max(1, columns), max(1, min(MOST_ROWS, rows))


def pager(composer: Composer, box: Box, page: int, pages: int) -> None:
    """Two arrows and the count between them, in a column."""
    layout = composer.layout
    _ = composer.texts.gettext
    count = layout.mm(12)
    height = (box.h - count) // 2
    up, rest = box.cut_top(height)
    down, middle = rest.cut_bottom(height)
    arrows = (("up", up, page - 1, _("Previous page")), ("down", down, page + 1, _("Next page")))
    for name, cell, target, speak in arrows:
        composer.add(
            Button(
                key=f"pager.{name}",
                box=cell,
                event=UiEvent("page", str(target)),
                enabled=0 <= target < pages,
                icon=name,
                kind=Kind.PLAIN,
                px=layout.em(layout.sizes.title),
                floor=layout.floor,
                speak=speak,
            )
        )
    style = composer.style(layout.sizes.note, theme.INK, "medium", "center", "middle")
    composer.label("pager.count", middle, f"{page + 1} / {pages}", style)
