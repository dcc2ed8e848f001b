"""The pages of information to choose from."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.views import Chrome, InformationView, UiEvent
from firmware.kiosk.widgets import Button, Kind

CELL_MM = (90.0, 18.0)
COMPACT_CELL_MM = (90.0, 15.2)
"""Titles are sentences: wide cells, so that a question stands on a line or two."""


def build(view: InformationView, chrome: Chrome, layout: Layout) -> Page:
    """A list of titles, as many as fit on a page."""
    composer = Composer("information", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("What would you like to know?"))
    cell = COMPACT_CELL_MM if layout.compact else CELL_MM
    shown = paging.lay_out(composer, layout.content, view.articles, view.page, cell)
    alike = tuple(article.title for article in shown.items)
    for article, box in zip(shown.items, shown.cells, strict=True):
        composer.add(
            Button(
                key=f"article.{article.id}",
                box=box,
                event=UiEvent("article_chosen", article.id),
                text=article.title,
                icon="next",
                icon_after=True,
                px=layout.em(layout.sizes.body),
                floor=layout.em(DATA_FLOOR_MM),
                align="left",
                kind=Kind.PLAIN,
                alike=alike,
            )
        )
    return composer.page()
