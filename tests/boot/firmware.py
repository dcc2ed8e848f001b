"""What a Raspberry Pi's firmware does between power-on and kernel, as far as our card uses it.

From its documentation: autoboot.txt on the first FAT partition, where `[tryboot]` counts on top
of `[all]` when this start is a one-shot; `boot_partition`; config.txt of that partition with
the filter `[boot_partition=N]`; and what the kernel finds in /chosen/bootloader. The flag is
cleared before the new system starts, so whatever happens then, the next start is a plain one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.boot.card import Card
from tests.boot.errors import Unbootable

TRYBOOT = "reboot: Restarting system with command '0 tryboot'"


@dataclass(frozen=True)
class Start:
    """What the firmware would load: a partition, files on it, and how it got there."""

    partition: int
    tryboot: bool
    kernel: str
    initramfs: str
    command_line: str


def settings(text: str, filters: frozenset[str]) -> dict[str, str]:
    """The lines that count: those under `[all]` and under the filters that hold."""
    return dict(_counting(text, filters))


def _counting(text: str, filters: frozenset[str]) -> Iterator[tuple[str, str]]:
    counts = True
    for raw in text.splitlines():
        line = raw.split("#")[0].strip()
        section = re.fullmatch(r"\[(.*)\]", line)
        if section:
            counts = section[1] == "all" or section[1] in filters
        elif counts and line:
            key, sign, value = line.partition("=")
            if not sign:
                key, _, value = line.partition(" ")  # initramfs FILE followkernel
            yield key.strip(), value.strip()


def power_on(card: Card, *, tryboot: bool = False) -> Start:
    """What this card would start. Raises Unbootable."""
    autoboot = (card.read(1, "autoboot.txt") or b"").decode(errors="replace")
    sections = frozenset({"tryboot"}) if tryboot else frozenset[str]()
    number = settings(autoboot, sections).get("boot_partition", "1")
    if not number.isdigit() or not 1 <= int(number) <= len(card.partitions):
        raise Unbootable(f"autoboot.txt: boot_partition={number}")
    return _of_partition(card, int(number), tryboot)


def _of_partition(card: Card, number: int, tryboot: bool) -> Start:
    config = card.read(number, "config.txt")
    if config is None:
        raise Unbootable(f"partition {number} has no config.txt")
    filters = {f"boot_partition={number}"} | ({"tryboot"} if tryboot else set())
    found = settings(config.decode(), frozenset(filters))
    command_line = card.read(number, found.get("cmdline", "cmdline.txt"))
    if command_line is None:
        raise Unbootable(f"partition {number} has no {found.get('cmdline', 'cmdline.txt')}")
    return Start(
        partition=number,
        tryboot=tryboot,
        kernel=found.get("kernel", "kernel8.img"),
        initramfs=found.get("initramfs", "").split(" ")[0],
        command_line=command_line.decode().strip(),
    )


def asks_for_tryboot(serial_log: Path) -> bool:
    """Whether the kernel's last words ask for a one-shot start of the other system."""
    return TRYBOOT in serial_log.read_text(encoding="utf-8", errors="replace")[-2000:]
