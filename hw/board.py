"""What a Raspberry Pi's files say about itself; what is missing is unknown, never an error.

Flags: `vcgencmd get_throttled` in the Raspberry Pi documentation. Card: the
kernel's Documentation/driver-api/mmc/mmc-dev-attrs.rst (eMMC 5.0 and later; an
SD card has neither file). File system: Documentation/ABI/testing/sysfs-fs-ext4.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from hw.power import PowerStatus

THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
TEMPERATURE = "sys/class/thermal/thermal_zone0/temp"
CARD = "sys/block/mmcblk0/device"
EXT4 = "sys/fs/ext4"

FLAGS = {
    0: "under_voltage",
    1: "capped",
    2: "throttled",
    3: "hot",
    16: "under_voltage_seen",
    17: "capped_seen",
    18: "throttled_seen",
    19: "hot_seen",
}
CARD_END = {1: "normal", 2: "warning", 3: "urgent"}
DEADLINE_S = 2.0

Ask = Callable[[], str | None]
"""Asks the firmware for `throttled=0x...` where there is no file; None: it cannot."""


def vcgencmd() -> str | None:
    """What the program vcgencmd says, None where there is none or it does not answer."""
    program = shutil.which("vcgencmd")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "get_throttled"],
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout


class Board:
    """The files below `root`; the tests' root is a folder of theirs."""

    def __init__(self, root: Path = Path("/"), ask: Ask = vcgencmd) -> None:
        self._root = root
        self._ask = ask

    def status(self, mains: bool | None = None) -> PowerStatus:
        """Everything that can be known now."""
        throttled = _hex(self._read(THROTTLED) or self._ask())
        flags: dict[str, bool] = {}
        if throttled is not None:
            flags = {name: bool(throttled >> bit & 1) for bit, name in FLAGS.items()}
        return PowerStatus(
            mains=mains,
            temperature_c=self._temperature(),
            wear_percent=self._wear(),
            card_end=CARD_END.get(_hex(self._read(f"{CARD}/pre_eol_info")) or 0),
            disk_errors=self._disk_errors(),
            **flags,
        )

    def _read(self, path: str) -> str | None:
        try:
            return (self._root / path).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return None

    def _temperature(self) -> float | None:
        """The file has thousandths of a degree."""
        milli = _whole(self._read(TEMPERATURE))
        return None if milli is None else milli / 1000

    def _wear(self) -> int | None:
        """The file has two figures, of the two kinds of cells, 1 for up to 10 %, 11 for beyond."""
        figures = [_hex(word) for word in (self._read(f"{CARD}/life_time") or "").split()]
        known = [figure for figure in figures if figure is not None and 1 <= figure <= 11]
        return max(known) * 10 if known else None

    def _disk_errors(self) -> int | None:
        try:
            disks = sorted(path.name for path in (self._root / EXT4).iterdir())
        except OSError:
            return None
        counts = [_whole(self._read(f"{EXT4}/{disk}/errors_count")) for disk in disks]
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


def _hex(text: str | None) -> int | None:
    """A number as the kernel ("50005", "0x01") or vcgencmd ("throttled=0x50005") writes it."""
    try:
        return int((text or "").strip().removeprefix("throttled="), 16)
    except ValueError:
        return None


def _whole(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None
