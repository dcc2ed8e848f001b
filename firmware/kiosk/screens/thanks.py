"""The visit is over."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.views import Chrome, Ending, ThanksView, UiEvent


def build(view: ThanksView, chrome: Chrome, layout: Layout) -> Page:
    """Thanks, what happens next, and a button for those who do not want to wait."""
    composer = Composer("thanks", chrome, layout)
    _ = composer.texts.gettext
    composer.bar(back=False, leave="")
    title, text = {
        Ending.APPEAL: (
            _("Thank you"),
            _("Your appeal is on its way. Keep the number: with it you will see the answer here."),
        ),
        Ending.SENT_UNATTENDED: (
            _("The appeal was sent"),
            _("The number comes to the phone by SMS."),
        ),
        Ending.RATING: (
            _("Thank you"),
            _("Your opinion helps us to answer better."),
        ),
    }[view.ending]
    foot, rest = layout.below_bar.cut_bottom(layout.action_height, layout.mm(3))
    message(composer, rest, "check", title, text, (theme.GREEN, theme.GREEN_PALE))
    box = foot.middle(min(foot.w, layout.mm(110)), foot.h)
    composer.button("thanks.done", box, UiEvent("cancel"), _("Done"))
    return composer.page()
