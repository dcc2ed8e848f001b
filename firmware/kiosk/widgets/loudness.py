"""The loudness of spoken prompts, as bars that rise and as a figure."""

from dataclasses import dataclass

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.typeset import Style


@dataclass(frozen=True, kw_only=True)
class Loudness(Widget):
    """`step` of `steps`: so many bars are filled, and the figure stands beside them."""

    step: int
    steps: int
    style: Style

    def draw(self, brush: Brush) -> None:
        """Bars at the left, the figure at the right."""
        figure, bars = self.box.cut_right(self.box.w * 3 // 8, brush.layout.mm(1))
        room = bars.inset(0, self.box.h // 8)
        line = max(2, brush.layout.mm(0.3))
        for number, bar in enumerate(room.columns(self.steps, brush.layout.mm(1.4))):
            height = bar.h * (number + 2) // (self.steps + 1)
            fill = theme.ACCENT if number < self.step else theme.CARD
            brush.shape(
                Box(bar.x, bar.bottom - height, bar.w, height),
                shapes.Shape(fill, bar.w // 4, theme.LINE, line),
            )
        brush.text(f"{self.step}/{self.steps}", figure, self.style)
