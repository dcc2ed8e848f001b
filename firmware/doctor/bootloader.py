"""The board's bootloader (EEPROM): an old one cannot start a new system on trial."""

from datetime import UTC, datetime
from pathlib import Path

from firmware.doctor.finding import Finding, Patient, fine, warning

BUILT = Path("/proc/device-tree/chosen/bootloader/build-timestamp")
"""Seconds since 1970, 32 bits, the highest byte first; only a Raspberry Pi 4 or 5 has it."""
# 2021's refuse `tryboot_a_b`, 2023's take it (meta-rauc-community#181).
OLDEST = datetime(2023, 1, 1, tzinfo=UTC)


def bootloader(_: Patient, file: Path = BUILT) -> Finding:
    """Whether updates of the system can be tried with it."""
    try:
        seconds = int.from_bytes(file.read_bytes(), "big")
    except OSError:
        return fine("not a Raspberry Pi")
    built = datetime.fromtimestamp(seconds, UTC)
    if built < OLDEST:
        return warning(
            f"of {built:%Y-%m-%d}: too old, updates of the system will be refused",
            "start Raspberry Pi OS once from another card: `sudo rpi-eeprom-update -a`",
        )
    return fine(f"of {built:%Y-%m-%d}")
