from itertools import pairwise

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hw import gpio_lights
from hw import pins as pins_module
from hw.errors import BadDeviceSetting, DeviceNotFound
from hw.gpio_lights import LAMPS, RAMP_S, GpioLights, MockLights, ramp
from hw.lights import NoLights, Scene
from tests.conftest import until


def wait_for(lights: GpioLights, lamp: str, level: float) -> None:
    until(lambda: lights.states().get(lamp) == pytest.approx(level), f"{lamp} at {level}")


@pytest.fixture
def lights(monkeypatch):
    monkeypatch.setattr(gpio_lights, "RAMP_S", 0.1)
    lights = MockLights()
    yield lights
    lights.close()


@pytest.mark.parametrize(
    ("scene", "occupied", "recording", "ready", "fill"),
    [
        (Scene.IDLE, 0, 0, 0, 0.15),
        (Scene.OCCUPIED, 1, 0, 0, 0.5),
        (Scene.READY, 1, 0, 1, 1),
        (Scene.RECORDING, 1, 1, 0, 1),
    ],
)
def test_a_scene_is_its_lamps(lights, scene, occupied, recording, ready, fill) -> None:
    lights.show(scene)
    states = lights.states()
    assert (states["occupied"], states["recording"], states["ready"]) == (
        occupied,
        recording,
        ready,
    )
    wait_for(lights, "fill", fill)


@pytest.mark.parametrize(
    ("scene", "lamp"), [(Scene.ATTENTION, "ready"), (Scene.OUT_OF_ORDER, "recording")]
)
def test_a_blinking_lamp_goes_on_and_off_and_stops_with_its_scene(lights, scene, lamp) -> None:
    lights.show(scene)
    wait_for(lights, lamp, 1)
    wait_for(lights, lamp, 0)
    lights.show(Scene.IDLE)
    assert lights.states()[lamp] == 0


@pytest.mark.parametrize(("begin", "end"), [(0.0, 1.0), (1.0, 0.15), (0.5, 0.5)])
def test_the_fill_light_moves_in_small_steps_to_its_value(begin: float, end: float) -> None:
    levels = [begin, *(ramp(begin, end, n * 0.02) for n in range(int(RAMP_S / 0.02) + 2))]
    assert levels[-1] == end
    assert all(abs(after - before) < 0.03 for before, after in pairwise(levels))


def test_the_last_of_two_scenes_wins(lights) -> None:
    lights.show(Scene.RECORDING)
    lights.show(Scene.IDLE)
    wait_for(lights, "fill", 0.15)


def test_every_scene_can_follow_every_other(lights) -> None:
    for scene in Scene:
        for other in Scene:
            lights.show(scene)
            lights.show(other)
    assert set(lights.states()) == set(LAMPS)


def test_closed_lights_are_dark_and_ignore_scenes() -> None:
    lights = MockLights()
    lights.show(Scene.RECORDING)
    lights.close()
    lights.close()
    lights.show(Scene.READY)
    assert lights.states() == {}


def test_a_lamp_that_is_not_wired_is_left_out() -> None:
    lights = MockLights({"recording": 24})
    try:
        for scene in Scene:
            lights.show(scene)
        assert list(lights.states()) == ["recording"]
    finally:
        lights.close()


@pytest.mark.parametrize("pins", [{"disco": 4}, {"ready": 4, "fill": 4}, {"ready": 99}])
def test_wrong_pins_are_refused(pins) -> None:
    with pytest.raises(BadDeviceSetting):
        MockLights(pins)


def test_a_pin_that_another_program_holds_is_a_bad_setting(monkeypatch) -> None:
    class Busy(Exception):
        """As lgpio has its own."""

    class HeldFactory(MockFactory):
        def pin(self, name: int) -> MockPWMPin:
            raise Busy(f"GPIO {name} busy")

    held = HeldFactory(pin_class=MockPWMPin)
    monkeypatch.setattr(pins_module, "_make", lambda *_: (held, (Busy,)))
    with pytest.raises(BadDeviceSetting, match="busy"):
        MockLights()


class Fragile(MockFactory):
    """Pins that vanish: every use fails until they are back."""

    def __init__(self) -> None:
        super().__init__(pin_class=MockPWMPin)
        self.gone = False

    def pin(self, name: int) -> MockPWMPin:
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().pin(name)


@pytest.fixture
def fragile(monkeypatch) -> Fragile:
    factory = Fragile()

    def set_state(self, value: float) -> None:
        if factory.gone:
            raise OSError(5, "Input/output error")
        MockPWMPin._set_state(self, value)

    factory.pin_class = type("FragilePin", (MockPWMPin,), {"_set_state": set_state})
    monkeypatch.setattr(pins_module, "_make", lambda *_: (factory, ()))
    monkeypatch.setattr(gpio_lights, "RETRY_S", 0.01)
    return factory


def test_pins_that_vanish_are_opened_again_and_show_the_scene_of_then(fragile) -> None:
    lights = MockLights()
    try:
        lights.show(Scene.READY)
        fragile.gone = True
        lights.show(Scene.RECORDING)
        assert lights.states() == {}
        lights.show(Scene.OCCUPIED)
        fragile.gone = False
        until(lambda: bool(lights.states()))
        wait_for(lights, "fill", 0.5)
        assert (lights.states()["occupied"], lights.states()["recording"]) == (1, 0)
    finally:
        lights.close()


def test_a_lamp_whose_making_failed_does_not_hold_its_pin(fragile) -> None:
    lights = MockLights()
    kept = []
    try:
        fragile.gone = True
        lights.show(Scene.READY)
        # What failed is kept alive here, as a traceback or a cycle may keep it.
        with pytest.raises(BadDeviceSetting) as raised:
            lights._open()
        kept.append(raised)
        fragile.gone = False
        until(lambda: bool(lights.states()))
    finally:
        lights.close()


def test_a_chip_that_is_not_there_at_the_start_is_opened_later(monkeypatch) -> None:
    chips = iter([DeviceNotFound("lights", "no GPIO here")] * 3)
    make = pins_module._make

    def sometimes(device: str, driver: str) -> object:
        for missing in chips:
            raise missing
        return make(device, driver)

    monkeypatch.setattr(pins_module, "_make", sometimes)
    monkeypatch.setattr(gpio_lights, "RETRY_S", 0.01)
    lights = MockLights()
    try:
        lights.show(Scene.OCCUPIED)
        until(lambda: lights.there)
        wait_for(lights, "fill", 0.5)
        assert lights.states()["occupied"] == 1
    finally:
        lights.close()


def test_lights_without_pins_are_closed_in_good_time(fragile) -> None:
    lights = MockLights()
    fragile.gone = True
    lights.show(Scene.RECORDING)
    lights.close()

    assert lights.states() == {}


def test_the_pin_factory_is_named_never_guessed() -> None:
    with pytest.raises(BadDeviceSetting, match="lgpio or mock"):
        GpioLights(pin_factory="native")


def test_no_lights_do_nothing() -> None:
    lights = NoLights()
    lights.show(Scene.READY)
    assert lights.states() == {}
    lights.close()
