import os

import pygame
import pytest
from PIL import Image

from hw.bench.panel import LAMPS, PAPER, THROWN, BenchPanel

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


FAULTS = dict.fromkeys(("paper-out", "camera-dark", *(f"fault-{n}" for n in range(16))), False)


def places(panel: BenchPanel, size: tuple[int, int]) -> dict[str, list[tuple[int, int]]]:
    """Where each button answers, by looking at every fourth point."""
    found: dict[str, list[tuple[int, int]]] = {}
    for x in range(0, size[0], 4):
        for y in range(0, size[1], 4):
            name = panel.fault_at((x, y))
            if name is not None:
                found.setdefault(name, []).append((x, y))
    return found


@pytest.mark.parametrize("size", SIZES)
def test_every_fault_has_a_button_and_a_thrown_one_is_lit(size: tuple[int, int]) -> None:
    panel = BenchPanel(size)
    well = panel.draw(dict.fromkeys(LAMPS, 0.0), None, [], FAULTS).copy()
    assert set(places(panel, size)) == set(FAULTS)
    assert not has(well, THROWN)
    broken = panel.draw(dict.fromkeys(LAMPS, 0.0), None, [], {**FAULTS, "camera-dark": True})
    assert has(broken, THROWN)
    at = places(panel, size)["camera-dark"]
    assert any(broken.get_at(point)[:3] == THROWN for point in at)


def test_without_faults_there_is_nothing_to_click() -> None:
    panel = BenchPanel((420, 800))
    panel.draw({}, None, [], FAULTS)
    panel.draw({}, None)
    assert places(panel, (420, 800)) == {}


def test_a_slip_is_drawn_smaller_to_be_seen_whole() -> None:
    size = (420, 800)
    paper = Image.new("1", (576, 900), 1)
    heights = []
    for faults in ({}, FAULTS):
        surface = BenchPanel(size).draw(dict.fromkeys(LAMPS, 0.0), paper, [], faults)
        mask = pygame.mask.from_threshold(surface, PAPER, (2, 2, 2, 255))
        box = max(mask.get_bounding_rects(), key=lambda rect: rect.height)
        heights.append(box.height / box.width)
    assert heights[0] == pytest.approx(heights[1], rel=0.05)
