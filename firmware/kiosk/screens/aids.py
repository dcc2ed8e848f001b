"""What a citizen may switch on to see and hear better: the button to it and its panel."""

from firmware.kiosk import theme
from firmware.kiosk.aids import VOLUMES, Aids
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.texts import Texts
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets import Button, Card, Kind, Label, Loudness, Sheet, Widget
from firmware.kiosk.widgets.typeset import Style
from firmware.kiosk.widgets.veil import Veil

ATTRACT = "attract"


def button(screen: str, aids: Aids, texts: Texts, layout: Layout) -> Button:
    """The button that opens the panel; nobody's screen begins a visit with it."""
    _ = texts.gettext
    chosen = aids.large or aids.contrast or aids.voice
    return Button(
        key="top.aids",
        box=layout.aids,
        event=UiEvent("touched", "aids") if screen == ATTRACT else UiEvent("aids"),
        text="" if layout.compact else "Aa",
        icon="eye",
        kind=Kind.CHOSEN if chosen else Kind.QUIET,
        px=layout.em(layout.sizes.body),
        floor=layout.floor,
        weight="bold",
        speak=_("To see and hear better"),
    )


def panel(aids: Aids, texts: Texts, layout: Layout) -> tuple[Widget, ...]:
    """Three switches, the loudness, and the way back."""
    _ = texts.gettext
    card = layout.inner.middle(
        min(layout.inner.w, layout.mm(205)), min(layout.inner.h, layout.mm(124))
    )
    inner = card.inset(layout.mm(2.4 if layout.compact else 6))
    title, rest = inner.cut_top(layout.mm(10 if layout.compact else 14), layout.gap)
    foot, switches = rest.cut_bottom(layout.mm(20), layout.gap)
    close_box, rest = foot.cut_right(round(foot.w * 0.26), layout.gap)
    louder, rest = rest.cut_right(close_box.w, layout.gap)
    softer, middle = rest.cut_left(close_box.w, layout.mm(2))
    style = Style(
        layout.em(layout.sizes.title), layout.floor, theme.INK, "bold", "center", "middle"
    )
    close = Button(
        key="aids.close",
        box=close_box,
        event=UiEvent("aids"),
        text=_("Close"),
        kind=Kind.MAIN,
        px=layout.em(layout.sizes.body),
        floor=layout.floor,
        weight="bold",
    )
    return (
        Veil(key="veil", box=layout.screen),
        Sheet(key="dialog", box=card, outline=theme.LINE),
        Label(key="dialog.title", box=title, text=_("To see and hear better"), style=style),
        *_switches(aids, texts, layout, switches),
        *_sound(aids, texts, layout, (softer, middle, louder)),
        close,
    )


def _switches(aids: Aids, texts: Texts, layout: Layout, box: Box) -> list[Widget]:
    _ = texts.gettext
    switches = (
        ("large", "letters", _("Large text"), aids.large),
        ("contrast", "contrast", _("High contrast"), aids.contrast),
        ("voice", "speaker", _("Voice"), aids.voice),
    )
    px = layout.em(layout.sizes.body)
    cells = box.columns(3, layout.gap)
    return [
        Card(
            key=f"aids.{name}",
            box=cell,
            event=UiEvent(name),
            icon=icon,
            title=title,
            note=_("On") if on else _("Off"),
            title_style=Style(px, layout.floor, theme.INK, "medium", "center"),
            note_style=Style(px, layout.floor, theme.INK, "bold", "center"),
            note_icon="check" if on else "",
            kind=Kind.CHOSEN if on else Kind.PLAIN,
            upright=True,
            speak=f"{title}: {_('On') if on else _('Off')}.",
        )
        for (name, icon, title, on), cell in zip(switches, cells, strict=True)
    ]


def _sound(aids: Aids, texts: Texts, layout: Layout, boxes: tuple[Box, Box, Box]) -> list[Widget]:
    _ = texts.gettext
    softer, middle, louder = boxes
    steps = (
        ("softer", "minus", softer, _("Softer"), aids.volume > 1),
        ("louder", "plus", louder, _("Louder"), aids.volume < VOLUMES),
    )
    style = Style(layout.em(layout.sizes.body), layout.floor, theme.INK, "bold", "center", "middle")
    buttons: list[Widget] = [
        Button(
            key=f"aids.{name}",
            box=cell,
            event=UiEvent(name),
            text=text,
            icon="" if layout.compact else icon,
            enabled=enabled,
            px=layout.em(layout.sizes.body),
            floor=layout.floor,
        )
        for name, icon, cell, text, enabled in steps
    ]
    return [
        *buttons,
        Loudness(key="aids.volume", box=middle, step=aids.volume, steps=VOLUMES, style=style),
    ]
