"""Paints screens into PNG files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pygame

from firmware.appeals.appeal import Language
from firmware.kiosk.gallery.panels import MODES, PANELS
from firmware.kiosk.gallery.samples import cases, every_view
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import build
from firmware.kiosk.widgets import Brush

HALVED_PX = 1300
"""Pictures of panels with a longer side are kept at half their size."""


@dataclass(frozen=True)
class Shot:
    """One picture: where its file is and what it shows. `turn` tells forms of a state apart."""

    file: str
    panel: str
    mode: str
    language: str
    state: str
    turn: int


def count() -> int:
    """How many pictures there will be."""
    one = len(cases(every_view(), Language.KK, MODES["normal"]))
    return one * len(PANELS) * len(MODES) * len(Language)


def take(out: Path) -> Iterator[Shot]:
    """Write the pictures into that folder, one after the other."""
    views = every_view()
    for panel, settings in PANELS.items():
        layout = Layout(settings)
        surface = pygame.Surface((layout.screen.w, layout.screen.h))
        brush = Brush(surface, layout)
        for mode, aids in MODES.items():
            for language in Language:
                folder = out / panel.replace(" ", "-") / mode / str(language)
                folder.mkdir(parents=True, exist_ok=True)
                for turn, (state, view, chrome) in enumerate(cases(views, language, aids)):
                    Painter(brush).paint(build(state, view, chrome, layout))
                    file = folder / f"{turn:02d}-{state}.png"
                    pygame.image.save(_sized(surface), str(file))
                    yield Shot(
                        file.relative_to(out).as_posix(), panel, mode, str(language), state, turn
                    )
                brush.forget()


def _sized(surface: pygame.Surface) -> pygame.Surface:
    w, h = surface.get_size()
    if max(w, h) <= HALVED_PX:
        return surface
    return pygame.transform.smoothscale(surface, (w // 2, h // 2))
