"""The test bench: the doubles of one booth's devices, and what can go wrong with them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from hw.bench.camera import SimulatedCamera
from hw.bench.errors import UnknownFault
from hw.bench.faults import (
    Fault,
    Switches,
    camera_faults,
    microphone_faults,
    power_faults,
    printer_faults,
    switch_faults,
)
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.paper import PaperRoll
from hw.bench.power import BenchPower

DOTS_A_MM = 8


class Lamps(Protocol):
    """Lights whose brightness can be looked at."""

    def states(self) -> dict[str, float]:
        """How bright each lamp is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class LastSlip:
    """The slip that was cut last: its size on paper and on the line."""

    width_mm: float
    height_mm: float
    sent_bytes: int


@dataclass(frozen=True, slots=True)
class BenchState:
    """What one sees on the bench. `faults` says for each name whether it is thrown."""

    lamps: Mapping[str, float]
    switches: Mapping[str, bool]
    slips: int
    last_slip: LastSlip | None
    faults: Mapping[str, bool]


class Bench:
    """Holds what a booth on the bench has of each kind; None is a device it does not simulate.

    Faults may be thrown and mended from any thread, again and again. The
    devices stay their owners', who close them.
    """

    def __init__(
        self,
        roll: PaperRoll | None = None,
        camera: SimulatedCamera | None = None,
        microphone: SimulatedMicrophone | None = None,
        lamps: Lamps | None = None,
        switches: Switches | None = None,
        power: BenchPower | None = None,
    ) -> None:
        self.roll = roll
        self.camera = camera
        self.microphone = microphone
        self.lamps = lamps
        self.switches = switches
        self.power = power
        self._lock = threading.Lock()
        self._thrown: set[str] = set()
        self.faults: Mapping[str, Fault] = MappingProxyType(
            {
                fault.name: fault
                for faults in (
                    printer_faults(roll) if roll else (),
                    camera_faults(camera) if camera else (),
                    microphone_faults(microphone) if microphone else (),
                    switch_faults(switches) if switches else (),
                    power_faults(power) if power else (),
                )
                for fault in faults
            }
        )

    def throw(self, name: str) -> None:
        """Let that fault be there. Raises UnknownFault."""
        fault = self._fault(name)
        with self._lock:
            fault.throw()
            if fault.mend is not None:
                self._thrown.add(name)

    def mend(self, name: str) -> None:
        """Let it be gone; nothing happens if it is not there. Raises UnknownFault."""
        fault = self._fault(name)
        with self._lock:
            if name in self._thrown and fault.mend is not None:
                fault.mend()
                self._thrown.discard(name)

    def toggle(self, name: str) -> None:
        """Throw it, or mend it if it is there. Raises UnknownFault."""
        if self.is_thrown(name):
            self.mend(name)
        else:
            self.throw(name)

    def mend_all(self) -> None:
        """Everything works again."""
        for name in self.faults:
            self.mend(name)

    def is_thrown(self, name: str) -> bool:
        """Whether that fault is there now. Raises UnknownFault."""
        self._fault(name)
        with self._lock:
            return name in self._thrown

    def state(self) -> BenchState:
        """What one sees now."""
        return BenchState(
            lamps=self.lamps.states() if self.lamps else {},
            switches=dict(self.switches.states()) if self.switches else {},
            slips=self.roll.slip_count if self.roll else 0,
            last_slip=self._last_slip(),
            faults={name: self.is_thrown(name) for name in self.faults},
        )

    def _fault(self, name: str) -> Fault:
        if name not in self.faults:
            raise UnknownFault(name, list(self.faults))
        return self.faults[name]

    def _last_slip(self) -> LastSlip | None:
        slips = self.roll.slips if self.roll else []
        if self.roll is None or not slips:
            return None
        width, height = slips[-1].size
        return LastSlip(width / DOTS_A_MM, height / DOTS_A_MM, self.roll.slip_bytes)
