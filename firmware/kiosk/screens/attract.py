"""Nobody is there: says what the booth is for and asks for a touch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firmware.appeals.appeal import Language
from firmware.kiosk import texts, theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import AttractView, Chrome, MenuView, UiEvent
from firmware.kiosk.widgets import Badge, Brush, Sheet, Widget, brand, shapes

NAME = "Диалог"

AFAR = 1.4
"""A large panel is also read from further away."""


@dataclass(frozen=True, kw_only=True)
class Poster(Widget):
    """The ground of the whole panel, with the booth's sign."""

    sign: Box

    def draw(self, brush: Brush) -> None:
        """Two circles out of the corner, and the sign."""
        brand.halo(brush, self.box)
        brand.sign(brush, self.sign)


@dataclass(frozen=True, kw_only=True)
class Invitation(Widget):
    """Everything below the bar begins a visit; the white field invites to it."""

    field: Box

    def draw(self, brush: Brush) -> None:
        """The field with its lip."""
        layout = brush.layout
        lip = layout.mm(0.7)
        brush.shape(self.field.moved(0, lip), shapes.Shape(theme.LIP, layout.radius))
        field = self.field.moved(0, lip) if brush.pressed else self.field
        line = max(2, layout.mm(0.3))
        brush.shape(field, shapes.Shape(theme.CARD, layout.radius, theme.LINE, line))


def build(view: AttractView, chrome: Chrome, layout: Layout) -> Page:
    """The attract screen, in all languages at once."""
    composer = Composer("attract", chrome, layout)
    inner = layout.inner
    field, upper = inner.cut_bottom(
        layout.mm(29 if layout.compact else 60 if layout.tall else 36), layout.mm(4)
    )
    if layout.tall:
        above = layout.screen.cut_top(layout.reach.y)[0]
        upper = above.inset(layout.mm(12), layout.mm(10))
    head, lines = upper.cut_top(
        layout.mm(15 if layout.compact else 28), layout.mm(2 if layout.compact else 4)
    )
    sign, name = head.cut_left(head.h, layout.mm(5 if not layout.compact else 3))
    if not layout.tall:
        name = Box(name.x, name.y, layout.aids.x - layout.gap - name.x, name.h)
    composer.add(Poster(key="attract.poster", box=layout.screen, sign=sign.inset(layout.mm(1))))
    style = composer.style(layout.sizes.hero, theme.ON_STAGE, "bold", valign="middle")
    composer.label("attract.name", name, view.place or NAME, style)
    if view.updating:
        _closed(composer, lines, field, _updating)
    elif view.offers.nothing:
        _closed(composer, lines, field, _out_of_order)
    else:
        _offers(composer, lines, view.offers)
        _invite(composer, field)
    return composer.page(theme.STAGE)


def _invite(composer: Composer, field: Box) -> None:
    """Everything below the bar begins a visit."""
    layout = composer.layout
    below = layout.bar.bottom + layout.gap
    composer.add(
        Invitation(
            key="attract.start",
            box=Box(0, below, layout.screen.w, layout.screen.bottom - below),
            event=UiEvent("touched"),
            field=field,
            speak=_in(Language.KK, "Touch the screen to begin"),
        )
    )
    _invitation(composer, field.inset(layout.mm(5), layout.mm(2)))


def _in(language: Language, text: str) -> str:
    return texts.of(language).gettext(text)


def _offers(composer: Composer, box: Box, offers: MenuView) -> None:
    """What the booth is for; while nothing can be recorded, what it still is for."""
    _said(composer, box, {language: _offer(offers, language) for language in Language})


def _offer(offers: MenuView, language: Language) -> str:
    _ = texts.of(language).gettext
    if offers.records:
        return _("Speak to those who decide: leave a video appeal")
    if offers.answer and offers.information:
        return _("For now only answers and information")
    if offers.answer:
        return _("For now only answers to appeals")
    return _("For now only information")


def _out_of_order(language: Language) -> tuple[str, str]:
    _ = texts.of(language).gettext
    return _("This booth does not work at the moment."), _("Please ask a member of staff.")


def _updating(language: Language) -> tuple[str, str]:
    _ = texts.of(language).gettext
    return _("This booth is being updated."), _("Please come back in ten minutes.")


def _closed(
    composer: Composer, box: Box, field: Box, words: Callable[[Language], tuple[str, str]]
) -> None:
    """What is the matter and, where the invitation stands otherwise, what to do instead."""
    _said(composer, box, {language: words(language)[0] for language in Language})
    _notice(composer, field, {language: words(language)[1] for language in Language})


def _notice(composer: Composer, box: Box, sentences: Mapping[Language, str]) -> None:
    """A touch does nothing."""
    layout = composer.layout
    composer.add(Sheet(key="attract.notice", box=box, outline=theme.LINE))
    inner = box.inset(layout.mm(5), layout.mm(2))
    sign, rest = inner.cut_left(min(inner.h, layout.mm(22)), layout.mm(5))
    size = min(sign.w, sign.h)
    composer.add(
        Badge(
            key="attract.closed",
            box=sign.middle(size, size),
            icon="warning",
            colour=theme.AMBER,
            ground=theme.AMBER_PALE,
        )
    )
    style = composer.style(layout.sizes.body, valign="middle")
    for (language, text), line in zip(sentences.items(), rest.rows(3, 0), strict=True):
        composer.label(f"attract.ask.{language}", line, text, style)


def _said(composer: Composer, box: Box, sentences: Mapping[Language, str]) -> None:
    """In all languages, the first of them larger."""
    layout = composer.layout
    lines = box.rows(3, layout.mm(1.5))
    for (language, text), line in zip(sentences.items(), lines, strict=True):
        first = language is Language.KK
        colour = theme.ON_STAGE if first else theme.ON_STAGE_SOFT
        size = layout.sizes.lead if first else layout.sizes.body
        size *= AFAR if layout.zoom > 1 else 1
        style = composer.style(size, colour, "medium" if first else "regular", valign="middle")
        composer.label(f"attract.about.{language}", line, text, style)


def _invitation(composer: Composer, box: Box) -> None:
    layout = composer.layout
    big, *others = box.rows(3, 0) if layout.tall else _stacked(box)
    style = composer.style(
        layout.sizes.title * (AFAR if layout.tall else 1),
        theme.ACCENT,
        "bold",
        "center",
        "middle",
    )
    touch = {language: texts.of(language).gettext for language in Language}
    _ = touch[Language.KK]
    composer.label("attract.touch", big, _("Touch the screen to begin"), style)
    style = composer.style(
        layout.sizes.title if layout.tall else layout.sizes.note,
        theme.SOFT,
        "regular",
        "center",
        "middle",
    )
    for language, line in zip((Language.RU, Language.EN), others, strict=True):
        text = touch[language]("Touch the screen to begin")
        composer.label(f"attract.touch.{language}", line, text, style)


def _stacked(box: Box) -> tuple[Box, Box, Box]:
    big, small = box.cut_top(round(box.h * 0.4))
    one, other = small.rows(2, 0)
    return big, one, other
