"""Whether the judge of a trial is needed at this start."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from firmware.update.ledger import Facts, Ledger

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "image-build" / "rootfs" / "usr" / "libexec" / "dialog" / "on-trial"
FLASHED = (ROOT / "image-build" / "boot" / "autoboot.txt").read_text(encoding="ascii")


class Booth:
    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("boot/card", "proc/device-tree/chosen/bootloader", "var/lib/dialog/update"):
            (root / folder).mkdir(parents=True)
        (root / "boot/card/autoboot.txt").write_text(FLASHED, encoding="ascii")
        self.runs(2)

    def runs(self, partition: int) -> None:
        file = self.root / "proc/device-tree/chosen/bootloader/partition"
        file.write_bytes(partition.to_bytes(4, "big"))

    def knows(self, book: Ledger) -> None:
        (self.root / "var/lib/dialog/update/ledger.json").write_bytes(msgspec.json.encode(book))

    @property
    def on_trial(self) -> bool:
        env = {"ROOT": str(self.root), "PATH": "/usr/bin:/bin"}
        done = subprocess.run([SCRIPT], env=env, capture_output=True, check=False)
        assert not done.stderr
        return done.returncode == 0


@pytest.fixture
def booth(tmp_path) -> Booth:
    return Booth(tmp_path)


def test_a_plain_start_needs_no_judge(booth) -> None:
    assert not booth.on_trial
    book = Ledger()
    book.news("kept", "2.0")
    booth.knows(book)
    assert not booth.on_trial


def test_a_system_that_is_not_kept_does(booth) -> None:
    booth.runs(3)
    assert booth.on_trial


def test_what_became_of_a_trial_is_still_to_be_noted(booth) -> None:
    book = Ledger()
    book.begin_trial("2.0", Facts())
    booth.knows(book)
    assert booth.on_trial
