"""The choice of the language, the state language first."""

from firmware.appeals.appeal import Language
from firmware.kiosk import texts, theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, LanguageView, UiEvent
from firmware.kiosk.widgets import Card

LETTERS = {Language.KK: "Қ", Language.RU: "Р", Language.EN: "E"}


def build(_view: LanguageView, chrome: Chrome, layout: Layout) -> Page:
    """Three cards, each in its own language."""
    composer = Composer("language", chrome, layout)
    room = layout.below_bar
    if layout.tall:
        room = room.middle(room.w, layout.mm(110))
    head, room = room.cut_top(layout.mm(24 if not layout.compact else 15), layout.mm(3))
    style = composer.style(layout.sizes.body, theme.SOFT, "medium", "center", "bottom")
    for language, box in zip(Language, head.columns(3, layout.gap), strict=True):
        _ = texts.of(language).gettext
        composer.label(f"title.{language}", box, _("Choose your language"), style)
    cards = room.middle(room.w, min(room.h, layout.mm(72))).columns(3, layout.gap)
    for language, box in zip(Language, cards, strict=True):
        _ = texts.of(language).gettext
        composer.add(
            Card(
                key=f"language.{language}",
                box=box,
                event=UiEvent("chosen_language", str(language)),
                letters=LETTERS[language],
                title=texts.NAMES[language],
                note=_("Welcome"),
                title_style=composer.style(layout.sizes.title, theme.INK, "bold", "center"),
                note_style=composer.style(layout.sizes.body, theme.SOFT, align="center"),
                upright=True,
            )
        )
    return composer.page()
