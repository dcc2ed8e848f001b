"""RAUC's backend over autoboot.txt: which system runs, which lasts, which is tried once."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "image-build" / "rootfs" / "usr" / "libexec" / "dialog" / "rauc-tryboot"
FLASHED = (ROOT / "image-build" / "boot" / "autoboot.txt").read_text(encoding="ascii")
OTHER = "[all]\ntryboot_a_b=1\nboot_partition=3\n[tryboot]\nboot_partition=2\n"


class Booth:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.autoboot = root / "boot/card/autoboot.txt"
        self.argument = root / "run/systemd/reboot-param"
        for folder in ("boot/card", "proc/device-tree/chosen/bootloader", "var/lib/rauc"):
            (root / folder).mkdir(parents=True)
        self.autoboot.write_text(FLASHED, encoding="ascii")
        self.runs(2)

    def runs(self, partition: int) -> None:
        file = self.root / "proc/device-tree/chosen/bootloader/partition"
        file.write_bytes(partition.to_bytes(4, "big"))

    def call(self, *words: str) -> str:
        done = subprocess.run(
            [SCRIPT, *words],
            env={"ROOT": str(self.root), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ValueError(f"{done.returncode}: {done.stderr}")
        return done.stdout.strip()


@pytest.fixture
def booth(tmp_path) -> Booth:
    return Booth(tmp_path)


def test_as_flashed_a_runs_and_lasts(booth) -> None:
    assert booth.call("get-current") == "A"
    assert booth.call("get-primary") == "A"
    assert booth.call("get-state", "A") == booth.call("get-state", "B") == "good"


def test_the_new_system_is_tried_once_and_nothing_lasting_changes(booth) -> None:
    booth.call("set-primary", "B")

    assert booth.argument.read_text() == "0 tryboot"
    assert booth.call("get-primary") == "B"
    assert booth.autoboot.read_text() == FLASHED


def test_a_trial_that_is_taken_back_is_none(booth) -> None:
    booth.call("set-primary", "B")
    booth.call("set-primary", "A")

    assert not booth.argument.exists()
    assert booth.call("get-primary") == "A"


def test_what_has_proved_itself_lasts(booth) -> None:
    booth.runs(3)
    assert booth.call("get-primary") == "A"

    booth.call("set-state", "B", "good")

    assert booth.autoboot.read_text() == OTHER
    assert booth.call("get-primary") == booth.call("get-current") == "B"


def test_and_back_again(booth) -> None:
    booth.autoboot.write_text(OTHER, encoding="ascii")
    booth.runs(2)

    booth.call("set-state", "A", "good")

    assert booth.autoboot.read_text() == FLASHED


def test_the_file_is_changed_where_it_lies(booth) -> None:
    before = booth.autoboot.stat()
    booth.runs(3)

    booth.call("set-state", "B", "good")

    after = booth.autoboot.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    assert before.st_size < 512


def test_only_the_one_that_runs_can_prove_itself(booth) -> None:
    booth.call("set-state", "B", "good")

    assert booth.autoboot.read_text() == FLASHED


def test_a_mark_lasts_until_it_is_taken_away(booth) -> None:
    booth.call("set-state", "B", "bad")
    assert booth.call("get-state", "B") == "bad"
    booth.call("set-state", "B", "good")
    assert booth.call("get-state", "B") == "good"


@pytest.mark.parametrize(
    "words", [(), ("get-state", "C"), ("set-primary", "2"), ("set-state", "X", "bad"), ("boot",)]
)
def test_what_it_does_not_know_is_an_error(booth, words) -> None:
    with pytest.raises(ValueError, match=r"^2: "):
        booth.call(*words)


def test_a_torn_autoboot_is_an_error_and_not_a_guess(booth) -> None:
    booth.autoboot.write_text("[all]\ntryboot_a_b=1\n", encoding="ascii")

    with pytest.raises(ValueError, match=r"^1: "):
        booth.call("get-primary")
