"""A QR code as a citizen's own telephone reads it from the screen."""

from dataclasses import dataclass, field

import segno

from firmware.kiosk import theme
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget

QUIET_MODULES = 4


@dataclass(frozen=True, kw_only=True)
class QrCode(Widget):
    """A text as a QR code with its quiet zone, in whole pixels a module."""

    content: str = field(repr=False)

    def draw(self, brush: Brush) -> None:
        """A white card with the modules in its middle."""
        brush.shape(self.box, shapes.Shape(theme.WHITE, brush.layout.radius))
        ink = brush.palette[theme.BLACK]
        matrix = _modules(self.content)
        scale = max(1, min(self.box.w, self.box.h) // (len(matrix) + 2 * QUIET_MODULES))
        origin = self.box.middle(len(matrix) * scale, len(matrix) * scale)
        for row, line in enumerate(matrix):
            for column, dark in enumerate(line):
                if dark:
                    brush.surface.fill(
                        ink, (origin.x + column * scale, origin.y + row * scale, scale, scale)
                    )


def _modules(content: str) -> tuple[tuple[bool, ...], ...]:
    code = segno.make(content, error="m", micro=False)
    return tuple(tuple(bool(cell) for cell in row) for row in code.matrix)
