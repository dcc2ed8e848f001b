"""What the kiosk is opened with."""

from dataclasses import dataclass

from firmware.appeals.signing import PublicKey
from firmware.clock import Clock
from firmware.kiosk.devices import Devices
from firmware.settings import Settings
from firmware.spool.registration import Registrar
from firmware.spool.spool import Spool


@dataclass(frozen=True, slots=True)
class Rooms:
    """Settings, spool, devices and clock of this booth."""

    settings: Settings
    spool: Spool
    registrar: Registrar
    central: PublicKey
    devices: Devices
    clock: Clock
