"""A button: a text, an icon, or both, on a rounded field with a lip below."""

from dataclasses import dataclass, replace
from enum import StrEnum

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour, Weight
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.typeset import Align, Style, width

LIP_MM = 0.7


class Kind(StrEnum):
    """What a button is for; only one on a screen is MAIN."""

    MAIN = "main"
    PLAIN = "plain"
    QUIET = "quiet"
    CHOSEN = "chosen"
    STOP = "stop"


@dataclass(frozen=True)
class Look:
    """The colours of a kind."""

    fill: Colour
    text: Colour
    edge: Colour | None
    lip: Colour
    held: Colour


LOOKS = {
    Kind.MAIN: Look(theme.ACCENT, theme.ON_ACCENT, None, theme.ACCENT_DEEP, theme.ACCENT_DEEP),
    Kind.PLAIN: Look(theme.CARD, theme.INK, theme.LINE, theme.LIP, theme.ACCENT_PALE),
    Kind.QUIET: Look(theme.PAPER, theme.INK, theme.LINE, theme.LIP, theme.ACCENT_PALE),
    Kind.CHOSEN: Look(
        theme.ACCENT_PALE, theme.ACCENT_DEEP, theme.ACCENT, theme.ACCENT, theme.ACCENT_PALE
    ),
    Kind.STOP: Look(theme.RED, theme.ON_ACCENT, None, theme.RED_DEEP, theme.RED_DEEP),
}
CLOSED = Look(theme.SHUT, theme.SOFT, theme.HAIR, theme.SHUT, theme.SHUT)


def field(brush: Brush, box: Box, look: Look, enabled: bool) -> Box:
    """Draw the field of something that can be pressed; returns where its content goes."""
    layout = brush.layout
    lip = layout.mm(LIP_MM) if enabled else 0
    line = max(2, layout.mm(0.3)) if look.edge else 0
    face = Box(box.x, box.y, box.w, box.h - lip)
    if brush.pressed:
        face = face.moved(0, lip)
    elif lip:
        brush.shape(face.moved(0, lip), shapes.Shape(look.lip, layout.radius))
    fill = look.held if brush.pressed else look.fill
    brush.shape(face, shapes.Shape(fill, layout.radius, look.edge, line))
    return face


@dataclass(frozen=True, kw_only=True)
class Button(Widget):
    """Something to press. Without a text the icon alone says what it is (and `speak`)."""

    text: str = ""
    icon: str = ""
    icon_after: bool = False
    kind: Kind = Kind.PLAIN
    px: int
    floor: int
    weight: Weight = "medium"
    align: Align = "center"
    alike: tuple[str, ...] = ()
    """Texts of buttons of the same size beside it: all are set in one size."""

    def draw(self, brush: Brush) -> None:
        """The field, then icon and text together in its middle."""
        look = LOOKS[self.kind] if self.enabled else CLOSED
        face = field(brush, self.box, look, self.enabled)
        if not self.text:
            size = min(round(min(face.w, face.h) * 0.5), round(self.px * 1.3))
            brush.icon(self.icon, face.middle(size, size), look.text)
            return
        pad = (2, 0.6) if self.align == "center" else (3, 0.4)
        inner = face.inset(brush.layout.mm(pad[0]), brush.layout.mm(pad[1]))
        self._content(brush, inner, look)

    def _content(self, brush: Brush, inner: Box, look: Look) -> None:
        style = Style(self.px, self.floor, look.text, self.weight, self.align, "middle")
        if not self.icon:
            self._set(brush, inner, style)
            return
        size, gap = round(self.px * 0.95), round(self.px * 0.45)
        if self.align == "center":
            setting = brush.type.fit(self.text, (inner.w - size - gap, inner.h), style)
            longest = max(width(line, self.weight, setting.px) for line in setting.lines)
            inner = inner.middle(min(inner.w, longest + size + gap), inner.h)
        side = inner.cut_right(size, gap) if self.icon_after else inner.cut_left(size, gap)
        spot, rest = side
        brush.icon(self.icon, spot.middle(size, size), look.text)
        self._set(brush, rest, style)

    def _set(self, brush: Brush, box: Box, style: Style) -> None:
        px = min(brush.type.fit(t, (box.w, box.h), style).px for t in (self.text, *self.alike))
        style = replace(style, px=px, floor=min(px, style.floor))
        brush.text(self.text, box, style)
