"""Lines over the camera's picture: how high a face shall be."""

from dataclasses import dataclass

from firmware.kiosk.widgets import Brush, Widget

DARK, LIGHT = (16, 26, 32), (255, 255, 255)


@dataclass(frozen=True, kw_only=True)
class Aim(Widget):
    """The middle, and the upper third where the eyes of one who sits shall be."""

    def draw(self, brush: Brush) -> None:
        """Light lines with dark ones beside them, so that they are seen on any picture."""
        line = max(1, brush.layout.mm(0.3))
        eyes = self.box.y + self.box.h // 3
        middle = self.box.x + self.box.w // 2
        for shift, colour in ((line, DARK), (0, LIGHT)):
            brush.surface.fill(colour, (self.box.x, eyes + shift, self.box.w, line))
            brush.surface.fill(colour, (middle + shift, self.box.y, line, self.box.h))
