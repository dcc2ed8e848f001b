import os

import pygame
import pytest
from PIL import Image

from hw.bench.panel import LAMPS, PAPER, BenchPanel

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
SIZES = [(320, 480), (420, 800), (480, 1280)]


def has(surface: pygame.Surface, colour: tuple[int, int, int]) -> bool:
    return pygame.mask.from_threshold(surface, colour, (2, 2, 2, 255)).count() > 20


@pytest.mark.parametrize("size", SIZES)
def test_a_lit_lamp_shines_in_its_colour(size: tuple[int, int]) -> None:
    panel = BenchPanel(size)
    dark = panel.draw(dict.fromkeys(LAMPS, 0.0), None, []).copy()
    lit = panel.draw({**dict.fromkeys(LAMPS, 0.0), "recording": 1.0}, None, [])
    assert not has(dark, LAMPS["recording"])
    assert has(lit, LAMPS["recording"])
    assert not has(lit, LAMPS["ready"])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("height", [1, 200, 5000])
def test_paper_of_any_length_comes_out_of_the_slot(size: tuple[int, int], height: int) -> None:
    panel = BenchPanel(size)
    bare = panel.draw({}, None, ["camera: well"]).copy()
    surface = panel.draw({}, Image.new("1", (576, height), 1), ["camera: well"])
    assert not has(bare, PAPER)
    assert has(surface, PAPER)
    # Long paper never covers the lines above.
    assert surface.subsurface((0, 0, size[0], 60)).get_view().raw == (
        bare.subsurface((0, 0, size[0], 60)).get_view().raw
    )


def test_an_unknown_lamp_is_drawn_with_its_own_name() -> None:
    assert BenchPanel((320, 480)).draw({"spare": 1.0}, None).get_size() == (320, 480)
