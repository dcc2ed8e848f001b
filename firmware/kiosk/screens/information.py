"""The pages of information to choose from."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.area import choices
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, InformationView


def build(view: InformationView, chrome: Chrome, layout: Layout) -> Page:
    """A grid of titles."""
    composer = Composer("information", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("What would you like to know?"))
    choices(composer, view.articles, view.page, "article")
    return composer.page()
