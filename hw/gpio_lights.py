"""The lamps on GPIO pins, by gpiozero.

The pin factory is named by the caller: gpiozero's own search falls back from
one library to the next and ends on one that does nothing on a Raspberry Pi 5.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import gpiozero
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hw.errors import BadDeviceSetting, DeviceNotFound
from hw.lights import Scene

NAME = "lights"
LAMPS = ("occupied", "recording", "ready", "fill")
# BCM numbers; 18 can do PWM in hardware.
DEFAULT_PINS: Mapping[str, int] = MappingProxyType(
    {"occupied": 23, "recording": 24, "ready": 25, "fill": 18}
)

RAMP_S = 0.8
RAMP_STEP_S = 0.02
# Slower than the three flashes a second that WCAG 2.3.1 allows.
BLINK_S = 0.6

ON, OFF, BLINK = "on", "off", "blink"
SCENES: Mapping[Scene, tuple[str, str, str, float]] = MappingProxyType(
    {
        # occupied, recording, ready, fill
        Scene.IDLE: (OFF, OFF, OFF, 0.15),
        Scene.OCCUPIED: (ON, OFF, OFF, 0.5),
        Scene.READY: (ON, OFF, ON, 1.0),
        Scene.RECORDING: (ON, ON, OFF, 1.0),
        Scene.ATTENTION: (ON, OFF, BLINK, 0.7),
        Scene.OUT_OF_ORDER: (OFF, BLINK, OFF, 0.0),
    }
)


class GpioLights:
    """Lights on pins `{lamp: BCM number}`; a lamp left out is not wired.

    `pin_factory` is "lgpio" in the booth and "mock" on the bench. Raises
    BadDeviceSetting, or DeviceNotFound where there are no pins.
    """

    def __init__(self, pins: Mapping[str, int] = DEFAULT_PINS, pin_factory: str = "lgpio") -> None:
        unknown = sorted(set(pins) - set(LAMPS))
        if unknown or len(set(pins.values())) < len(pins):
            raise BadDeviceSetting(NAME, f"pins must be of {LAMPS}, each its own: {dict(pins)}")
        self._factory, faults = _factory(pin_factory)
        try:
            self._fill = self._dimmable(pins.get("fill"))
            self._lamps = {
                name: gpiozero.LED(pins[name], pin_factory=self._factory)
                for name in LAMPS
                if name in pins and name != "fill"
            }
        except (gpiozero.GPIOZeroError, *faults) as error:
            self._factory.close()
            raise BadDeviceSetting(NAME, str(error)) from error
        self._scene: Scene | None = None
        self._closed = False

    def show(self, scene: Scene) -> None:
        """Change to that scene; the fill light follows softly."""
        if self._closed or scene is self._scene:
            return
        self._scene = scene
        *modes, fill = SCENES[scene]
        for name, mode in zip(LAMPS, modes, strict=False):
            if name in self._lamps:
                _switch(self._lamps[name], mode)
        if self._fill is not None:
            self._fill.source_delay = RAMP_STEP_S
            self._fill.source = _ramp(self._fill.value, fill)

    def states(self) -> dict[str, float]:
        """How bright each wired lamp is now, 0 to 1."""
        if self._closed:
            return {}
        states = {name: float(lamp.value) for name, lamp in self._lamps.items()}
        if self._fill is not None:
            states["fill"] = float(self._fill.value)
        return states

    def close(self) -> None:
        """All lamps off, pins freed; may be called twice."""
        if self._closed:
            return
        self._closed = True
        if self._fill is not None:
            self._fill.source = None
            self._fill.off()
            self._fill.close()
        for lamp in self._lamps.values():
            lamp.off()
            lamp.close()
        self._factory.close()

    def _dimmable(self, pin: int | None) -> gpiozero.PWMLED | None:
        return None if pin is None else gpiozero.PWMLED(pin, pin_factory=self._factory)


class MockLights(GpioLights):
    """The same lamps on gpiozero's mock pins."""

    def __init__(self, pins: Mapping[str, int] = DEFAULT_PINS) -> None:
        super().__init__(pins, "mock")


class NoLights:
    """The Lights of a booth without lamps."""

    def show(self, scene: Scene) -> None:
        """Nothing lights up."""

    def states(self) -> dict[str, float]:
        """No lamps."""
        return {}

    def close(self) -> None:
        """Nothing is held."""


def _switch(lamp: gpiozero.LED, mode: str) -> None:
    if mode == BLINK:
        lamp.blink(on_time=BLINK_S, off_time=BLINK_S)
    elif mode == ON:
        lamp.on()
    else:
        lamp.off()


def _ramp(begin: float, end: float) -> Iterator[float]:
    """Brightness from one value to the other, the last being exact."""
    steps = max(1, int(RAMP_S / RAMP_STEP_S * abs(end - begin)))
    for step in range(1, steps):
        yield begin + (end - begin) * step / steps
    yield end


def _factory(name: str) -> tuple[gpiozero.Factory, tuple[type[Exception], ...]]:
    """The pins, and what they raise of their own, as for a pin that another program holds."""
    if name == "mock":
        return MockFactory(pin_class=MockPWMPin), ()
    if name != "lgpio":
        raise BadDeviceSetting(NAME, f"pin_factory must be lgpio or mock, not {name!r}")
    try:
        from gpiozero.pins import lgpio as driver
    except ImportError as error:
        raise BadDeviceSetting(NAME, "pin_factory lgpio needs the package lgpio") from error
    try:
        return driver.LGPIOFactory(), (driver.lgpio.error,)
    except driver.lgpio.error as error:
        raise DeviceNotFound(NAME, f"no GPIO here: {error}") from error
