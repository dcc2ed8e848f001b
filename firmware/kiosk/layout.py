"""Where things are on one panel: the same bar, title, content and actions everywhere."""

from dataclasses import dataclass
from functools import cached_property

from firmware.kiosk import theme
from firmware.kiosk.aids import Aids
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Palette, Scale
from firmware.settings import ScreenSettings

COMPACT_MM = 110
"""A panel whose shorter side is less has smaller margins, titles and cards."""

GRAND_MM = 250
"""On a panel whose shorter side is more everything is larger: one stands before it."""

GRAND_ZOOM = 1.55
TALL_ZOOM = 1.34
"""How much larger on a wide and on a tall one of these."""

TALL = 1.3
"""A panel so many times higher than wide has its controls in the lower part."""

TALL_SHARE = 0.62
"""Part of a tall panel, from below, that is within reach."""

LARGE = 1.28
"""Letters of large text to the usual ones."""

FLOOR_MM = 4.8
"""Capitals of the booth's own texts (ADA 707.7.2), mm."""

LARGE_FLOOR_MM = 6.1
"""The same with large text: 0.7 degrees at 500 mm (EN 301 549 5.1.4).

A panel of 10 inches shows what does not fit so large as large as it fits.
"""

COMPACT_FLOOR_MM = 3.6
"""A small panel has no room for those: as large as fits, but not below this."""


@dataclass(frozen=True)
class Sizes:
    """Lengths of one class of panels in millimetres; texts by the height of capitals."""

    margin: float
    gap: float
    bar: float
    under_bar: float
    action: float
    title_row: float
    title: float
    lead: float
    body: float
    note: float
    hero: float
    radius: float


ROOMY = Sizes(6, 4, 16, 3.4, 22, 13, 6.6, 5.4, 4.8, 4.8, 12, 3.8)
COMPACT = Sizes(2.4, 3.0, 15, 3.0, 20, 11, 5.0, 4.4, 4.2, 3.8, 8, 2.8)


@dataclass(frozen=True)
class Layout:
    """The geometry of one panel, and its look for one citizen; lengths in pixels.

    The lengths given to `mm` and `em` are those of a panel of 10 inches; on a
    larger one they are zoomed. `least` and the floors are true millimetres.
    """

    settings: ScreenSettings
    large: bool = False
    contrast: bool = False

    def seen_with(self, aids: Aids) -> "Layout":
        """The same panel for a citizen with these aids."""
        if (self.large, self.contrast) == (aids.large, aids.contrast):
            return self
        return Layout(self.settings, aids.large, aids.contrast)

    @property
    def palette(self) -> Palette:
        """The colours."""
        return theme.STARK if self.contrast else theme.CALM

    @cached_property
    def scale(self) -> Scale:
        """Pixels per millimetre."""
        return Scale.of(self.settings)

    @cached_property
    def _shorter_mm(self) -> float:
        return min(self.settings.width, self.settings.height) / self.scale.px_per_mm

    @cached_property
    def compact(self) -> bool:
        """Whether this is a small panel."""
        return self._shorter_mm < COMPACT_MM

    @cached_property
    def tall(self) -> bool:
        """Whether the upper part is out of some people's reach."""
        return self.settings.height > TALL * self.settings.width

    @cached_property
    def zoom(self) -> float:
        """How much larger things are than on a panel of 10 inches."""
        if self._shorter_mm < GRAND_MM:
            return 1.0
        return TALL_ZOOM if self.tall else GRAND_ZOOM

    @cached_property
    def text_zoom(self) -> float:
        """The same of letters alone: more than 1 with large text."""
        return LARGE if self.large else 1.0

    @cached_property
    def sizes(self) -> Sizes:
        """The lengths of this class of panels."""
        return COMPACT if self.compact else ROOMY

    def mm(self, length: float) -> int:
        """Pixels of a length in millimetres."""
        return self.scale.mm(length * self.zoom)

    def row(self, length: float) -> int:
        """Pixels of a height that holds text: it grows with large text."""
        return self.mm(length * self.text_zoom)

    def em(self, capitals_mm: float) -> int:
        """Font size of capitals that high."""
        return self.scale.em(capitals_mm * self.zoom * self.text_zoom)

    def least(self, capitals_mm: float) -> int:
        """Font size of capitals that high on every panel, with large text or without."""
        return self.scale.em(capitals_mm)

    @cached_property
    def floor(self) -> int:
        """The smallest font size of the booth's own texts."""
        if self.compact:
            return self.least(COMPACT_FLOOR_MM)
        return self.least(LARGE_FLOOR_MM if self.large and self.zoom > 1 else FLOOR_MM)

    @cached_property
    def gap(self) -> int:
        """Between two things that can be touched."""
        return self.mm(self.sizes.gap)

    @cached_property
    def radius(self) -> int:
        """Of the corners of buttons and cards."""
        return self.mm(self.sizes.radius)

    @cached_property
    def screen(self) -> Box:
        """The whole panel."""
        return Box(0, 0, self.settings.width, self.settings.height)

    @cached_property
    def reach(self) -> Box:
        """The part of the panel that everybody reaches; of most panels the whole."""
        if not self.tall:
            return self.screen
        return self.screen.cut_bottom(round(self.screen.h * TALL_SHARE))[0]

    @cached_property
    def inner(self) -> Box:
        """The part within reach without its margins."""
        return self.reach.inset(self.mm(self.sizes.margin))

    @cached_property
    def bar(self) -> Box:
        """The top bar: back, leave, the languages and the aids."""
        return self.inner.cut_top(self.mm(self.sizes.bar))[0]

    @cached_property
    def aids(self) -> Box:
        """The button of the aids, at the end of the bar."""
        return self.bar.cut_right(self.mm(16.5 if self.compact else 26))[0]

    @cached_property
    def steps(self) -> Box:
        """The thin line below the bar that tells how far one is."""
        room = Box(self.inner.x, self.bar.bottom, self.inner.w, self.mm(self.sizes.under_bar))
        return room.middle(room.w, self.mm(1))

    @cached_property
    def below_bar(self) -> Box:
        """Everything below bar and steps."""
        return self.inner.cut_top(self.mm(self.sizes.bar), self.mm(self.sizes.under_bar))[1]

    @cached_property
    def title(self) -> Box:
        """The line that says what this screen is for."""
        return self.below_bar.cut_top(self.mm(self.sizes.title_row))[0]

    @cached_property
    def content(self) -> Box:
        """Everything below the title."""
        return self.below_bar.cut_top(self.mm(self.sizes.title_row), self.mm(1.2))[1]

    @cached_property
    def action_height(self) -> int:
        """Of a main button."""
        return self.mm(self.sizes.action)
