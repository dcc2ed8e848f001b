"""The thread that registers what was stored, here or by an ingest elsewhere."""

import logging
import threading
from collections.abc import Callable

from peewee import DatabaseError

from central.registrar import Registrar

log = logging.getLogger("central")

# How often it looks by itself: an ingest on another machine cannot wake it.
LOOK_S = 1.0


class Registering:
    """One thread."""

    def __init__(self, registrar: Registrar, on_done: Callable[[], None]) -> None:
        """`on_done` is called after some were registered."""
        self._registrar = registrar
        self._on_done = on_done
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="registrar", daemon=True)

    def start(self) -> None:
        """Start the thread; what waits already is registered first."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the appeal at hand and end."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def wake(self) -> None:
        """Something was stored."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            try:
                if self._registrar.register_all():
                    self._on_done()
            except (DatabaseError, OSError) as error:
                log.error("nothing can be registered now: %s", error)
            except Exception:
                # What nobody foresaw costs a moment, not the registrar of all booths.
                log.exception("the registrar failed")
            self._wake.wait(LOOK_S)
            self._wake.clear()
