"""What the citizen has come for."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, MenuView, UiEvent
from firmware.kiosk.widgets import Card, Kind


def build(view: MenuView, chrome: Chrome, layout: Layout) -> Page:
    """Three ways; what cannot be gone now is grey, and a notice says why."""
    composer = Composer("menu", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("What would you like to do?"))
    ways = (
        (
            "appeal",
            "speech",
            _("Appeal to an official"),
            _("Record a video and get a number by which you will see the answer"),
            view.appeal,
        ),
        (
            "violation",
            "shield",
            _("Report a violation"),
            _("Tell which body breaks the law; those above it will look into it"),
            view.violation,
        ),
        (
            "see_answer",
            "mail",
            _("See an answer"),
            _("Have the number from your slip at hand"),
            view.answer,
        ),
    )
    rows = composer.notices(layout.content).rows(3, layout.gap)
    for (name, icon, title, note, enabled), box in zip(ways, rows, strict=True):
        kind = Kind.MAIN if name == "appeal" else Kind.PLAIN
        ink = theme.ON_ACCENT if kind is Kind.MAIN and enabled else theme.INK
        soft = theme.ON_ACCENT if kind is Kind.MAIN and enabled else theme.SOFT
        composer.add(
            Card(
                key=f"menu.{name}",
                box=box,
                event=UiEvent(name),
                enabled=enabled,
                icon=icon,
                title=title,
                note="" if layout.compact else note,
                title_style=composer.style(layout.sizes.lead, ink, "bold", valign="middle"),
                note_style=composer.style(layout.sizes.note, soft),
                kind=kind,
                speak=f"{title}. {note}.",
            )
        )
    return composer.page()
