"""The field above a keypad: digits as far as typed, grouped, with places for the rest."""

from dataclasses import dataclass, field

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.typeset import LEADING, Style

PLACE = "d"
"""What stands for a digit in a template such as "+7 ddd ddd dd dd"."""


@dataclass(frozen=True, kw_only=True)
class DigitField(Widget):
    """Digits in a template, each in a place of equal width, so that nothing jumps."""

    template: str
    digits: str = field(repr=False)
    px: int
    outline: Colour = theme.ACCENT

    def draw(self, brush: Brush) -> None:
        """The white field, the digits, low lines where digits are still missing."""
        line = max(2, brush.layout.mm(0.45))
        shape = shapes.Shape(theme.CARD, brush.layout.radius, self.outline, line)
        brush.shape(self.box, shape)
        cells = self._cells(self.box.inset(brush.layout.mm(3.5), 0))
        left = list(self.digits)
        for sign, cell in zip(self.template, cells, strict=True):
            if sign == PLACE and not left:
                low = Box(cell.x, cell.bottom - line, cell.w, line).inset(cell.w // 6, 0)
                brush.surface.fill(brush.palette[theme.LINE], low)
                continue
            text = left.pop(0) if sign == PLACE else sign
            px = self._px(cells)
            brush.text(text, cell, Style(px, px, theme.INK, "bold", "center", "middle"))

    def _px(self, cells: list[Box]) -> int:
        widest = max(cell.w for cell in cells)
        return min(self.px, int(widest / 0.6), int(cells[0].h / LEADING))

    def _cells(self, room: Box) -> list[Box]:
        units = [1.0 if sign != " " else 0.5 for sign in self.template]
        unit = min(self.px * 0.62, room.w / sum(units))
        height = round(self.px * LEADING) + 1
        row = room.middle(round(unit * sum(units)), min(height, room.h))
        cells, x = [], float(row.x)
        for share in units:
            cells.append(Box(round(x), row.y, round(x + unit * share) - round(x), row.h))
            x += unit * share
        return cells
