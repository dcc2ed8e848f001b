"""The gallery's pictures of the panel that the machine has, to recognise screens by."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
import pygame

from firmware.appeals.appeal import Language
from firmware.kiosk.gallery.panels import MODES, PANELS
from firmware.kiosk.gallery.samples import cases, every_view
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import build
from firmware.kiosk.widgets import Brush
from tests.boot.screen import Screen

PANEL = "7 inch"
ALIKE = 0.02
"""The most that a screen may differ from the gallery's: names of officials, a lesser notice."""


@dataclass(frozen=True)
class Picture:
    """One of the gallery's."""

    state: str
    language: Language
    screen: Screen


def of_states(*wanted: str, languages: Iterable[Language] = Language) -> list[Picture]:
    """The pictures of these states, in every form."""
    layout = Layout(PANELS[PANEL])
    surface = pygame.Surface((layout.screen.w, layout.screen.h))
    brush = Brush(surface, layout)
    views = [(state, view) for state, view in every_view()]
    found = []
    for language in languages:
        for state, view, chrome in cases(views, language, MODES["normal"]):
            if state in wanted:
                Painter(brush).paint(build(state, view, chrome, layout))
                pixels = pygame.surfarray.array3d(surface).swapaxes(0, 1)
                found.append(Picture(state, language, Screen(np.ascontiguousarray(pixels))))
        brush.forget()
    return found


def nearest(
    screen: Screen, pictures: list[Picture], ignore: NDArray[np.bool_] | None = None
) -> tuple[Picture, float]:
    """The picture most like the screen, and the share of pixels in which they differ."""
    scored = [
        (screen.difference(picture.screen, ignore), number)
        for number, picture in enumerate(pictures)
    ]
    difference, number = min(scored)
    return pictures[number], difference
