"""The body that a violation report is about."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.area import choices
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import BodyView, Chrome


def build(view: BodyView, chrome: Chrome, layout: Layout) -> Page:
    """A grid of bodies."""
    composer = Composer("body", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("Which body is your report about?"))
    choices(composer, view.bodies, view.page, "body")
    return composer.page()
