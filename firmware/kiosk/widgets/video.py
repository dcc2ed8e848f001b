"""Moving pictures: the citizen sees himself, or his clip before he sends it."""

from dataclasses import dataclass, field
from typing import Self

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from hw.camera import PreviewFrame

NEAR_PX = 4
"""A stretch of so few pixels is not seen; black bars would be."""


def aspect_box(box: Box, width: int, height: int) -> Box:
    """The largest box of that aspect in the middle of another.

    Its width is a multiple of 16: swscale leaves a few pixels of the last column
    of other pictures as they were in memory (seen with FFmpeg 8.1 on x86).
    """
    scale = min(box.w / width, box.h / height)
    fitted = max(16, int(width * scale) & ~15)
    return box.middle(fitted, min(box.h, round(fitted * height / width)))


def fill_box(box: Box, width: int, height: int) -> Box:
    """The same, but the box itself where its aspect is as good as that one."""
    fitted = aspect_box(box, width, height)
    near = box.w - fitted.w <= NEAR_PX and box.h - fitted.h <= NEAR_PX
    return box if near else fitted


@dataclass(frozen=True, kw_only=True)
class Video(Widget):
    """A frame in its box with rounded corners. Frames are told apart by `stamp`."""

    frame: PreviewFrame | None = field(compare=False, repr=False)
    stamp: int | None
    mirrored: bool
    ground: Colour = theme.PAPER

    @classmethod
    def of(cls, key: str, box: Box, frame: PreviewFrame | None, mirrored: bool) -> Self:
        """A video of that frame, fitted to its aspect."""
        return cls(
            key=key,
            box=box,
            frame=frame,
            stamp=frame.ts_us if frame else None,
            mirrored=mirrored,
        )

    def draw(self, brush: Brush) -> None:
        """The frame, or a camera on a dark ground while there is none."""
        radius = brush.layout.radius
        if self.frame is None:
            brush.shape(self.box, shapes.Shape(theme.NIGHT, radius))
            size = min(self.box.w, self.box.h) // 4
            brush.icon("camera", self.box.middle(size, size), theme.ON_NIGHT)
            return
        fitted = fill_box(self.box, self.frame.width, self.frame.height)
        if fitted != self.box:
            brush.surface.fill(brush.palette[theme.NIGHT], self.box)
        picture = brush.pictures.frame(self.key, self.frame, (fitted.w, fitted.h), self.mirrored)
        brush.surface.blit(picture, fitted[:2])
        brush.round_corners(self.box, radius, self.ground)
