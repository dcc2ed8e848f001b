"""One page of information."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import reading
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.views import ArticleView, Chrome
from firmware.kiosk.widgets import Label


def build(view: ArticleView, chrome: Chrome, layout: Layout) -> Page:
    """Title and text; back leads to the other pages."""
    composer = Composer("article", chrome, layout)
    composer.bar()
    # A title from central may be longer than the booth's own: it may be set smaller.
    style = composer.style(
        layout.sizes.title, weight="bold", valign="middle", floor_mm=DATA_FLOOR_MM
    )
    composer.add(Label(key="title", box=layout.title, text=view.title, style=style))
    reading.sheet(composer, layout.content, view.text, view.page)
    return composer.page()
