"""The appeal could not be recorded or kept: says what happened and what to do."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.views import Chrome, FailedView, Failure, UiEvent
from firmware.kiosk.widgets import Kind


def build(view: FailedView, chrome: Chrome, layout: Layout) -> Page:
    """The reason, then trying again or leaving."""
    composer = Composer("failed", chrome, layout)
    _ = composer.texts.gettext
    composer.bar(back=False, leave="")
    title, text = {
        Failure.CAMERA: (
            _("The camera has stopped"),
            _("Nothing was sent. Please try again, or ask a member of staff for help."),
        ),
        Failure.FULL: (
            _("The memory is full"),
            _("Nothing was sent. Please use another booth, or ask a member of staff for help."),
        ),
        Failure.STORAGE: (
            _("The appeal could not be saved"),
            _("It was not registered and has no number. Please record it again, or ask a "
              "member of staff for help."),
        ),
    }[view.reason]  # fmt: skip
    foot, rest = layout.below_bar.cut_bottom(layout.action_height, layout.mm(3))
    message(composer, rest, "warning", title, text, (theme.AMBER, theme.AMBER_PALE))
    leave, again = foot.columns(2, layout.gap)
    composer.button("failed.leave", leave, UiEvent("cancel"), _("Leave"))
    composer.button(
        "failed.again", again, UiEvent("again"), _("Try again"), icon="again", kind=Kind.MAIN
    )
    return composer.page()
