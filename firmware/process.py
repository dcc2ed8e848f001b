"""What both processes of the booth have in common."""

import fcntl
import os
import signal
from pathlib import Path
from threading import Event

from firmware.errors import BoothError


class AlreadyRuns(BoothError, BlockingIOError):
    """Another process holds the lock; `file` says which."""

    def __init__(self, file: Path) -> None:
        BoothError.__init__(self, f"{file}: another one runs already")
        self.file = file


class OnlyOne:
    """A lock that dies with its process, so that two kiosks never share a spool."""

    def __init__(self, file: Path) -> None:
        """Takes it. Raises AlreadyRuns, OSError for the folder."""
        file.parent.mkdir(parents=True, exist_ok=True)
        # To read, which flock does not mind: `booth doctor` run by root leaves it unwritable.
        self._handle = os.open(file, os.O_RDONLY | os.O_CREAT, 0o660)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise AlreadyRuns(file) from None

    def release(self) -> None:
        """Let another one run."""
        os.close(self._handle)


def stopped_by_signal() -> Event:
    """An event that SIGTERM (systemd) and SIGINT (a person) set."""
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    return stop
