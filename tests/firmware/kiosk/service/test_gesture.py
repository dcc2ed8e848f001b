"""Five taps in the corner, and nobody else is disturbed by it."""

import pytest

from firmware.kiosk.service.gesture import Gesture, Meant
from firmware.kiosk.taps import Phase, Tap


@pytest.fixture
def gesture(big, clock) -> Gesture:
    return Gesture(big, clock)


def tap(gesture: Gesture, clock, after: float = 0.2) -> None:
    clock.forward(after)
    assert gesture.takes(Tap(gesture.corner.center, Phase.DOWN))
    assert gesture.takes(Tap(gesture.corner.center, Phase.UP))


def test_five_quick_taps_open_the_service_menu(gesture, clock):
    for _ in range(4):
        tap(gesture, clock)
        assert gesture.tick() is None
    tap(gesture, clock)

    assert gesture.tick() is Meant.SERVICE
    assert gesture.tick() is None


def test_one_tap_in_the_corner_begins_a_visit_a_moment_later(gesture, clock):
    tap(gesture, clock)
    clock.forward(0.5)
    assert gesture.tick() is None
    clock.forward(0.3)

    assert gesture.tick() is Meant.VISIT


def test_five_slow_taps_are_a_citizen(gesture, clock):
    for _ in range(5):
        tap(gesture, clock, after=0.8)

    assert gesture.tick() is Meant.VISIT


def test_a_tap_elsewhere_is_not_taken(gesture, big):
    assert not gesture.takes(Tap(big.screen.center, Phase.DOWN))
    assert not gesture.takes(Tap(big.screen.center, Phase.UP))


def test_a_finger_that_slid_into_the_corner_does_not_count(gesture, big, clock):
    gesture.takes(Tap(gesture.corner.center, Phase.DOWN))
    gesture.takes(Tap(big.screen.center, Phase.MOVE))
    gesture.takes(Tap(gesture.corner.center, Phase.UP))
    clock.forward(1)

    assert gesture.tick() is None
