"""Whether somebody is in the booth, between the kiosk and whoever must not disturb a visit.

A lock that dies with its holder: the kiosk holds it during a visit, an update while it is
installed. Neither ever waits for the other.
"""

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.spool.errors import BoothOccupied

FILE = "visit.lock"


def _open(folder: Path) -> int:
    # To read, which flock does not mind: a tool run by root leaves it unwritable to the booth.
    return os.open(folder / FILE, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o660)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Vacancy:
    """The kiosk's side. Its file is opened once: the screen's thread waits for no disk."""

    def __init__(self, folder: Path) -> None:
        """`folder` of the spool. Raises OSError."""
        self._handle = _open(folder)
        self._inside = False
        weakref.finalize(self, os.close, self._handle)

    def enter(self) -> bool:
        """A visit begins; False while an update is installed. May be said again."""
        self._inside = self._inside or _take(self._handle)
        return self._inside

    def leave(self) -> None:
        """Nobody is there any more; harmless when repeated."""
        if self._inside:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            self._inside = False

    @property
    def closed(self) -> bool:
        """Whether no visit can begin now: an update is being installed."""
        if self._inside:
            return False
        free = _take(self._handle)
        if free:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        return not free


@contextmanager
def vacant(folder: Path) -> Iterator[None]:
    """Nobody can begin a visit inside. Raises BoothOccupied during one, OSError."""
    handle = _open(folder)
    try:
        if not _take(handle):
            raise BoothOccupied(folder / FILE)
        yield
    finally:
        os.close(handle)
