"""GPIO pins by gpiozero: one factory for all devices of the booth, and inputs that may vanish.

The pin factory is named by the caller: gpiozero's own search falls back from
one library to the next and ends on one that does nothing on a Raspberry Pi 5.
All factories of one process share their pins, and closing one closes the pins
of all (gpiozero 2.0.1, `LocalPiFactory`): so there is one, and the last user
closes it.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import gpiozero
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hw.complaint import Complaint
from hw.errors import BadDeviceSetting, DeviceNotFound

log = logging.getLogger(__name__)

Faults = tuple[type[Exception], ...]

RETRY_S = 3.0
MOST = 27
"""The highest BCM number on the header."""

_lock = threading.Lock()
_shared: dict[str, "_Shared"] = {}


@dataclass
class _Shared:
    factory: gpiozero.Factory
    faults: Faults
    users: int = 0


class Pins:
    """A device's share in the pins. `faults` is what they raise; `close` may be called twice."""

    def __init__(self, driver: str, shared: _Shared) -> None:
        self._driver = driver
        self.factory = shared.factory
        self.faults: Faults = (gpiozero.GPIOZeroError, OSError, *shared.faults)
        self._closed = False

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop every claim to those pins, which are the caller's.

        A gpiozero device whose making or closing failed keeps its claim until the
        collector finds it (2.0.1), and nothing could be made on that pin till then.
        """
        factory = self.factory
        with factory._res_lock:
            for number in numbers:
                for _header, info in factory.board_info.find_pin(f"GPIO{number}"):
                    factory._reservations[info] = []

    def close(self) -> None:
        """Give the share back; the last one frees the chip."""
        with _lock:
            if self._closed:
                return
            self._closed = True
            shared = _shared[self._driver]
            shared.users -= 1
            if shared.users:
                return
            del _shared[self._driver]
            try:
                shared.factory.close()
            except self.faults as error:
                # The next factory must not find the pins of a chip that is gone.
                shared.factory.pins.clear()
                log.warning("pins: %s", error)


def take(device: str, driver: str) -> Pins:
    """The pins of that driver: "lgpio" in the booth, "mock" on the bench.

    Raises BadDeviceSetting, or DeviceNotFound where there are no pins.
    """
    with _lock:
        if driver not in _shared:
            _shared[driver] = _Shared(*_make(device, driver))
        _shared[driver].users += 1
        return Pins(driver, _shared[driver])


def _make(device: str, driver: str) -> tuple[gpiozero.Factory, Faults]:
    """The factory, and what it raises of its own, as for a pin that another program holds."""
    if driver == "mock":
        return MockFactory(pin_class=MockPWMPin), ()
    if driver != "lgpio":
        raise BadDeviceSetting(device, f"pin_factory must be lgpio or mock, not {driver!r}")
    try:
        from gpiozero.pins import lgpio
    except ImportError as error:
        raise BadDeviceSetting(device, "pin_factory lgpio needs the package lgpio") from error
    try:
        return lgpio.LGPIOFactory(), (lgpio.lgpio.error,)
    except lgpio.lgpio.error as error:
        raise DeviceNotFound(device, f"no GPIO here: {error}") from error


def check(device: str, pins: Mapping[str, int]) -> None:
    """Each its own pin of the header. Raises BadDeviceSetting."""
    if len(set(pins.values())) < len(pins) or any(not 0 <= pin <= MOST for pin in pins.values()):
        raise BadDeviceSetting(device, f"pins must be 0 to {MOST}, each its own: {dict(pins)}")


@dataclass(frozen=True, slots=True)
class Wire:
    """An input. `active_low`: it closes to ground and is pulled up; else pulled down."""

    pin: int
    active_low: bool = True


class Inputs:
    """The inputs of a device by name, opened where they are missing, and anew when they vanish."""

    def __init__(
        self, device: str, wires: Mapping[str, Wire], driver: str, clock: Callable[[], float]
    ) -> None:
        """Raises BadDeviceSetting; pins that are not there are tried again later."""
        check(device, {name: wire.pin for name, wire in wires.items()})
        self._device = device
        self._wires = wires
        self._driver = driver
        self._clock = clock
        self._retry_at = float("-inf")
        self._complaint = Complaint(log)
        self._pins: Pins | None = None
        self._inputs: dict[str, gpiozero.InputDevice] = {}
        self._open()

    def read(self) -> dict[str, bool | None]:
        """Whether each is active now; None while its pin is not there."""
        if self._pins is None:
            self._open()
        if self._pins is None:
            return dict.fromkeys(self._wires)
        try:
            return {name: self._is_active(name) for name in self._wires}
        except self._pins.faults as error:
            self.lose(error)
            return dict.fromkeys(self._wires)

    def lose(self, error: Exception) -> None:
        """The pins are gone, as `error` says; they are opened again later."""
        if self._pins is not None:
            log.warning("%s: pins are gone: %s", self._device, error)
            self.close()

    def _is_active(self, name: str) -> bool:
        return bool(self._inputs[name].is_active)

    def input(self, name: str) -> gpiozero.InputDevice | None:
        """The input as gpiozero has it, None while it is not there."""
        return self._inputs.get(name)

    def _open(self) -> None:
        now = self._clock()
        if not self._wires or now < self._retry_at:
            return
        self._retry_at = now + RETRY_S
        try:
            pins = take(self._device, self._driver)
        except DeviceNotFound as error:
            self._complaint.say(str(error))
            return
        self._pins = pins
        try:
            for name, wire in self._wires.items():
                self._inputs[name] = gpiozero.InputDevice(
                    wire.pin, pull_up=wire.active_low, pin_factory=pins.factory
                )
        except pins.faults as error:
            self._complaint.say(f"{self._device}: {error}")
            self.close()
        else:
            self._complaint.withdraw(f"{self._device}: pins are there")

    def close(self) -> None:
        """Free the pins; may be called twice, and they are opened again by the next `read`."""
        inputs, self._inputs = self._inputs, {}
        pins, self._pins = self._pins, None
        self._retry_at = self._clock() + RETRY_S
        if pins is None:
            return
        for one in inputs.values():
            with contextlib.suppress(*pins.faults):
                one.close()
        pins.forget(wire.pin for wire in self._wires.values())
        pins.close()
