"""Central is being asked for the answer."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.views import AskingView, Chrome


def build(_view: AskingView, chrome: Chrome, layout: Layout) -> Page:
    """One sentence."""
    composer = Composer("asking", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    message(
        composer,
        layout.below_bar,
        "clock",
        _("We are looking for your answer"),
        _("This takes a few seconds."),
    )
    return composer.page()
