"""The display and the adapter that makes taps of fingers and the mouse."""

import pygame
import pytest

from firmware.kiosk.display import Display, NoDisplay
from firmware.kiosk.taps import Phase, Tap
from firmware.settings import ScreenSettings


@pytest.fixture
def display(settings):
    with Display(settings, aside=100) as display:
        display.taps()
        yield display


def finger(kind: int, x: float, y: float, finger_id: int = 1) -> pygame.event.Event:
    return pygame.event.Event(kind, touch_id=7, finger_id=finger_id, x=x, y=y, dx=0.0, dy=0.0)


def mouse(kind: int, pos: tuple[int, int], **more: object) -> pygame.event.Event:
    return pygame.event.Event(kind, {"pos": pos, "button": 1, "touch": False} | more)


def post(*events: pygame.event.Event) -> None:
    for event in events:
        pygame.event.post(event)


def test_a_finger_is_a_tap_in_pixels_of_the_panel(display):
    post(finger(pygame.FINGERDOWN, 0.5, 0.5), finger(pygame.FINGERUP, 0.5, 0.5))
    assert display.taps() == [Tap((450, 240), Phase.DOWN), Tap((450, 240), Phase.UP)]


def test_the_mouse_of_a_laptop_is_a_finger(display):
    post(mouse(pygame.MOUSEBUTTONDOWN, (3, 4)), mouse(pygame.MOUSEBUTTONUP, (3, 4)))
    assert display.taps() == [Tap((3, 4), Phase.DOWN), Tap((3, 4), Phase.UP)]


def test_a_mouse_event_made_of_a_finger_is_dropped(display):
    post(
        finger(pygame.FINGERDOWN, 0.1, 0.1),
        mouse(pygame.MOUSEBUTTONDOWN, (90, 48), touch=True),
        finger(pygame.FINGERUP, 0.1, 0.1),
        mouse(pygame.MOUSEBUTTONUP, (90, 48), touch=True),
    )
    assert [tap.phase for tap in display.taps()] == [Phase.DOWN, Phase.UP]


def test_only_the_first_finger_counts(display):
    post(
        finger(pygame.FINGERDOWN, 0.1, 0.1),
        finger(pygame.FINGERDOWN, 0.5, 0.5, finger_id=2),
        finger(pygame.FINGERUP, 0.5, 0.5, finger_id=2),
        finger(pygame.FINGERUP, 0.1, 0.1),
    )
    assert [tap.pos for tap in display.taps()] == [(90, 48), (90, 48)]


def test_a_moving_mouse_without_a_button_is_nothing(display):
    post(mouse(pygame.MOUSEMOTION, (5, 5)))
    assert display.taps() == []


def test_the_right_button_is_nothing(display):
    post(mouse(pygame.MOUSEBUTTONDOWN, (5, 5), button=3))
    assert display.taps() == []


def test_a_touch_on_the_bench_beside_the_panel_is_not_the_citizens(display):
    post(mouse(pygame.MOUSEBUTTONDOWN, (850, 5)))
    assert display.taps() == []


def test_a_touch_on_the_bench_is_heard_by_the_bench_once(display):
    post(mouse(pygame.MOUSEBUTTONDOWN, (850, 5)), mouse(pygame.MOUSEBUTTONUP, (850, 5)))
    post(mouse(pygame.MOUSEBUTTONDOWN, (3, 4)), mouse(pygame.MOUSEBUTTONUP, (3, 4)))
    display.taps()
    assert display.aside_taps() == [Tap((50, 5), Phase.DOWN)]
    assert display.aside_taps() == []


def test_injected_taps_come_out_like_a_fingers(display):
    display.inject(Tap((1, 2), Phase.DOWN))
    assert display.taps() == [Tap((1, 2), Phase.DOWN)]
    assert display.taps() == []


def test_panel_and_bench_are_two_surfaces_of_one_window(display, settings):
    assert display.surface.get_size() == (settings.width, settings.height)
    assert display.aside.get_size() == (100, settings.height)
    display.surface.fill((1, 2, 3))
    display.aside.fill((4, 5, 6))
    display.present([display.panel])
    display.present()
    window = pygame.display.get_surface()
    assert window.get_at((0, 0))[:3] == (1, 2, 3)
    assert window.get_at((settings.width, 0))[:3] == (4, 5, 6)


def test_a_wish_to_quit_is_remembered(display):
    post(pygame.event.Event(pygame.QUIT))
    display.taps()
    assert display.closed


def test_closing_twice_does_no_harm(settings):
    display = Display(settings)
    display.close()
    display.close()
    assert display.closed


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_display(*_: object) -> None:
        raise pygame.error("No available video device")

    monkeypatch.setattr(pygame.display, "set_mode", no_display)

    with pytest.raises(NoDisplay, match="No available video device"):
        Display(ScreenSettings(fullscreen=False))
