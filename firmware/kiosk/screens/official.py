"""The officials of an area, with photo, name, post and responsibility."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, OfficialView, UiEvent
from firmware.kiosk.widgets import OfficialTile

CELL_MM = (130.0, 25.0)
ROOMY_CELL_MM = (130.0, 26.6)

DATA_FLOOR_MM = 2.6
"""Posts and areas are central's words, as long as they are: better small than cut off."""


def build(view: OfficialView, chrome: Chrome, layout: Layout) -> Page:
    """Wide rows: names and posts are long, and are read better on one line."""
    composer = Composer("official", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("Whom do you want to address?"))
    cell = CELL_MM if layout.compact else ROOMY_CELL_MM
    shown = paging.lay_out(composer, layout.content, view.officials, view.page, cell)
    for official, box in zip(shown.items, shown.cells, strict=True):
        composer.add(
            OfficialTile(
                key=f"official.{official.id}",
                box=box,
                event=UiEvent("official_chosen", official.id),
                official=official,
                name_style=composer.style(layout.sizes.note, weight="bold"),
                post_style=composer.style(layout.sizes.note, theme.SOFT, floor_mm=DATA_FLOOR_MM),
                speak=f"{official.name}. {official.post}. {official.responsibility}.",
            )
        )
    return composer.page()
