"""Nobody is there: says what the booth is for and asks for a touch."""

from dataclasses import dataclass

import pygame

from firmware.appeals.appeal import Language
from firmware.kiosk import texts, theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import AttractView, Chrome, UiEvent
from firmware.kiosk.widgets import Brush, Widget, icons, shapes

HALO: tuple[theme.Colour, ...] = ((8, 74, 102), (7, 66, 92))


@dataclass(frozen=True, kw_only=True)
class Poster(Widget):
    """The whole panel is one place to touch; the field below invites to it."""

    sign: Box
    field: Box

    def draw(self, brush: Brush) -> None:
        """Two circles out of the corner, the booth's sign, a white field for the invitation."""
        layout = brush.layout
        for share, colour in zip((0.62, 0.42), HALO, strict=True):
            corner = (self.box.right, self.box.y)
            pygame.draw.circle(brush.surface, colour, corner, round(self.box.h * share))
        shapes.circle(brush.surface, self.sign.center, self.sign.w // 2, theme.ON_ACCENT)
        icon = self.sign.inset(round(self.sign.w * 0.23)).moved(0, round(self.sign.w * 0.02))
        icons.draw(brush.surface, "speech", icon, theme.ACCENT)
        lip = layout.mm(0.7)
        shadow = shapes.Shape(theme.ACCENT_DEEP, layout.radius)
        shapes.draw(brush.surface, self.field.moved(0, lip), shadow)
        field = self.field.moved(0, lip) if brush.pressed else self.field
        shapes.draw(brush.surface, field, shapes.Shape(theme.CARD, layout.radius))


def build(view: AttractView, chrome: Chrome, layout: Layout) -> Page:
    """The attract screen, in all languages at once."""
    composer = Composer("attract", chrome, layout)
    inner = layout.inner.inset(layout.mm(4 if not layout.compact else 1))
    field, upper = inner.cut_bottom(layout.mm(34 if not layout.compact else 29), layout.mm(4))
    head, lines = upper.cut_top(layout.mm(26 if not layout.compact else 15), layout.mm(2))
    sign, name = head.cut_left(head.h, layout.mm(5 if not layout.compact else 3))
    composer.add(
        Poster(
            key="attract.start",
            box=layout.screen,
            event=UiEvent("touched"),
            sign=sign.inset(layout.mm(1)),
            field=field,
        )
    )
    style = composer.style(layout.sizes.hero, theme.ON_ACCENT, "bold", valign="middle")
    composer.label("attract.name", name, view.place or "Диалог", style)
    _about(composer, lines)
    _invitation(composer, field.inset(layout.mm(5), layout.mm(2)))
    return composer.page(theme.ACCENT)


def _about(composer: Composer, box: Box) -> None:
    layout = composer.layout
    lines = box.rows(3, layout.mm(1.5))
    for language, line in zip(Language, lines, strict=True):
        _ = texts.of(language).gettext
        first = language is Language.KK
        colour = theme.ON_ACCENT if first else theme.ON_ACCENT_SOFT
        size = layout.sizes.lead if first else layout.sizes.body
        style = composer.style(size, colour, "medium" if first else "regular", valign="middle")
        text = _("Speak to those who decide: leave a video appeal")
        composer.label(f"attract.about.{language}", line, text, style)


def _invitation(composer: Composer, box: Box) -> None:
    layout = composer.layout
    big, small = box.cut_top(round(box.h * (0.44 if layout.compact else 0.55)))
    style = composer.style(layout.sizes.title, theme.ACCENT, "bold", "center", "middle")
    touch = {language: texts.of(language).gettext for language in Language}
    _ = touch[Language.KK]
    composer.label("attract.touch", big, _("Touch the screen to begin"), style)
    style = composer.style(layout.sizes.note, theme.SOFT, "regular", "center", "middle")
    others = [
        touch[language]("Touch the screen to begin") for language in (Language.RU, Language.EN)
    ]
    between = "\n" if layout.compact else "  ·  "
    composer.label("attract.touch.others", small, between.join(others), style)
