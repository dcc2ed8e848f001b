"""Texts and icons that cannot be touched."""

from dataclasses import dataclass

from firmware.kiosk.box import Box
from firmware.kiosk.theme import ACCENT, ACCENT_PALE, Colour
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.typeset import Style


@dataclass(frozen=True, kw_only=True)
class Label(Widget):
    """A text in its box."""

    text: str
    style: Style

    def draw(self, brush: Brush) -> None:
        """Set the text."""
        brush.text(self.text, self.box, self.style)


@dataclass(frozen=True, kw_only=True)
class Badge(Widget):
    """An icon in a round or square field."""

    icon: str
    colour: Colour = ACCENT
    ground: Colour = ACCENT_PALE

    def draw(self, brush: Brush) -> None:
        """A circle with the icon in it."""
        size = min(self.box.w, self.box.h)
        circle = self.box.middle(size, size)
        brush.shape(circle, shapes.Shape(self.ground, size // 2))
        brush.icon(self.icon, circle.inset(round(size * 0.25)), self.colour)


@dataclass(frozen=True, kw_only=True)
class Paragraph(Widget):
    """An icon and a text beside it, perhaps on a coloured ground."""

    icon: str
    text: str
    style: Style
    icon_colour: Colour = ACCENT
    icon_ground: Colour | None = ACCENT_PALE
    icon_size: int = 0
    ground: Colour | None = None

    def draw(self, brush: Brush) -> None:
        """The icon at the left, level with the middle of the text."""
        layout = brush.layout
        box = self.box
        if self.ground:
            brush.shape(box, shapes.Shape(self.ground, layout.radius))
            box = box.inset(layout.mm(2.4), layout.mm(0.4))
        size = min(self.icon_size or layout.mm(11), box.h)
        left, right = box.cut_left(size, layout.mm(2 if layout.compact else 3))
        spot = Box(left.x, left.y + (left.h - size) // 2, size, size)
        inset = 0
        if self.icon_ground:
            brush.shape(spot, shapes.Shape(self.icon_ground, size // 2))
            inset = round(size * 0.24)
        brush.icon(self.icon, spot.inset(inset), self.icon_colour)
        brush.text(self.text, right, self.style)
