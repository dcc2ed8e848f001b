"""How visits end and how long they take, a number a day; nothing of who or what."""

from firmware.clock import Clock
from firmware.kiosk.jobs import Worker
from firmware.kiosk.session import Session
from firmware.spool.tallies import Tallies

_READ = ("information", "article")


class Statistics:
    """Counts in a worker's thread: a full disk or a slow one holds up nobody."""

    def __init__(self, tallies: Tallies, worker: Worker, clock: Clock) -> None:
        self._tallies = tallies
        self._worker = worker
        self._clock = clock
        self._begun_at: float | None = None

    def begun(self) -> None:
        """A citizen has touched the screen."""
        if self._begun_at is None:
            self._begun_at = self._clock.monotonic()
            self._count("visit.begun", 0.0)

    def ended(self, state: str, session: Session) -> None:
        """The visit is over; `state` was its last."""
        if self._begun_at is None:
            return
        seconds, self._begun_at = self._clock.monotonic() - self._begun_at, None
        self._count(f"visit.{_outcome(state, session)}", seconds)

    def _count(self, what: str, seconds: float) -> None:
        day = self._clock.now().date()
        self._worker.submit(0, "counted", lambda: self._tallies.add(day, what, 1, seconds))


def _outcome(state: str, session: Session) -> str:
    if session.registered is not None:
        return "appealed"
    if session.answer is not None:
        return "answered"
    return "read" if state in _READ else f"left.{state}"
