"""Three, two, one: the citizen knows when it begins."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.studio import live, studio
from firmware.kiosk.views import Chrome, CountdownView
from firmware.kiosk.widgets import Ring

FROM = 3


def build(view: CountdownView, chrome: Chrome, layout: Layout) -> Page:
    """The picture where it stays, the number beside it."""
    composer = Composer("countdown", chrome, layout)
    _ = composer.texts.gettext
    where = studio(layout)
    composer.bar()
    composer.title(_("Recording is about to begin"), where.title)
    live(composer, where, view.preview)
    foot, rest = where.side.cut_bottom(layout.mm(20 if layout.compact else 28), layout.mm(2))
    size = min(rest.w, rest.h, layout.mm(56))
    composer.add(
        Ring(
            key="countdown.ring",
            box=rest.middle(size, size),
            share=view.seconds_left / FROM,
            text=str(view.seconds_left),
            style=composer.style(layout.sizes.hero * 1.4, weight="bold", align="center",
                                 valign="middle"),
        )
    )  # fmt: skip
    composer.label(
        "countdown.hint",
        foot,
        _("Please begin by saying your full name."),
        composer.style(layout.sizes.body, theme.SOFT, align="center", valign="middle"),
    )
    return composer.page()
