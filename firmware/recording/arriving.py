"""A sealed file that is read while it still arrives."""

import os
from io import FileIO
from pathlib import Path
from threading import Event
from typing import Self

from firmware.clock import Clock
from firmware.recording.errors import NothingCame, TakenAway

PATIENCE_S = 15.0
"""How long a line may bring nothing before nobody waits any more."""

_POLL_S = 0.1


class Arriving:
    """Reads a growing file front to back; a read waits for what has not come yet.

    The file grows under one name and gets another when it is whole; only then does
    its end count. Entered and read by one thread, closed by any.
    """

    def __init__(
        self, part: Path, whole: Path, clock: Clock, patience_s: float = PATIENCE_S
    ) -> None:
        """`part` is its name while it arrives (it may not be there yet), `whole` afterwards."""
        self._part = part
        self._whole = whole
        self._clock = clock
        self._patience_s = patience_s
        self._closed = Event()
        self._file: FileIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end of the whole file.

        Raises NothingCame after the patience, TakenAway when the file was deleted before
        it was read to its end, BrokenPipeError once closed, OSError of the disk.
        """
        deadline = self._clock.monotonic() + self._patience_s
        while not self._closed.is_set():
            # In this order: what a whole file gives now is all that it has.
            whole = self._is_whole()
            data = self._file.read(size) if self._file is not None else None
            if data or whole:
                return data or b""
            if self._file is not None and os.fstat(self._file.fileno()).st_nlink == 0:
                raise TakenAway(self._file.tell())
            if self._clock.monotonic() >= deadline:
                raise NothingCame(self._patience_s)
            self._closed.wait(_POLL_S)
        # Not InterruptedError: pyrage tries a read that was interrupted again, for ever.
        raise BrokenPipeError("nobody reads on")

    def close(self) -> None:
        """Nobody reads on; a read that waits raises at once."""
        self._closed.set()

    def _is_whole(self) -> bool:
        """Whether the file that is read has its last name; opens it where that is due."""
        if self._file is None:
            self._file = _opened(self._part) or _opened(self._whole)
        if self._file is None:
            return False
        try:
            there = self._whole.stat()
        except FileNotFoundError:
            return False
        ours = os.fstat(self._file.fileno())
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)


def _opened(file: Path) -> FileIO | None:
    try:
        return file.open("rb", buffering=0)
    except FileNotFoundError:
        return None
