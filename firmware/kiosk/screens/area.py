"""The area of responsibility: narrows dozens of officials down to a few."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import AreaView, Choice, Chrome, UiEvent
from firmware.kiosk.widgets import Button, Kind

CELL_MM = (84.0, 21.0)
COMPACT_CELL_MM = (62.0, 19.0)


def build(view: AreaView, chrome: Chrome, layout: Layout) -> Page:
    """A grid of areas."""
    composer = Composer("area", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("What is your appeal about?"))
    choices(composer, view.areas, view.page, "area")
    return composer.page()


def choices(
    composer: Composer,
    items: tuple[Choice, ...],
    page: int,
    name: str,
    cell_mm: tuple[float, float] | None = None,
    floor: int | None = None,
) -> None:
    """A grid of plain choices whose event is `{name}_chosen`.

    Cells and the smallest font are those of the areas where none are given.
    """
    layout = composer.layout
    cell = cell_mm or (COMPACT_CELL_MM if layout.compact else CELL_MM)
    shown = paging.lay_out(composer, layout.content, items, page, cell)
    alike = tuple(item.title for item in shown.items)
    for item, box in zip(shown.items, shown.cells, strict=True):
        composer.add(
            Button(
                key=f"{name}.{item.id}",
                box=box,
                event=UiEvent(f"{name}_chosen", item.id),
                text=item.title,
                icon="next",
                icon_after=True,
                kind=Kind.PLAIN,
                px=layout.em(layout.sizes.body),
                floor=layout.floor if floor is None else floor,
                align="left",
                alike=alike,
            )
        )
