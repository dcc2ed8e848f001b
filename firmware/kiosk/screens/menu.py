"""What the citizen has come for."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, MenuView, UiEvent
from firmware.kiosk.widgets import Card, Kind

NOTED_MM = 28
"""Lower cards have no room for a second line."""


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
            _("A higher body will look into it"),
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
    room = composer.notices(layout.content)
    cells = room.columns(3, layout.gap) if layout.compact else room.rows(3, layout.gap)
    size = layout.sizes.note if layout.compact else layout.sizes.lead
    noted = cells[0].h >= layout.row(NOTED_MM) and not layout.compact
    for (name, icon, title, note, enabled), box in zip(ways, cells, strict=True):
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
                note=note if noted else "",
                title_style=composer.style(
                    size, ink, "bold", "center" if layout.compact else "left", "middle"
                ),
                note_style=composer.style(layout.sizes.note, soft),
                kind=kind,
                upright=layout.compact,
                title_lines=3 if layout.compact else 1,
                speak=f"{title}. {note}.",
            )
        )
    return composer.page()
