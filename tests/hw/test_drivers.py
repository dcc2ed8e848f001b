import pytest

from hw import drivers
from hw.bench.camera import SimulatedCamera
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.power import BenchPower
from hw.bench.switches import Switches
from hw.bench.virtual_camera import VirtualCamera
from hw.camera.pi import PiCamera
from hw.camera.webcam import Webcam
from hw.errors import BadDeviceSetting
from hw.escpos import EscposPrinter, NoPrinter
from hw.gpio_lights import MockLights
from hw.gpio_sensors import GpioSensors
from hw.lights import NoLights
from hw.pi_power import PiPower
from hw.power import NoPower
from hw.sensors import NoSensors
from hw.silent import SilentMicrophone


@pytest.mark.parametrize(
    ("opener", "driver", "settings", "expected"),
    [
        (drivers.open_camera, "simulated", {"fps": 25}, SimulatedCamera),
        (drivers.open_camera, "picamera2", {"preview": (640, 360)}, PiCamera),
        (drivers.open_camera, "virtual", {}, VirtualCamera),
        (drivers.open_camera, "webcam", {"device": "/dev/video9"}, Webcam),
        (drivers.open_microphone, "simulated", {}, SimulatedMicrophone),
        (drivers.open_microphone, "silent", {}, SilentMicrophone),
        (drivers.open_printer, "escpos", {"port": "/dev/nonesuch"}, EscposPrinter),
        (drivers.open_printer, "none", {}, NoPrinter),
        (drivers.open_lights, "gpio-mock", {}, MockLights),
        (drivers.open_lights, "none", {}, NoLights),
        (drivers.open_sensors, "gpio", {"pins": {}}, GpioSensors),
        (drivers.open_sensors, "gpio-mock", {}, Switches),
        (drivers.open_sensors, "none", {}, NoSensors),
        (drivers.open_power, "pi", {}, PiPower),
        (drivers.open_power, "gpio-mock", {}, BenchPower),
        (drivers.open_power, "none", {}, NoPower),
    ],
)
def test_a_driver_is_opened_by_its_name(opener, driver, settings, expected) -> None:
    device = opener(driver, **settings)
    assert type(device) is expected
    device.close()


@pytest.mark.parametrize(
    ("opener", "table"),
    [
        (drivers.open_camera, drivers.CAMERAS),
        (drivers.open_microphone, drivers.MICROPHONES),
        (drivers.open_printer, drivers.PRINTERS),
        (drivers.open_lights, drivers.LIGHTS),
        (drivers.open_sensors, drivers.SENSORS),
        (drivers.open_power, drivers.POWER),
    ],
)
def test_an_unknown_name_says_which_there_are(opener, table) -> None:
    with pytest.raises(BadDeviceSetting) as error:
        opener("auto")
    assert all(name in str(error.value) for name in table)


def test_a_setting_the_driver_has_not_is_refused() -> None:
    with pytest.raises(BadDeviceSetting, match="zoom"):
        drivers.open_camera("simulated", zoom=2)


@pytest.mark.parametrize(
    "place",
    sorted(
        {
            *drivers.CAMERAS.values(),
            *drivers.MICROPHONES.values(),
            *drivers.PRINTERS.values(),
            *drivers.LIGHTS.values(),
            *drivers.SENSORS.values(),
            *drivers.POWER.values(),
        }
    ),
)
def test_every_driver_in_the_tables_exists(place: str) -> None:
    module, name = place.split(":")
    assert callable(getattr(__import__(module, fromlist=[name]), name))


def test_cameras_that_a_new_process_helps_are_drivers() -> None:
    assert drivers.CAMERAS.keys() >= drivers.IN_PROCESS_CAMERAS
