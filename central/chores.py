"""What has to be done now and then, in a thread of its own."""

import logging
import threading
from collections.abc import Callable

from peewee import DatabaseError

from central.errors import CentralError

log = logging.getLogger("central")

EVERY_S = 3600.0


class Chores:
    """Does each at its start and every hour; what fails is tried again the next time."""

    def __init__(self, *chores: Callable[[], object]) -> None:
        self._chores = chores
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End; harmless when repeated."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            for chore in self._chores:
                self._do(chore)
            if self._stopping.wait(EVERY_S):
                return

    def _do(self, chore: Callable[[], object]) -> None:
        try:
            chore()
        except (DatabaseError, OSError, CentralError) as error:
            log.error("%s: %s", chore.__name__, error)
        except Exception:
            # What nobody foresaw costs an hour, not the chores for ever.
            log.exception("%s failed", chore.__name__)
