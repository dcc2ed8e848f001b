"""Pins that several devices share, and inputs that vanish."""

import gpiozero
import pytest

from hw import pins
from hw.errors import BadDeviceSetting, DeviceNotFound
from hw.gpio_lights import MockLights
from hw.lights import Scene
from hw.pins import RETRY_S, Inputs, Wire


class Hand:
    """A clock in the test's hands."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


def test_a_device_that_closes_leaves_the_pins_of_the_others_alone(clock) -> None:
    lights = MockLights()
    inputs = Inputs("sensors", {"next": Wire(5)}, "mock", clock)
    inputs.close()

    lights.show(Scene.OCCUPIED)
    assert lights.states()["occupied"] == 1
    lights.close()


def test_the_last_one_closes_the_chip_and_the_next_opens_a_new_one() -> None:
    one, other = pins.take("a", "mock"), pins.take("b", "mock")
    assert one.factory is other.factory
    one.close()
    one.close()
    again = pins.take("c", "mock")
    assert again.factory is other.factory
    again.close()
    other.close()
    new = pins.take("d", "mock")
    assert new.factory is not other.factory
    new.close()


def test_a_pin_that_is_held_already_is_unknown_and_tried_again(clock) -> None:
    held = Inputs("lights", {"x": Wire(5)}, "mock", clock)
    late = Inputs("sensors", {"next": Wire(5)}, "mock", clock)
    assert late.read() == {"next": None}
    held.close()
    assert late.read() == {"next": None}
    clock.now += RETRY_S
    assert late.read() == {"next": False}
    late.close()


def test_pins_that_cannot_be_read_are_opened_again(clock) -> None:
    inputs = Inputs("sensors", {"next": Wire(5), "help": Wire(6, False)}, "mock", clock)
    assert inputs.read() == {"next": False, "help": False}
    pin = inputs.input("next")
    assert pin is not None
    pin.close()
    assert inputs.read() == {"next": None, "help": None}
    clock.now += RETRY_S
    assert inputs.read() == {"next": False, "help": False}
    inputs.close()
    inputs.close()


def test_a_machine_without_gpio_has_unknown_inputs(clock, monkeypatch) -> None:
    def nothing(device: str, _driver: str) -> object:
        raise DeviceNotFound(device, "no GPIO here")

    monkeypatch.setattr(pins, "_make", nothing)
    inputs = Inputs("sensors", {"next": Wire(5)}, "mock", clock)
    assert inputs.read() == {"next": None}
    inputs.close()


def test_a_chip_that_fails_while_it_is_closed_leaves_nothing_to_the_next(monkeypatch) -> None:
    share = pins.take("a", "mock")
    gpiozero.InputDevice(5, pin_factory=share.factory).close()

    def fail() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(share.factory, "close", fail)
    share.close()

    assert not share.factory.pins
    assert not pins._shared


@pytest.mark.parametrize("wires", [{"a": Wire(5), "b": Wire(5)}, {"a": Wire(28)}, {"a": Wire(-1)}])
def test_wrong_pins_are_refused(wires, clock) -> None:
    with pytest.raises(BadDeviceSetting):
        Inputs("sensors", wires, "mock", clock)


def test_without_wires_no_chip_is_opened(clock) -> None:
    inputs = Inputs("sensors", {}, "lgpio", clock)
    assert inputs.read() == {}
    inputs.close()


def test_a_chip_that_stays_away_is_one_line_in_the_log(clock, monkeypatch, caplog) -> None:
    def gone(device: str, _driver: str) -> None:
        raise DeviceNotFound(device, "no GPIO here")

    monkeypatch.setattr(pins, "take", gone)
    inputs = Inputs("sensors", {"next": Wire(5)}, "mock", clock)
    for _ in range(5):
        clock.now += RETRY_S
        inputs.read()

    assert len(caplog.records) == 1
