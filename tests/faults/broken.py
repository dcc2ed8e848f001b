"""What breaks under the devices: the disk, and the chip whose pins the lamps are on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from errno import EIO, ENOSPC
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPWMPin

from hw.bench.faults import Fault
from hw.errors import DeviceNotFound
from hw.gpio_lights import DEFAULT_PINS


@dataclass
class Disk:
    """What the disk does with what is written to it."""

    full: bool = False
    write_error: int = 0
    sync_error: int = 0
    slow_s: float = 0.0

    def faults(self) -> Iterator[Fault]:
        yield self._fault("disk-full", "no room for one more clip", full=True)
        yield self._fault("disk-runs-full", "a write finds no room", write_error=ENOSPC)
        yield self._fault("disk-write-error", "a write fails", write_error=EIO)
        yield self._fault("disk-sync-error", "an fsync fails", sync_error=EIO)
        yield self._fault("disk-slow", "a write takes its time", slow_s=0.2)

    def _fault(self, name: str, what: str, **changes: Any) -> Fault:
        def throw() -> None:
            vars(self).update(changes)

        def mend() -> None:
            vars(self).update({key: vars(Disk())[key] for key in changes})

        return Fault(name, what, throw, mend)


@dataclass
class Chip:
    """A GPIO chip whose lamps' pins vanish and come back."""

    gone: bool = False
    missing: bool = False
    factory: MockFactory = field(init=False)

    def __post_init__(self) -> None:
        chip = self

        class Pin(MockPWMPin):
            def _set_state(self, value: float) -> None:
                chip.look(self.info.name)
                super()._set_state(value)

        class Factory(MockFactory):
            def pin(self, name: int) -> MockPWMPin:
                chip.look(f"GPIO{name}")
                return super().pin(name)

        self.factory = Factory(pin_class=Pin)

    def look(self, pin: str) -> None:
        if self.gone and pin in {f"GPIO{number}" for number in DEFAULT_PINS.values()}:
            raise OSError(EIO, "the chip is gone")

    def make(self, device: str, _driver: str) -> tuple[MockFactory, tuple[()]]:
        if self.missing:
            raise DeviceNotFound(device, "no GPIO here")
        return self.factory, ()

    def faults(self) -> Iterator[Fault]:
        def set_to(gone: bool) -> None:
            self.gone = gone

        def miss(missing: bool) -> None:
            self.missing = missing

        yield Fault("pins-missing", "no chip", lambda: miss(True), lambda: miss(False))
        yield Fault("lamps-vanish", "their pins", lambda: set_to(True), lambda: set_to(False))
