"""Every screen, painted once for each panel and mode, with a witness of what is drawn."""

from dataclasses import dataclass, field

import pygame
import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.box import Box
from firmware.kiosk.gallery.panels import MODES, PANELS
from firmware.kiosk.gallery.samples import cases
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import build
from firmware.kiosk.theme import CAPITAL, Rgb
from firmware.kiosk.widgets import Brush
from firmware.kiosk.widgets.typeset import Typesetter, width


@dataclass(frozen=True)
class Mark:
    """Something drawn: by which widget, where, in which colour, on which grounds."""

    key: str
    what: str
    box: Box
    ink: Rgb
    grounds: frozenset[Rgb]
    capitals_mm: float = 0
    whole: bool = True


@dataclass
class Painted:
    """A page, and what was drawn of it."""

    state: str
    language: Language
    page: Page
    texts: list[Mark] = field(default_factory=list)
    icons: list[Mark] = field(default_factory=list)
    fields: list[Mark] = field(default_factory=list)
    squeezed: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.state} {self.language}"


class Witness(Brush):
    """A brush that remembers."""

    def __init__(self, surface, layout, painted, typesetter):
        super().__init__(surface, layout)
        self.type = typesetter
        self.painted = painted
        self.key = ""

    def _under(self, box, inset=0.0):
        inner = box.inset(round(box.w * inset), round(box.h * inset))
        xs = [inner.x + 1, inner.center[0], inner.right - 2]
        ys = [inner.y + 1, inner.center[1], inner.bottom - 2]
        room = self.surface.get_rect()
        points = [(x, y) for x in xs for y in ys if room.collidepoint(x, y)]
        return frozenset(tuple(self.surface.get_at(point))[:3] for point in points)

    def text(self, text, box, style):
        setting = self.type.fit(text, (box.w, box.h), style)
        longest = max(width(line, style.weight, setting.px) for line in setting.lines)
        room = box.h - setting.height
        top = box.y + {"top": 0, "middle": room // 2, "bottom": room}[style.valign]
        space = box.w - longest
        left = box.x + {"left": 0, "center": space // 2, "right": space}[style.align]
        rows = Box(left, top, longest, setting.height)
        mm = setting.px * CAPITAL / self.layout.scale.px_per_mm
        same = "".join(setting.lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
        ink = self.palette[style.colour]
        if longest:
            mark = Mark(self.key, text, rows, ink, self._under(rows), mm, same)
            self.painted.texts.append(mark)
        return super().text(text, box, style)

    def icon(self, name, box, colour):
        size = min(box.w, box.h)
        grounds = self._under(box.middle(size, size), 0.1)
        self.painted.icons.append(Mark(self.key, name, box, self.palette[colour], grounds))
        super().icon(name, box, colour)

    def shape(self, box, shape):
        corner = frozenset({tuple(self.surface.get_at((box.x, box.y)))[:3]})
        for colour in {shape.outline or shape.fill, shape.fill}:
            mark = Mark(self.key, "field", box, self.palette[colour], corner)
            self.painted.fields.append(mark)
        super().shape(box, shape)


def _paint(state, language, page, surface, layout, typesetter):
    painted = Painted(state, language, page)
    witness = Witness(surface, page.layout or layout, painted, typesetter)
    before = len(typesetter.squeezed)
    surface.fill(witness.palette[page.ground])
    for widget in page.all:
        surface.set_clip(widget.box)
        witness.key = widget.key
        widget.draw(witness)
    surface.set_clip(None)
    painted.squeezed = typesetter.squeezed[before:]
    return painted


@dataclass
class Show:
    """All pages of a panel in a mode."""

    layout: Layout
    mode: str
    pages: list[Painted]


CASES = [(panel, mode) for panel in PANELS for mode in MODES]


@pytest.fixture(scope="session", params=CASES, ids=lambda case: f"{case[0]}, {case[1]}")
def show(request, every_view) -> Show:
    panel, mode = request.param
    layout = Layout(PANELS[panel])
    surface = pygame.Surface((layout.screen.w, layout.screen.h))
    # What was set for one page is set for all: it is squeezed, if so, on the first.
    typesetter = Typesetter(keep=20_000)
    pages = [
        _paint(state, language, build(state, view, chrome, layout), surface, layout, typesetter)
        for language in Language
        for state, view, chrome in cases(every_view, language, MODES[mode])
    ]
    return Show(layout.seen_with(MODES[mode]), mode, pages)
