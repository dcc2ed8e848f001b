"""The files of clips: parts that arrive, and sealed clips that were taken over."""

import hashlib
import os
from pathlib import Path

from firmware.appeals.files import sync_folder

_BLOCK = 1_048_576


class Parts:
    """Writes into DATA/parts, moves into DATA/clips. Every method may raise OSError."""

    def __init__(self, parts: Path, clips: Path) -> None:
        self._parts = parts
        self._clips = clips
        self._open: dict[str, int] = {}

    def clip(self, id: str) -> Path:
        """Where a clip lies once it was taken over."""
        return self._clips / f"{id}.clip.age"

    def recover(self, id: str) -> int:
        """How long the part is, 0 if there is none.

        A clip that was renamed by a crash before it was registered becomes a part again.
        """
        if not self._part(id).exists() and self.clip(id).exists():
            self.clip(id).rename(self._part(id))
        try:
            return self._part(id).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, id: str, offset: int, content: bytes) -> None:
        """Write into the part; not on the disk before `sync`."""
        if id not in self._open:
            self._open[id] = os.open(self._part(id), os.O_RDWR | os.O_CREAT, 0o600)
        view = memoryview(content)
        while view:
            written = os.pwrite(self._open[id], view, offset)
            view = view[written:]
            offset += written

    def sync(self, id: str) -> None:
        """Force the part to the disk."""
        handle = self._open.pop(id, None)
        if handle is None:
            return
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self) -> None:
        """Let go of what was not synced."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()

    def hash(self, id: str) -> str:
        """SHA-256 of the part."""
        hashed = hashlib.sha256()
        with self._part(id).open("rb") as part:
            while block := part.read(_BLOCK):
                hashed.update(block)
        return hashed.hexdigest()

    def take_over(self, id: str) -> None:
        """The synced part becomes the clip, for good; harmless when it already did."""
        if self._part(id).exists():
            self._part(id).rename(self.clip(id))
        sync_folder(self._clips)

    def drop(self, id: str) -> None:
        """Throw a part away."""
        handle = self._open.pop(id, None)
        if handle is not None:
            os.close(handle)
        self._part(id).unlink(missing_ok=True)

    def _part(self, id: str) -> Path:
        return self._parts / f"{id}.part"
