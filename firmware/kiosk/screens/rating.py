"""How good the answer was: three faces with words."""

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, Face, RatingView, UiEvent
from firmware.kiosk.widgets import Card


def build(_view: RatingView, chrome: Chrome, layout: Layout) -> Page:
    """One touch; leaving without one is as good."""
    composer = Composer("rating", chrome, layout)
    _ = composer.texts.gettext
    composer.bar(back=False)
    composer.title(_("Does this answer help you?"))
    words = {Face.GOOD: _("Yes"), Face.FAIR: _("Partly"), Face.BAD: _("No")}
    room = layout.content
    cells = room.middle(room.w, min(room.h, layout.mm(64))).columns(3, layout.gap)
    style = composer.style(layout.sizes.lead, weight="bold", align="center")
    for (face, word), box in zip(words.items(), cells, strict=True):
        composer.add(
            Card(
                key=f"rating.{face}",
                box=box,
                event=UiEvent("rate", str(face)),
                icon=str(face),
                title=word,
                title_style=style,
                note_style=style,
                upright=True,
            )
        )
    return composer.page()
