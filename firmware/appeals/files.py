"""Files that a power cut leaves whole: with the new content or as they were."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def create(file: Path, content: bytes, mode: int = 0o600) -> None:
    """A file that was not there. Raises FileExistsError, OSError."""
    with _alone(file.parent):
        fresh = write_fresh(file, content, mode)
        try:
            os.link(fresh, file)
        finally:
            fresh.unlink()
    sync_folder(file.parent)


def replace(file: Path, content: bytes, mode: int | None = 0o600) -> None:
    """The whole new content in place of the old one, if any. Raises OSError."""
    with _alone(file.parent):
        write_fresh(file, content, mode).replace(file)
    sync_folder(file.parent)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time: two that make the same key must not take each other's for theirs."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_fresh(file: Path, content: bytes, mode: int | None) -> Path:
    """The content on the disk, beside `file` under a name that does not count yet. Raises OSError.

    The mode is the file's whatever the umask is, and never a wider one before. None is for
    a file system without modes (FAT); elsewhere it is its owner's alone.
    """
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode or 0o600)
    with os.fdopen(handle, "wb") as out:
        if mode is not None:
            os.fchmod(out.fileno(), mode)
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return fresh


@contextmanager
def growing(file: Path) -> Iterator[BinaryIO]:
    """Write a file for its owner alone; it appears once the block ends, whole and on the disk.

    After an error, or when somebody interrupts it, nothing of it is left. Raises OSError.
    """
    fresh = file.with_name(file.name + ".new")
    try:
        with open(fresh, "wb", opener=_private) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
