"""The files of clips that arrive, on this machine's own disk until they are taken over."""

import hashlib
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from central.hands import side_by_side

# As many clips at once as all booths begin.
MOST_HASHED = 4096

if TYPE_CHECKING:
    from hashlib import _Hash


class Parts:
    """Writes into DATA/parts. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}
        self._hashes: dict[str, tuple[_Hash, int]] = {}
        self._pending: dict[str, list[bytes]] = {}

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
        self._hash_on(id, offset, content)
        view = memoryview(content)
        while view:
            written = os.pwrite(self._open[id], view, offset)
            view = view[written:]
            offset += written

    def sync(self, ids: Iterable[str]) -> None:
        """Force those parts to the disk, side by side."""
        handles = {id: self._open.pop(id) for id in list(ids) if id in self._open}
        try:
            side_by_side([partial(self._settle, id, handle) for id, handle in handles.items()])
        finally:
            for handle in handles.values():
                os.close(handle)

    def close(self) -> None:
        """Let go of what was not synced."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()
        # What was written and not hashed on.
        for id in self._pending:
            self._hashes.pop(id, None)
        self._pending.clear()

    def hash(self, id: str) -> str:
        """SHA-256 of the part; of one that came in order it is known without reading."""
        hashed, end = self._hashes.get(id, (None, 0))
        if hashed is not None and end == self.length(id):
            return hashed.hexdigest()
        with self.file(id).open("rb") as part:
            return hashlib.file_digest(part, "sha256").hexdigest()

    def drop(self, id: str) -> None:
        """Throw a part away."""
        handle = self._open.pop(id, None)
        if handle is not None:
            os.close(handle)
        self._hashes.pop(id, None)
        self._pending.pop(id, None)
        self.file(id).unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """Of all parts that are here."""
        return {part.stem for part in self._folder.glob("*.part")}

    def _hash_on(self, id: str, offset: int, content: bytes) -> None:
        if offset == 0 and self.length(id) == 0 and len(self._hashes) < MOST_HASHED:
            self._hashes[id] = hashlib.sha256(), 0
        hashed, end = self._hashes.get(id, (None, 0))
        if hashed is None:
            return
        if offset == end:
            self._hashes[id] = hashed, end + len(content)
            self._pending.setdefault(id, []).append(content)
        else:
            # It changes what was hashed already, or leaves a gap.
            del self._hashes[id]
            self._pending.pop(id, None)

    def _settle(self, id: str, handle: int) -> None:
        contents = self._pending.pop(id, ())
        if contents:
            hashed, _end = self._hashes[id]
            for content in contents:
                hashed.update(content)
        os.fsync(handle)
