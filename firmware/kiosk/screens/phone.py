"""The phone to which the message about the answer goes."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import entry
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, PhoneView

TEMPLATE = "+7 ddd ddd dd dd"
DIGITS = 10


def build(view: PhoneView, chrome: Chrome, layout: Layout) -> Page:
    """Keypad, the number in groups, and skipping where that is allowed."""
    composer = Composer("phone", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    note = _("We will send a message when there is an answer.")
    if view.optional:
        note = _("Without a phone nobody will send you messages.")
    if view.unusual:
        note = _("This number looks unusual. Please check it, or use it anyway.")
    entry.compose(
        composer,
        entry.Entry(
            template=TEMPLATE,
            digits=view.digits,
            title=_("Your phone number"),
            note=note,
            go_on=_("Use it anyway") if view.unusual else _("Continue"),
            event="phone_given",
            ready=len(view.digits) == DIGITS,
            alarmed=view.unusual,
            other=(_("Go on without a phone"), "phone_skipped") if view.optional else None,
        ),
    )
    return composer.page()
