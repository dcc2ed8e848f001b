"""Where things are on one panel: the same bar, title, content and actions everywhere."""

from dataclasses import dataclass
from functools import cached_property

from firmware.kiosk.box import Box
from firmware.kiosk.theme import FLOOR_MM, Scale
from firmware.settings import ScreenSettings

COMPACT_MM = 110
"""A panel less high than this has smaller margins, titles and cards."""


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


ROOMY = Sizes(6, 4, 16, 4.2, 22, 15, 6.6, 5.4, 4.8, 4.2, 12, 3.8)
COMPACT = Sizes(2.4, 3.0, 15, 3.0, 20, 11, 5.0, 4.4, 4.2, 3.8, 8, 2.8)


@dataclass(frozen=True)
class Layout:
    """The geometry of one panel; lengths in pixels."""

    settings: ScreenSettings

    @cached_property
    def scale(self) -> Scale:
        """Pixels per millimetre."""
        return Scale.of(self.settings)

    @cached_property
    def compact(self) -> bool:
        """Whether this is a small panel."""
        return self.settings.height / self.scale.px_per_mm < COMPACT_MM

    @cached_property
    def sizes(self) -> Sizes:
        """The lengths of this class of panels."""
        return COMPACT if self.compact else ROOMY

    def mm(self, length: float) -> int:
        """Pixels of a length in millimetres."""
        return self.scale.mm(length)

    def em(self, capitals_mm: float) -> int:
        """Font size of capitals that high."""
        return self.scale.em(capitals_mm)

    @cached_property
    def floor(self) -> int:
        """The smallest font size of the booth's own texts."""
        return self.em(FLOOR_MM)

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
    def inner(self) -> Box:
        """The panel without its margins."""
        return self.screen.inset(self.mm(self.sizes.margin))

    @cached_property
    def bar(self) -> Box:
        """The top bar: back, leave, and the languages."""
        return self.inner.cut_top(self.mm(self.sizes.bar))[0]

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
