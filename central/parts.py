"""The files of clips that arrive, on this machine's own disk until they are taken over."""

import hashlib
import os
from pathlib import Path

_BLOCK = 1_048_576


class Parts:
    """Writes into DATA/parts. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}

    def file(self, id: str) -> Path:
        """Where the part is."""
        return self._folder / f"{id}.part"

    def length(self, id: str) -> int:
        """How long the part is, 0 if there is none."""
        try:
            return self.file(id).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, id: str, offset: int, content: bytes) -> None:
        """Write into the part; not on the disk before `sync`."""
        if id not in self._open:
            self._open[id] = os.open(self.file(id), os.O_RDWR | os.O_CREAT, 0o600)
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
        with self.file(id).open("rb") as part:
            while block := part.read(_BLOCK):
                hashed.update(block)
        return hashed.hexdigest()

    def drop(self, id: str) -> None:
        """Throw a part away."""
        handle = self._open.pop(id, None)
        if handle is not None:
            os.close(handle)
        self.file(id).unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """Of all parts that are here."""
        return {part.stem for part in self._folder.glob("*.part")}
