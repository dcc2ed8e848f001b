"""Disks that are small, or that fail: real file systems, mounted for one test."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"{command[0]} cannot be used here: {done.stderr.strip()}")


def _root() -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk in memory with so much room."""
    _root()
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Card:
    """An ext4 file system that turns read-only at its first error, as the booth's does."""

    def __init__(self, folder: Path, trigger: Path) -> None:
        self.folder = folder
        self._trigger = trigger

    def fail(self) -> None:
        """The kernel meets an error on it."""
        self._trigger.write_text("a test of the booth")


@contextmanager
def card(folder: Path, megabytes: int) -> Iterator[Card]:
    """A card in a file, mounted as the booth mounts its data partition."""
    _root()
    image = folder.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(megabytes * 2**20)
    folder.mkdir()
    _run("mkfs.ext4", "-q", "-m", "0", image)
    _run("mount", "-o", "loop,errors=remount-ro", image, folder)
    try:
        device = folder.stat().st_dev
        block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve().name
        trigger = Path("/sys/fs/ext4", block, "trigger_fs_error")
        if not trigger.exists():
            pytest.skip("this kernel cannot make an ext4 error to order")
        yield Card(folder, trigger)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        image.unlink()


def fill(folder: Path) -> Path:
    """Take the last byte of a disk."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (2**20, 4096, 1):
            try:
                while out.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return file
