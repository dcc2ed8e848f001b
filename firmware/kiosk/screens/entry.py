"""The common shape of the two screens with a keypad: texts at the left, keys at the right."""

from dataclasses import dataclass

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.theme import Colour
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets.button import Kind
from firmware.kiosk.widgets.field import DigitField
from firmware.kiosk.widgets.finder import Finder
from firmware.kiosk.widgets.keypad import keypad
from firmware.kiosk.widgets.video import aspect_box
from hw.camera import PreviewFrame


@dataclass(frozen=True)
class Entry:
    """A number being typed: its template, what is said about it, what goes on from it."""

    template: str
    digits: str
    title: str
    note: str
    go_on: str
    event: str
    ready: bool
    alarmed: bool = False
    other: tuple[str, str] | None = None
    """Text and event of a second way on."""
    live: PreviewFrame | None = None
    """A live picture to be shown beside the note."""


def compose(composer: Composer, entry: Entry) -> None:
    """Put field, texts, buttons and keypad on the screen."""
    layout = composer.layout
    _ = composer.texts.gettext
    keys, head, left = _places(layout)
    speak = {"clear": _("Clear all"), "erase": _("Delete the last digit")}
    px = layout.em(layout.sizes.title)
    composer.add(*keypad(keys, layout.gap, px, speak))
    rest = _actions(composer, left, entry)
    _head(composer, head or rest, entry)


def _places(layout: Layout) -> tuple[Box, Box | None, Box]:
    """Of the keys, of the texts (None: above the buttons), and of the buttons."""
    box = layout.below_bar
    if layout.tall:
        foot, head = box.cut_bottom(layout.mm(112), layout.mm(6))
        keys, left = foot.cut_right(layout.mm(118), layout.mm(8))
        return keys, head, left
    width = max(layout.mm(62 if layout.compact else 72), round(box.h * 0.7))
    width = min(width, layout.mm(62)) if layout.compact else width
    keys, left = box.cut_right(width, layout.mm(5 if layout.compact else 9))
    return keys, None, left


def _actions(composer: Composer, left: Box, entry: Entry) -> Box:
    layout = composer.layout
    go_on, rest = left.cut_bottom(layout.action_height, layout.gap)
    if entry.other:
        text, event = entry.other
        if layout.compact:
            skip, go_on = go_on.columns(2, layout.gap)
        else:
            skip, rest = rest.cut_bottom(layout.mm(20 if layout.tall else 16), layout.gap)
        composer.button(f"{composer.name}.other", skip, UiEvent(event), text)
    composer.button(
        f"{composer.name}.next",
        go_on,
        UiEvent(entry.event),
        entry.go_on,
        kind=Kind.MAIN,
        enabled=entry.ready,
    )
    return rest


def _head(composer: Composer, left: Box, entry: Entry) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    typed = _("Typed: {digits}").format(digits=" ".join(entry.digits))
    rows = (10, 12) if layout.compact else (13, 17)
    title, rest = left.cut_top(layout.mm(rows[0]), layout.mm(1 if layout.compact else 2))
    composer.title(entry.title, title)
    field, rest = rest.cut_top(layout.mm(rows[1]), layout.mm(1 if layout.compact else 2))
    colour: Colour = theme.AMBER if entry.alarmed else theme.ACCENT
    composer.add(
        DigitField(
            key=f"{composer.name}.field",
            box=field,
            template=entry.template,
            digits=entry.digits,
            px=layout.em(layout.sizes.title),
            outline=colour,
            speak=typed if entry.digits else "",
        )
    )
    if entry.live:
        width = layout.mm(34 if layout.compact else 48)
        room, rest = rest.cut_left(min(width, rest.w // 2), layout.mm(3))
        fitted = aspect_box(room, entry.live.width, entry.live.height)
        picture = Box(room.x, room.y, fitted.w, fitted.h)
        composer.add(Finder.of(f"{composer.name}.live", picture, entry.live, mirrored=True))
    ink = theme.AMBER if entry.alarmed else theme.SOFT
    weight: theme.Weight = "medium" if entry.alarmed else "regular"
    composer.label(
        f"{composer.name}.note", rest, entry.note, composer.style(layout.sizes.body, ink, weight)
    )
