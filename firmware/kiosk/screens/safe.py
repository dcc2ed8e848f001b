"""The safe screen: this booth does not work now; below, smaller, why, for an engineer."""

from firmware.appeals.appeal import Language
from firmware.kiosk import texts, theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.attract import NAME, Poster
from firmware.kiosk.theme import Colour, Weight
from firmware.kiosk.widgets import Badge, Label, Sheet, Widget
from firmware.kiosk.widgets.typeset import Style, Valign
from firmware.notice import SETTINGS, Notice

ENGINEER_MM = 2.6
"""Capitals of what only an engineer needs: one stands close to read it."""
ENGINEER_FLOOR_MM = 1.5


def build(notice: Notice, layout: Layout) -> Page:
    """The screen for that notice, on that panel, in all languages at once."""
    # Nobody touches it: of a tall panel the upper part is used, too.
    whole = layout.screen.inset(layout.mm(layout.sizes.margin))
    share = 0.24 if layout.tall else 0.46 if layout.compact else 0.38
    lower, upper = whole.cut_bottom(round(whole.h * share), layout.mm(3))
    head, sentences = upper.cut_top(round(upper.h * (0.15 if layout.tall else 0.3)), layout.mm(1))
    sign, name = head.cut_left(head.h, layout.mm(4))
    style = _style(layout, layout.sizes.hero * 0.8, theme.ON_STAGE, "bold", "middle")
    widgets: list[Widget] = [
        Poster(key="safe.poster", box=layout.screen, sign=sign.inset(layout.mm(1))),
        Label(key="safe.name", box=name, text=NAME, style=style),
        *_sentences(sentences, layout),
        *_engineer(lower, notice, layout),
    ]
    return Page("safe", tuple(widgets), ground=theme.STAGE, layout=layout)


def _sentences(box: Box, layout: Layout) -> list[Widget]:
    """For whoever came to speak: it does not work, and whom to ask instead."""
    lines = box.rows(len(Language), layout.mm(1))
    made: list[Widget] = []
    for language, line in zip(Language, lines, strict=True):
        _ = texts.of(language).gettext
        text = (
            f"{_('This booth does not work at the moment.')} {_('Please ask a member of staff.')}"
        )
        first = language is Language.KK
        colour = theme.ON_STAGE if first else theme.ON_STAGE_SOFT
        style = _style(
            layout, layout.sizes.body, colour, "medium" if first else "regular", "middle"
        )
        made.append(Label(key=f"safe.about.{language}", box=line, text=text, style=style))
    return made


def _engineer(box: Box, notice: Notice, layout: Layout) -> list[Widget]:
    inner = box.inset(layout.mm(4), layout.mm(2))
    size = min(layout.mm(16), inner.h // 2)
    left, rest = inner.cut_left(size, layout.mm(4))
    hints, said = rest.cut_bottom(round(rest.h * 0.5), layout.mm(1.5))
    hint = "\n".join(_hint(notice, language) for language in Language)
    return [
        Sheet(key="safe.sheet", box=box, outline=theme.LINE),
        Badge(
            key="safe.sign",
            box=left.cut_top(size)[0],
            icon="warning",
            colour=theme.AMBER,
            ground=theme.AMBER_PALE,
        ),
        Label(
            key="safe.hint",
            box=hints,
            text=hint,
            style=_style(layout, ENGINEER_MM * 0.9, theme.SOFT, "regular", "bottom"),
        ),
        Label(
            key="safe.lines",
            box=said,
            text="\n".join(notice.lines),
            style=_style(layout, ENGINEER_MM * 1.2, theme.INK, "regular", "top"),
        ),
    ]


def _hint(notice: Notice, language: Language) -> str:
    _ = texts.of(language).gettext
    if notice.kind == SETTINGS:
        return _(
            "Engineer: a mistake in the settings. Switch the booth off, correct the file on the "
            "card with any computer, switch it on."
        )
    return _(
        "Engineer: the screen's program ends again and again. It is tried anew every few minutes; "
        "the log says why."
    )


def _style(
    layout: Layout, capitals_mm: float, colour: Colour, weight: Weight, valign: Valign
) -> Style:
    return Style(
        layout.em(capitals_mm),
        layout.least(ENGINEER_FLOOR_MM),
        colour,
        weight,
        valign=valign,
    )
