"""The registration number from the slip."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import entry
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, NumberView

TEMPLATE = "dddd dddd dddd dddd"
DIGITS = 16


def build(view: NumberView, chrome: Chrome, layout: Layout) -> Page:
    """Keypad and the number in groups of four, as it is printed."""
    composer = Composer("number", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    note = _("The sixteen digits are at the top of your slip.")
    live = None if view.problem else view.preview
    if live:
        note = _("Or show the QR code of your slip to the camera.")
    if view.problem:
        note = _("There is a mistake in this number. Please compare it with your slip.")
    entry.compose(
        composer,
        entry.Entry(
            template=TEMPLATE,
            digits=view.digits,
            title=_("Registration number"),
            note=note,
            go_on=_("Show the answer"),
            event="number_given",
            ready=len(view.digits) == DIGITS and view.problem is None,
            alarmed=view.problem is not None,
            live=live,
        ),
    )
    return composer.page()
