"""Watches in the booth's spool when central has taken an appeal over."""

from threading import Event, Thread

from firmware.clock import Clock
from firmware.spool.models import Appeal, Transfer, TransferState, database

_EVERY_S = 0.02


class Watcher:
    """Looks at the `transfer` row in a thread; `stored_at` is monotonic seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stop = Event()
        self._thread: Thread | None = None
        self.stored_at: float | None = None
        self.sha256 = ""

    def watch(self, appeal_id: str) -> None:
        """Begin to look."""
        self._thread = Thread(target=self._run, args=(appeal_id,), name="watcher", daemon=True)
        self._thread.start()

    def _run(self, appeal_id: str) -> None:
        with database.connection_context():
            self.sha256 = str(Appeal.get_by_id(appeal_id).clip_sha256)
            query = Transfer.select().where(
                Transfer.appeal == appeal_id,
                Transfer.state.in_((TransferState.STORED, TransferState.PURGED)),
            )
            while not self._stop.is_set():
                if query.exists():
                    self.stored_at = self._clock.monotonic()
                    return
                self._stop.wait(_EVERY_S)

    def stop(self) -> None:
        """End."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
