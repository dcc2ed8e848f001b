"""The pages of information to choose from."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.area import choices
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.views import Chrome, InformationView

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
    floor = layout.em(DATA_FLOOR_MM)
    choices(composer, view.articles, view.page, "article", cell, floor)
    return composer.page()
