"""Where sealed clips lie for good: in a folder, or in a bucket (see `bucket`).

The videos of answers lie in the same way. A name is an appeal's or video's id.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from central.errors import NoClip
from firmware.appeals.files import sync_folder


class Clips(Protocol):
    """Sealed files by id. Every method may raise OSError; ClipsAway is one."""

    def keep(self, id: str, file: Path, sha256: str) -> None:
        """Take a synced file over. When it returns, its bytes are safe here.

        `file` stays: whoever calls drops it once it is noted that the clip is here. Harmless
        when repeated; what lay here under that id before was never noted and is replaced.
        """

    def reader(self, id: str) -> AbstractContextManager[BinaryIO]:
        """The sealed bytes, seekable, read as they are needed. Raises NoClip."""

    def delete(self, id: str) -> None:
        """Delete it; harmless when it is not there."""

    def aged(self, seconds: float) -> Iterator[str]:
        """The ids of those that have lain here for so long; only for the videos of answers."""


class Folder:
    """Clips in a folder of this machine."""

    def __init__(self, folder: Path, suffix: str = ".clip.age") -> None:
        self._folder = folder
        self._suffix = suffix

    def file(self, id: str) -> Path:
        """Where it lies."""
        return self._folder / f"{id}{self._suffix}"

    def keep(self, id: str, file: Path, sha256: str) -> None:
        """A second name for the same bytes: they lie on this disk already."""
        del sha256
        fresh = self._folder / f"{id}.link"
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        os.link(file, fresh)
        # Where both are names of one file already, `rename` leaves both.
        fresh.replace(self.file(id))
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        sync_folder(self._folder)

    @contextmanager
    def reader(self, id: str) -> Iterator[BinaryIO]:
        """The file, opened."""
        try:
            opened = self.file(id).open("rb")
        except FileNotFoundError:
            raise NoClip(f"{self.file(id).name}: is not there") from None
        with opened:
            yield opened

    def delete(self, id: str) -> None:
        """Unlink it, on the disk too."""
        self.file(id).unlink(missing_ok=True)
        sync_folder(self._folder)

    def aged(self, seconds: float) -> Iterator[str]:
        """By the time of the file."""
        for file in self._folder.glob(f"*{self._suffix}"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > seconds:
                    yield file.name.removesuffix(self._suffix)
