"""A RAUC that answers as the real one (1.13) does, and a booth around it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.settings import BoothSettings, ServiceSettings, Settings, UpdateSettings
from firmware.update.rauc import Rauc

COMPATIBLE = "dialog-booth-pi"


@dataclass
class RaucDouble:
    """`bundles`: by file name, what `rauc info` says or complains."""

    booted: str = "A"
    primary: str = "A"
    bundles: dict[str, dict[str, str] | str] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)
    broken: str = ""

    def __call__(self, words: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        self.calls.append(words[1:])
        if self.broken:
            return subprocess.CompletedProcess(words, 1, "", f"context\n{self.broken}\n")
        match words[1:]:
            case ["info", "--output-format=json", file]:
                said = self.bundles.get(Path(file).name, "No such file")
                if isinstance(said, str):
                    return subprocess.CompletedProcess(words, 1, "", f"{said}\n")
                return subprocess.CompletedProcess(words, 0, json.dumps(said), "")
            case ["status", "--output-format=json"]:
                return subprocess.CompletedProcess(words, 0, json.dumps(self._status()), "")
            case ["install", _]:
                return subprocess.CompletedProcess(words, 0, "100% Installing done.\n", "")
            case ["status", "mark-good", "booted"]:
                self.primary = self.booted
                return subprocess.CompletedProcess(words, 0, "", "")
            case ["status", "mark-bad", "booted"]:
                return subprocess.CompletedProcess(words, 0, "", "")
        raise AssertionError(words)

    def _status(self) -> dict[str, object]:
        slots = [
            {
                f"rootfs.{number}": {
                    "class": "rootfs",
                    "bootname": name,
                    "state": "booted" if name == self.booted else "inactive",
                    "boot_status": "good",
                }
            }
            for number, name in enumerate("AB")
        ]
        return {
            "compatible": COMPATIBLE,
            "variant": "",
            "booted": f"/dev/vda{4 + 'AB'.index(self.booted)}",
            "boot_primary": f"rootfs.{'AB'.index(self.primary)}" if self.primary else None,
            "slots": [
                *slots,
                {"boot.0": {"class": "boot", "bootname": None, "state": "active"}},
            ],
        }

    def did(self, *words: str) -> bool:
        """Whether it was called so."""
        return any(call[: len(words)] == list(words) for call in self.calls)


@pytest.fixture
def double() -> RaucDouble:
    return RaucDouble()


@pytest.fixture
def rauc(double) -> Rauc:
    return Rauc(double)


@pytest.fixture
def settings(tmp_path) -> Settings:
    for name in ("update", "spool", "stick"):
        (tmp_path / name).mkdir()
    return Settings(
        booth=BoothSettings(spool=str(tmp_path / "spool"), keys=str(tmp_path / "keys")),
        update=UpdateSettings(folder=str(tmp_path / "update"), settle_s=10, trial_s=60),
        service=ServiceSettings(usb=str(tmp_path / "stick")),
    )


@pytest.fixture
def bundle(double, settings) -> Callable[..., Path]:
    """Puts a bundle on the stick."""

    def put(version: str, compatible: str = COMPATIBLE, name: str = "") -> Path:
        file = Path(settings.service.usb) / (name or f"booth-{version}.raucb")
        file.write_bytes(b"hsqs" + version.encode())
        double.bundles[file.name] = {"compatible": compatible, "version": version}
        return file

    return put
