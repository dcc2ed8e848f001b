"""Whether somebody is in the booth, between the kiosk and whoever must not disturb a visit.

A lock that dies with its holder: the kiosk holds it during a visit, an update while it is
installed. Neither ever waits for the other.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.spool.errors import BoothOccupied

FILE = "visit.lock"


def _open(folder: Path) -> int:
    # To read, which flock does not mind: a tool run by root leaves it unwritable to the booth.
    return os.open(folder / FILE, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o660)


def _try(folder: Path) -> int | None:
    handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


class Vacancy:
    """The kiosk's side."""

    def __init__(self, folder: Path) -> None:
        """`folder` of the spool. Raises OSError."""
        self._folder = folder
        self._handle: int | None = None
        # Now, and not when somebody touches the screen, it shows that this cannot be.
        os.close(_open(folder))

    def enter(self) -> bool:
        """A visit begins; False while an update is installed. May be said again."""
        if self._handle is None:
            self._handle = _try(self._folder)
        return self._handle is not None

    def leave(self) -> None:
        """Nobody is there any more; harmless when repeated."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @property
    def closed(self) -> bool:
        """Whether no visit can begin now: an update is being installed."""
        if self._handle is not None:
            return False
        handle = _try(self._folder)
        if handle is not None:
            os.close(handle)
        return handle is None


@contextmanager
def vacant(folder: Path) -> Iterator[None]:
    """Nobody can begin a visit inside. Raises BoothOccupied during one, OSError."""
    handle = _try(folder)
    if handle is None:
        raise BoothOccupied(folder / FILE)
    try:
        yield
    finally:
        os.close(handle)
