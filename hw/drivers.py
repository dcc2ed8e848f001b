"""Which drivers there are, by the names that booth.toml uses.

A driver's module is imported when it is chosen, so a booth needs only the
libraries of its own devices; a name that is not here is an error, and nothing
is ever chosen because something else is missing.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, cast

from hw.camera import Camera
from hw.errors import BadDeviceSetting
from hw.lights import Lights
from hw.microphone import Microphone
from hw.power import Power
from hw.printer import Printer
from hw.sensors import Sensors

CAMERAS: Final[Mapping[str, str]] = {
    "picamera2": "hw.camera.pi:PiCamera",
    "simulated": "hw.bench.camera:SimulatedCamera",
    "virtual": "hw.bench.virtual_camera:VirtualCamera",
    "film": "hw.camera.film:FilmCamera",
    "webcam": "hw.camera.webcam:Webcam",
}
MICROPHONES: Final[Mapping[str, str]] = {
    "simulated": "hw.bench.microphone:SimulatedMicrophone",
    "film": "hw.camera.film:FilmMicrophone",
    "alsa": "hw.arecord:ArecordMicrophone",
    "silent": "hw.silent:SilentMicrophone",
}
PRINTERS: Final[Mapping[str, str]] = {
    "escpos": "hw.escpos:EscposPrinter",
    "none": "hw.escpos:NoPrinter",
}
LIGHTS: Final[Mapping[str, str]] = {
    "gpio": "hw.gpio_lights:GpioLights",
    "gpio-mock": "hw.gpio_lights:MockLights",
    "none": "hw.lights:NoLights",
}
SENSORS: Final[Mapping[str, str]] = {
    "gpio": "hw.gpio_sensors:GpioSensors",
    "gpio-mock": "hw.bench.switches:Switches",
    "none": "hw.sensors:NoSensors",
}
POWER: Final[Mapping[str, str]] = {
    "pi": "hw.pi_power:PiPower",
    "gpio-mock": "hw.bench.power:BenchPower",
    "none": "hw.power:NoPower",
}

IN_PROCESS_CAMERAS: Final = frozenset({"picamera2", "virtual"})
"""Cameras of a library with a state of its own, which only a new process clears."""


def open_camera(driver: str, **settings: Any) -> Camera:
    """The camera of that name, not started. Raises BadDeviceSetting."""
    return cast(Camera, _open("camera", CAMERAS, driver, settings))


def open_microphone(driver: str, **settings: Any) -> Microphone:
    """The microphone of that name, not started. Raises BadDeviceSetting."""
    return cast(Microphone, _open("microphone", MICROPHONES, driver, settings))


def open_printer(driver: str, **settings: Any) -> Printer:
    """The printer of that name; its port may be absent. Raises BadDeviceSetting."""
    return cast(Printer, _open("printer", PRINTERS, driver, settings))


def open_lights(driver: str, **settings: Any) -> Lights:
    """The lights of that name; their pins may be absent. Raises BadDeviceSetting."""
    return cast(Lights, _open("lights", LIGHTS, driver, settings))


def open_sensors(driver: str, **settings: Any) -> Sensors:
    """The sensors of that name; their pins may be absent. Raises BadDeviceSetting."""
    return cast(Sensors, _open("sensors", SENSORS, driver, settings))


def open_power(driver: str, **settings: Any) -> Power:
    """The power of that name; its pin may be absent. Raises BadDeviceSetting."""
    return cast(Power, _open("power", POWER, driver, settings))


def _open(
    device: str, drivers: Mapping[str, str], driver: str, settings: Mapping[str, Any]
) -> object:
    if driver not in drivers:
        names = ", ".join(drivers)
        raise BadDeviceSetting(device, f"driver must be one of {names}, not {driver!r}")
    module, name = drivers[driver].split(":")
    constructor: Callable[..., object] = getattr(import_module(module), name)
    try:
        return constructor(**settings)
    except TypeError as error:
        raise BadDeviceSetting(device, f"driver {driver}: {error}") from error
