"""Step 5: a screen that stands still and a machine whose PID 1 is dead come back."""

from pathlib import Path

from tests.bench.figure import Figure
from tests.boot.booth import Booth, booth_of, scratch
from tests.boot.errors import Unlike
from tests.boot.far_side import far_side
from tests.boot.lab import quick
from tests.boot.machine import Machine
from tests.boot.orders import Orders
from tests.boot.pictures import Picture, of_states
from tests.boot.power_on import attract
from tests.boot.step import Step

KIOSK_WATCHDOG_S = 30.0
"""WatchdogSec of dialog-kiosk.service."""
MACHINE_WATCHDOG_S = 30.0
"""Twice that of a booth: an emulator under load is late also where nothing hangs."""
READY_S = 120.0
RESTARTED_S = 300.0
RESET_S = 120.0


def run(step: Step, image: Path) -> None:
    """Stop the kiosk; then crash PID 1; each time the attract screen comes back."""
    pictures = of_states("attract")
    orders = Orders(step.folder / "orders")
    with far_side() as far, scratch() as folder:
        far.card_folder(folder, quick)
        with booth_of(image, step.folder, folder) as booth:
            with booth.started(
                f"systemd.watchdog_sec={MACHINE_WATCHDOG_S:.0f}", extra=orders.devices
            ) as machine:
                step.note("attract screen", attract(machine, pictures))
                _hang(step, machine, orders, pictures)
                _crash(step, machine, orders)
            _again(step, booth, pictures)


def _hang(step: Step, machine: Machine, orders: Orders, pictures: list[Picture]) -> None:
    # It says so after its first picture; before that, only the limit of its start counts.
    machine.says(r"Started dialog-kiosk\.service", READY_S)
    first = orders.give("hang-kiosk")
    began = machine.seconds
    machine.until(
        "the kiosk's new start", lambda: orders.give("kiosk") not in ("0", first), RESTARTED_S
    )
    attract(machine, pictures, RESTARTED_S)
    took = machine.seconds - began
    step.note(f"kiosk stopped: its watchdog started it anew, {took:.0f} s", machine.seconds)
    step.figures.append(Figure("boot.hung_kiosk_back_s", took, "s", KIOSK_WATCHDOG_S, RESTARTED_S))
    machine.keep("after-the-hang")


def _crash(step: Step, machine: Machine, orders: Orders) -> None:
    orders.give("crash-init")
    began = machine.seconds
    machine.ended(RESET_S)
    took = machine.seconds - began
    step.note(f"PID 1 crashed: reset by the hardware watchdog, {took:.0f} s", machine.seconds)
    if "WATCHDOG" not in machine.qmp.rest():
        raise Unlike(f"the machine ended without its watchdog: {machine.qmp.events}")
    step.figures.append(Figure("boot.watchdog_reset_s", took, "s", MACHINE_WATCHDOG_S, RESET_S))


def _again(step: Step, booth: Booth, pictures: list[Picture]) -> None:
    with booth.started() as machine:
        step.note("attract screen after the reset", attract(machine, pictures))
        machine.keep("after-the-reset")
