"""Everything that can be broken on the bench, by name, in one table.

A fault of a device that this bench does not have is not in its table.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from hw.bench.camera import SimulatedCamera
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.paper import PaperRoll
from hw.bench.power import BenchPower

SLOW_TIMES = 20.0
SLOW_FRAME_S = 0.3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that breaks. Without `mend` it is over as soon as it was thrown."""

    name: str
    what: str
    throw: Callable[[], None]
    mend: Callable[[], None] | None


class Switches(Protocol):
    """The booth's switches, as the bench turns them."""

    def states(self) -> Mapping[str, bool]:
        """Each switch by name; true is on: pressed, closed, somebody there."""

    def turn(self, name: str, on: bool) -> None:
        """Turn one on or off."""


def printer_faults(roll: PaperRoll) -> Iterator[Fault]:
    """What a receipt printer does to a booth."""
    yield _held("paper-out", "the roll has run out", roll.paper_out)
    yield _held("paper-near-end", "the roll is thin; it still prints", roll.paper_near_end)
    yield Fault("cover-open", "somebody left the cover open", roll.open_cover, roll.close_cover)
    yield _held("cutter-stuck", "paper is stuck in the cutter", roll.block_cutter)
    yield _held("printer-silent", "it prints but never answers", roll.go_silent)
    yield _held("printer-jammed", "it takes no bytes", roll.jam)
    yield Fault(
        "printer-slow",
        f"it takes its bytes {SLOW_TIMES:g} times slower than the line",
        partial(roll.slow, SLOW_TIMES),
        roll.slow,
    )
    yield Fault("printer-unplugged", "its port is gone", roll.unplug, roll.plug_in)
    yield Fault("printer-dark", "it has no power", roll.lose_power, roll.power_on)
    yield Fault("printer-reset", "its power fails for a blink", roll.reset, None)


def camera_faults(camera: SimulatedCamera) -> Iterator[Fault]:
    """What a camera does to a booth."""
    yield Fault("camera-unplugged", "its cable is out", camera.unplug, camera.plug_in)
    yield _held("camera-stalled", "it is there but no picture comes", camera.stall)
    yield _held("camera-frozen", "the same picture for ever", camera.freeze)
    yield _held("camera-dark", "something lies on the lens", camera.cover)
    yield Fault(
        "camera-slow",
        f"each picture takes {SLOW_FRAME_S:g} s longer",
        partial(camera.slow, SLOW_FRAME_S),
        partial(camera.slow, 0.0),
    )


def microphone_faults(microphone: SimulatedMicrophone) -> Iterator[Fault]:
    """What a microphone does to a booth."""
    yield Fault("microphone-unplugged", "its cable is out", microphone.unplug, microphone.plug_in)
    yield _held("microphone-silent", "it hears nothing", microphone.mute)
    yield _held("microphone-loud", "all it hears is far too loud", microphone.overdrive)


def switch_faults(switches: Switches) -> Iterator[Fault]:
    """Each switch, to be turned to what it is not at rest, like a fault."""
    for name in switches.states():
        yield _switch(name, switches)


def _switch(name: str, switches: Switches) -> Fault:
    turn = partial(switches.turn, name)
    if name == "door":
        return Fault(
            "door-open", "door or curtain is open", partial(turn, False), partial(turn, True)
        )
    if name == "presence":
        return Fault("nobody-there", "nobody is seen", partial(turn, False), partial(turn, True))
    return Fault(
        f"{name}-pressed", f"the button {name} is held", partial(turn, True), partial(turn, False)
    )


def power_faults(power: BenchPower) -> Iterator[Fault]:
    """What mains and board do to a booth."""
    yield Fault(
        "mains-lost", "the UPS carries the booth", power.cut, partial(power.cut, mains=True)
    )
    yield Fault(
        "under-voltage",
        "the power supply is weak",
        partial(power.flag, "under_voltage"),
        power.flag,
    )
    yield Fault(
        "board-hot", "the processor has 85 °C", partial(power.heat, 85.0), partial(power.heat, 50.0)
    )


def _held(name: str, what: str, set_to: Callable[[bool], None]) -> Fault:
    """A fault that is there or not."""
    return Fault(name, what, partial(set_to, True), partial(set_to, False))
