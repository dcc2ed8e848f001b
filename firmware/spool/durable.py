"""Files that survive a power cut: fsync, rename, fsync of the folder.

After an fsync error the same file is not tried again: a second fsync may report
success for pages that are lost. Every error is a StorageFailed.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from firmware.spool.errors import StorageFailed


def sync_file(path: Path) -> None:
    """Force a finished file to the disk. Raises StorageFailed."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Force the names in a folder to the disk. Raises StorageFailed."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    try:
        handle = os.open(path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageFailed(path, error) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a new file, synced but under a name that does not count yet. Raises StorageFailed."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StorageFailed(path, error) from error
    sync_file(path)


def move_into(folder: Path, moves: Iterable[tuple[Path, str]]) -> None:
    """Rename synced files into `folder`, in order, then sync the folder. Raises StorageFailed."""
    for source, name in moves:
        try:
            source.rename(folder / name)
        except OSError as error:
            raise StorageFailed(source, error) from error
    sync_folder(folder)


def replace_file(path: Path, content: bytes) -> None:
    """Put new content under a name in one step. Raises StorageFailed."""
    fresh = path.with_name(path.name + ".new")
    write_file(fresh, content)
    move_into(path.parent, [(fresh, path.name)])


def make_folder(path: Path) -> None:
    """Make a folder where it is missing; its name is on the disk when this ends.

    Raises OSError for the folder, StorageFailed for the sync.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)
