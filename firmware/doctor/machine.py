"""The machine: panel, touch, disk, clock. Paths are Linux's own; tests give others."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from firmware.doctor.finding import Finding, Patient, broken, fine, warning
from firmware.sizes import longest_clip_bytes
from firmware.spool.durable import write_file
from firmware.spool.errors import StorageFailed

ABS_MT_POSITION_X = 0x35
"""A multi-touch axis (Linux, input-event-codes.h)."""

EDID_CM = 21
"""Where EDID 1.4 has the width of the picture in centimetres (VESA E-EDID, section 3.6.2)."""

CLIPS_WANTED = 20


@dataclass(frozen=True, slots=True)
class Machine:
    """Where this machine tells of itself."""

    drm: Path = Path("/sys/class/drm")
    inputs: Path = Path("/proc/bus/input/devices")
    timesync: Path = Path("/run/systemd/timesync/synchronized")

    def screen(self, patient: Patient) -> Finding:
        """Whether a panel is connected, with the pixels and millimetres of booth.toml."""
        wanted = patient.settings.screen
        turned = wanted.rotation in (90, 270)
        pixels = (wanted.height, wanted.width) if turned else (wanted.width, wanted.height)
        connected = [one for one in sorted(self.drm.glob("card*-*")) if _is_connected(one)]
        if not connected:
            return warning("no panel is known to the kernel", "check the display cable")
        panel = connected[0]
        mode = f"{pixels[0]}x{pixels[1]}"
        modes = _lines(panel / "modes")
        if modes and mode not in modes:
            return broken(
                f"{panel.name} has {modes[0]}, booth.toml wants {mode}",
                "correct screen.width, screen.height and screen.rotation",
            )
        said = f"{panel.name}: {mode}"
        width_mm = _width_mm(panel, turned)
        if width_mm and abs(width_mm - wanted.width_mm) > 0.1 * wanted.width_mm:
            return warning(
                f"{said}, {width_mm} mm wide by its own word, {wanted.width_mm:.0f} in booth.toml",
                "measure the picture and correct screen.width_mm: letters and keys depend on it",
            )
        return fine(said)

    def touch(self, _: Patient) -> Finding:
        """Whether a touch panel is there."""
        for block in "\n".join(_lines(self.inputs)).split("\n\n"):
            axes = re.search(r"^B: ABS=([0-9a-f ]+)$", block, re.MULTILINE)
            name = re.search(r'^N: Name="(.*)"$', block, re.MULTILINE)
            if axes and _bits(axes[1]) >> ABS_MT_POSITION_X & 1:
                return fine(name[1] if name else "there")
        return broken("no touch panel", "plug its USB or ribbon cable in")

    def clock(self, patient: Patient) -> Finding:
        """Whether the wall clock is believed and set by the network."""
        now = patient.clock.now()
        if not patient.clock.trusted():
            return broken(
                f"it says {now:%Y-%m-%d %H:%M} UTC, which cannot be",
                "bring the network up; slips say 'within 14 days' until then",
            )
        if not self.timesync.exists():
            return warning(f"{now:%Y-%m-%d %H:%M} UTC, not set by the network", "check NTP")
        return fine(f"{now:%Y-%m-%d %H:%M} UTC, set by the network")


def disk(patient: Patient) -> Finding:
    """Whether the spool's disk takes what is written, and for how many appeals."""
    folder = Path(patient.settings.booth.spool)
    probe = folder / f"doctor-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            write_file(probe, os.urandom(65536))
        finally:
            probe.unlink(missing_ok=True)
        free = shutil.disk_usage(folder).free
    except (OSError, StorageFailed) as error:
        return broken(
            f"{folder}: {error}", "check its owner; a card that cannot be written is worn"
        )
    clips = free // longest_clip_bytes(patient.settings)
    said = f"{free // 2**20} MB free: {clips} appeals of the longest kind"
    if clips < 1:
        return broken(said, "bring the line to central up: what it takes over is deleted")
    if clips < CLIPS_WANTED:
        return warning(said, "see why clips wait (the uplink's log), or take a larger disk")
    return fine(said)


def _is_connected(panel: Path) -> bool:
    return _lines(panel / "status") == ["connected"]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _bits(words: str) -> int:
    """The kernel prints a bitmap as hexadecimal words of 64 bits, the highest first."""
    value = 0
    for word in words.split():
        value = value << 64 | int(word, 16)
    return value


def _width_mm(panel: Path, turned: bool) -> int:
    """The picture's width as seen, by the panel's EDID; 0 if it does not say."""
    try:
        edid = (panel / "edid").read_bytes()
    except OSError:
        return 0
    centimetres = edid[EDID_CM : EDID_CM + 2]
    return 10 * centimetres[1 if turned else 0] if len(centimetres) == 2 else 0
