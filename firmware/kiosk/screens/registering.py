"""The appeal is being made safe; no way out of here but its number."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.views import Chrome, RegisteringView


def build(_view: RegisteringView, chrome: Chrome, layout: Layout) -> Page:
    """One sentence."""
    composer = Composer("registering", chrome, layout)
    _ = composer.texts.gettext
    composer.bar(back=False, leave="")
    message(
        composer,
        layout.below_bar,
        "lock",
        _("Your appeal is being registered"),
        _("Please stay here: you will get your number in a moment."),
    )
    return composer.page()
