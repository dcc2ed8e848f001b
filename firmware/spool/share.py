"""Who has the database open: many may share it, but only one alone may set it aside."""

import fcntl
import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.spool.errors import SpoolUnavailable

FILE = "spool.lock"
PATIENCE_S = 20.0
_LOOK_EVERY_S = 0.1


def _open(folder: Path) -> int:
    # To read, which flock does not mind: a tool run by root leaves it unwritable to the booth.
    return os.open(folder / FILE, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o660)


class Share:
    """A shared lock, kept until this object is gone; the kernel frees it with the process."""

    def __init__(self, folder: Path) -> None:
        """Waits while somebody sets the database aside, which takes a moment."""
        handle = _open(folder)
        self._release = weakref.finalize(self, os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let others have it alone; may be called twice."""
        self._release()


@contextmanager
def alone(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the database alone. Raises SpoolUnavailable when others do not let go of it."""
    handle = _open(folder)
    pause, deadline = threading.Event(), time.monotonic() + patience_s
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise SpoolUnavailable(folder / FILE, "another process uses it") from None
                pause.wait(_LOOK_EVERY_S)
        yield
    finally:
        os.close(handle)
