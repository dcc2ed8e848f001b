"""The card's own files through the model of a Raspberry Pi's firmware, without an emulator."""

from pathlib import Path

import pytest

from tests.boot.errors import Unbootable
from tests.boot.firmware import TRYBOOT, asks_for_tryboot, power_on, settings

BOOT = Path(__file__).resolve().parents[2] / "image-build" / "boot"
PARTITIONS = 6


class PaperCard:
    """A card of files in memory, with what Card offers of them."""

    def __init__(self, files: dict[tuple[int, str], str]) -> None:
        self.files = files
        self.partitions = tuple(range(PARTITIONS))

    def read(self, number: int, path: str) -> bytes | None:
        text = self.files.get((number, path))
        return None if text is None else text.encode()


def card(**changed: str | None) -> PaperCard:
    """The recipe's own card; `changed` replaces or removes files of partition 1."""
    files = {(1, "autoboot.txt"): (BOOT / "autoboot.txt").read_text()}
    for number in (2, 3):
        files[number, "config.txt"] = (BOOT / "config-debian.txt").read_text()
        for slot in "ab":
            files[number, f"cmdline_{slot}.txt"] = f"root=system_{slot}\n"
    for name, text in changed.items():
        files.pop((1, f"{name}.txt"))
        if text is not None:
            files[1, f"{name}.txt"] = text
    return PaperCard(files)


def test_a_new_card_starts_system_a() -> None:
    start = power_on(card())
    assert (start.partition, start.command_line) == (2, "root=system_a")
    assert (start.kernel, start.initramfs) == ("kernel8.img", "initramfs8")


def test_a_trial_starts_system_b_with_the_same_boot_files() -> None:
    start = power_on(card(), tryboot=True)
    assert (start.partition, start.tryboot, start.command_line) == (3, True, "root=system_b")


def test_after_the_commit_a_plain_start_is_b_and_a_trial_is_a() -> None:
    text = "[all]\ntryboot_a_b=1\nboot_partition=3\n[tryboot]\nboot_partition=2\n"
    assert power_on(card(autoboot=text)).command_line == "root=system_b"
    assert power_on(card(autoboot=text), tryboot=True).command_line == "root=system_a"


@pytest.mark.parametrize("text", [None, "", "[all]\nboot_partition=9\n", "boot_partition=x"])
def test_a_card_without_a_slot_is_unbootable(text: str | None) -> None:
    with pytest.raises(Unbootable):
        power_on(card(autoboot=text))


def test_a_section_holds_until_the_next_one() -> None:
    text = "a=1\n[boot_partition=2]\nb=2\n[boot_partition=3]\nb=3\n[all]\nc=4 # why\n"
    assert settings(text, frozenset({"boot_partition=3"})) == {"a": "1", "b": "3", "c": "4"}


def test_only_the_kernels_last_words_ask_for_a_trial(tmp_path: Path) -> None:
    log = tmp_path / "serial.log"
    log.write_text(f"[ 80.7] {TRYBOOT}\n")
    assert asks_for_tryboot(log)
    log.write_text(f"[ 80.7] {TRYBOOT}\n" + "later\n" * 1000 + "reboot: Restarting system\n")
    assert not asks_for_tryboot(log)
