"""A panel on its side: the picture stands upright, and a finger hits what it sees."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.box import Box
from firmware.kiosk.display import Display
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.turn import Turn
from firmware.settings import ScreenSettings

DEGREES = (0, 90, 180, 270)
SIZES = st.tuples(st.integers(20, 300), st.integers(20, 300))


@given(st.sampled_from(DEGREES), SIZES, st.data())
def test_the_point_touched_is_the_point_seen(degrees, size, data):
    turn = Turn(degrees, size)
    x = data.draw(st.integers(0, size[0] - 1))
    y = data.draw(st.integers(0, size[1] - 1))
    on_glass = turn.box(Box(x, y, 1, 1))
    assert turn.point((on_glass.x, on_glass.y)) == (x, y)


@given(st.sampled_from(DEGREES), SIZES)
def test_the_whole_picture_is_the_whole_glass(degrees, size):
    turn = Turn(degrees, size)
    assert turn.box(Box(0, 0, *size)) == Box(0, 0, *turn.glass)


@pytest.mark.parametrize(
    ("degrees", "corner"), [(0, (0, 0)), (90, (479, 0)), (180, (799, 479)), (270, (0, 799))]
)
def test_the_upper_left_corner_goes_clockwise_around_the_glass(degrees, corner):
    settings = ScreenSettings(
        width=800, height=480, width_mm=155, rotation=degrees, fullscreen=False
    )
    with Display(settings) as display:
        display.surface.fill((0, 0, 0))
        display.surface.fill((200, 10, 20), (0, 0, 5, 5))
        display.present()
        glass = pygame.display.get_surface()
        assert glass.get_size() == ((800, 480) if degrees in (0, 180) else (480, 800))
        assert glass.get_at(corner)[:3] == (200, 10, 20)


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_part_that_is_painted_anew_comes_to_its_place(degrees):
    settings = ScreenSettings(
        width=800, height=480, width_mm=155, rotation=degrees, fullscreen=False
    )
    part = Box(100, 50, 30, 20)
    with Display(settings) as display:
        display.surface.fill((0, 0, 0))
        display.present()
        display.surface.fill((9, 99, 199), part)
        display.present([part])
        place = Turn(degrees, (800, 480)).box(part)
        glass = pygame.display.get_surface()
        assert glass.get_at((place.x, place.y))[:3] == (9, 99, 199)
        assert glass.get_at((place.right - 1, place.bottom - 1))[:3] == (9, 99, 199)
        assert glass.get_at((place.right, place.bottom))[:3] == (0, 0, 0)


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_finger_on_a_turned_panel_hits_what_it_sees(degrees):
    settings = ScreenSettings(
        width=800, height=480, width_mm=155, rotation=degrees, fullscreen=False
    )
    with Display(settings) as display:
        display.taps()
        turn = Turn(degrees, (800, 480))
        spot = turn.box(Box(600, 100, 1, 1))
        w, h = turn.glass
        where = {"x": (spot.x + 0.5) / w, "y": (spot.y + 0.5) / h}
        for kind in (pygame.FINGERDOWN, pygame.FINGERUP):
            pygame.event.post(
                pygame.event.Event(kind, touch_id=1, finger_id=1, dx=0.0, dy=0.0, **where)
            )
        assert display.taps() == [Tap((600, 100), Phase.DOWN), Tap((600, 100), Phase.UP)]


def test_a_finger_on_the_very_edge_is_still_on_the_panel():
    settings = ScreenSettings(width=800, height=480, width_mm=155, rotation=180, fullscreen=False)
    with Display(settings) as display:
        display.taps()
        pygame.event.post(
            pygame.event.Event(
                pygame.FINGERDOWN, touch_id=1, finger_id=1, x=1.0, y=1.0, dx=0.0, dy=0.0
            )
        )
        assert [tap.pos for tap in display.taps()] == [(0, 0)]
