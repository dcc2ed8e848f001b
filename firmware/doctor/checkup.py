"""All checks in their order, each fenced: one that breaks is a finding, not the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from firmware.clock import Clock
from firmware.doctor import central, devices, machine
from firmware.doctor.card import card
from firmware.doctor.finding import Check, Finding, Patient, broken
from firmware.kiosk.opening import kiosk_lock
from firmware.process import AlreadyRuns
from firmware.settings import Settings

_MACHINE = machine.Machine()

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "screen": _MACHINE.screen,
        "touch": _MACHINE.touch,
        "camera": devices.camera,
        "microphone": devices.microphone,
        "sound": devices.sound,
        "voice": devices.voice,
        "printer": devices.printer,
        "lamps": devices.lamps,
        "sensors": devices.sensors,
        "power": devices.power,
        "disk": machine.disk,
        "spool": central.spool,
        "clock": _MACHINE.clock,
        "card": card,
        "keys": central.keys,
        "certificate": central.certificate,
        "line": central.line,
    }
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A check's name and what it found."""

    name: str
    finding: Finding


def examine(
    settings: Settings, clock: Clock, checks: Mapping[str, Check] = CHECKS
) -> Iterator[Checked]:
    """Run the checks one after the other; the kiosk cannot start meanwhile, unless it runs."""
    try:
        lock = kiosk_lock(settings)
    except AlreadyRuns:
        lock = None
    patient = Patient(settings, clock, in_use=lock is None)
    try:
        for name, check in checks.items():
            yield Checked(name, _fenced(check, patient))
    finally:
        if lock is not None:
            lock.release()


def _fenced(check: Check, patient: Patient) -> Finding:
    try:
        return check(patient)
    except Exception as error:  # noqa: BLE001 - the fence: the other checks must still be made
        said = f"the check itself failed: {type(error).__name__}: {error}"
        return broken(said, "report it with this line")
