"""The lamps on GPIO pins, by gpiozero.

One thread of ours ramps and blinks: gpiozero's own, one a lamp, die without a
word when the pins vanish.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import gpiozero

from hw.complaint import Complaint
from hw.errors import BadDeviceSetting, DeviceError, DeviceNotFound
from hw.lights import Scene
from hw.pins import RETRY_S, Pins, check, take

log = logging.getLogger(__name__)

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
# A scene that stands is written again so often: pins that vanish are noticed.
LOOK_S = 5.0

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


@dataclass
class _Lamps:
    """The lamps while their pins are there."""

    pins: Pins
    wired: Mapping[str, int]
    lamps: dict[str, gpiozero.LED | gpiozero.PWMLED]
    fill: float = 0.0
    """As it was set last."""

    def close(self) -> None:
        """Off, and freed."""
        for lamp in self.lamps.values():
            # Each alone: a lamp that cannot be put out must still give its pin back.
            with contextlib.suppress(*self.pins.faults):
                lamp.off()
            with contextlib.suppress(*self.pins.faults):
                lamp.close()
        self.pins.forget(self.wired.values())
        self.pins.close()


class GpioLights:
    """Lights on pins `{lamp: BCM number}`; a lamp left out is not wired.

    `pin_factory` is "lgpio" in the booth and "mock" on the bench. Raises
    BadDeviceSetting. Pins that are not there, or vanish, are opened again and
    again, and then show the scene of that time.
    """

    def __init__(self, pins: Mapping[str, int] = DEFAULT_PINS, pin_factory: str = "lgpio") -> None:
        unknown = sorted(set(pins) - set(LAMPS))
        if unknown:
            raise BadDeviceSetting(NAME, f"pins must be of {LAMPS}: {dict(pins)}")
        check(NAME, pins)
        self._wired = dict(pins)
        self._driver = pin_factory
        self._scene: Scene | None = None
        self._since = 0.0
        self._fill_from = 0.0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._lamps: _Lamps | None = None
        self._complaint = Complaint(log)
        try:
            self._lamps = self._open()
        except DeviceNotFound as error:
            self._complaint.say(str(error))
        self._thread = threading.Thread(target=self._run, name=NAME, daemon=True)
        self._thread.start()

    def _open(self) -> _Lamps:
        pins, lamps = take(NAME, self._driver), {}
        try:
            for name, pin in self._wired.items():
                kind = gpiozero.PWMLED if name == "fill" else gpiozero.LED
                lamps[name] = kind(pin, pin_factory=pins.factory)
        except pins.faults as error:
            _Lamps(pins, self._wired, lamps).close()
            raise BadDeviceSetting(NAME, str(error)) from error
        return _Lamps(pins, self._wired, lamps)

    def show(self, scene: Scene) -> None:
        """Change to that scene; the fill light follows softly. Never raises."""
        with self._lock:
            if self._closed or scene is self._scene:
                return
            self._fill_from = self._level("fill", time.monotonic())
            self._scene, self._since = scene, time.monotonic()
            self._write()
        self._wake.set()

    @property
    def there(self) -> bool:
        """Whether the pins are there."""
        return self._lamps is not None

    def states(self) -> dict[str, float]:
        """How bright each wired lamp is now, 0 to 1; nothing while the pins are gone."""
        with self._lock:
            if self._lamps is None:
                return {}
            try:
                return {name: float(lamp.value) for name, lamp in self._lamps.lamps.items()}
            except self._lamps.pins.faults as error:
                self._lose(error)
                return {}

    def close(self) -> None:
        """All lamps off, pins freed; may be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            lamps, self._lamps = self._lamps, None
        self._wake.set()
        self._thread.join(5)
        if lamps is not None:
            lamps.close()

    def _run(self) -> None:
        """Ramps, blinks, and brings back pins that have vanished."""
        while True:
            with self._lock:
                if self._closed:
                    return
                pause_s = self._step()
            self._wake.wait(pause_s)
            self._wake.clear()

    def _step(self) -> float | None:
        """What is due now; seconds until the next is, None: not before the next scene."""
        if self._lamps is None:
            try:
                self._lamps = self._open()
            except DeviceError as error:
                # Not the error itself: who keeps it keeps the lamps that it came from.
                self._complaint.say(str(error))
                return RETRY_S
            self._complaint.withdraw(f"{NAME}: pins are back")
        self._write()
        if self._lamps is None:
            return RETRY_S
        if self._scene is None:
            return None
        if time.monotonic() - self._since < RAMP_S:
            return RAMP_STEP_S
        return BLINK_S / 4 if BLINK in SCENES[self._scene] else LOOK_S

    def _write(self) -> None:
        if self._lamps is None or self._scene is None:
            return
        now = time.monotonic()
        try:
            for name, lamp in self._lamps.lamps.items():
                level = self._level(name, now)
                # PWM that is set anew begins anew, which may be seen.
                if name != "fill" or level != self._lamps.fill:
                    lamp.value = level
            self._lamps.fill = self._level("fill", now)
        except self._lamps.pins.faults as error:
            self._lose(error)

    def _level(self, name: str, now: float) -> float:
        if self._scene is None:
            return 0.0
        *modes, fill = SCENES[self._scene]
        since = now - self._since
        if name == "fill":
            return ramp(self._fill_from, fill, since)
        mode = modes[LAMPS.index(name)]
        return float(mode == ON or (mode == BLINK and since // BLINK_S % 2 == 0))

    def _lose(self, error: Exception) -> None:
        self._complaint.say(f"{NAME}: pins are gone: {error}")
        lamps, self._lamps = self._lamps, None
        if lamps is not None:
            lamps.close()
        self._wake.set()


def ramp(begin: float, end: float, since_s: float) -> float:
    """The brightness so long after the change; exactly `end` at last."""
    share = min(1.0, since_s / RAMP_S)
    return end if share == 1.0 else begin + (end - begin) * share


class MockLights(GpioLights):
    """The same lamps on gpiozero's mock pins."""

    def __init__(self, pins: Mapping[str, int] = DEFAULT_PINS) -> None:
        super().__init__(pins, "mock")
