"""Work off the UI thread: a worker does jobs in order and reports each by a queue."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job: which visit it was for, its name, and its result or error.

    `about` names the take or the question of the visit that it was for, so that
    the end of one that is over is not taken for the end of the next.
    """

    visit: int
    name: str
    value: Any = field(default=None, repr=False)
    error: Exception | None = None
    about: str = ""


class Worker:
    """One thread, one queue. Jobs of one worker never overlap.

    `beats` counts the beginnings and the ends of jobs.
    """

    def __init__(self, name: str, reports: "queue.Queue[Done]") -> None:
        self.name = name
        self.beats = 0
        self._busy = False
        self._reports = reports
        self._jobs: queue.Queue[tuple[Done, Callable[[], Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, visit: int, name: str, work: Callable[[], Any], about: str = "") -> None:
        """Have `work` done; returns at once, the end comes as `Done(visit, name, ...)`."""
        self._jobs.put((Done(visit, name, about=about), work))

    @property
    def has_work(self) -> bool:
        """Whether a job is under way or waits."""
        return self._busy or not self._jobs.empty()

    def _run(self) -> None:
        while self._next():
            pass

    def _next(self) -> bool:
        # A frame of its own: a thread that waits must not hold the last citizen's job.
        job = self._jobs.get()
        if job is None:
            return False
        self._beat(busy=True)
        self._do(*job)
        self._beat(busy=False)
        return True

    def _beat(self, *, busy: bool) -> None:
        self._busy = busy
        self.beats += 1

    def _do(self, done: Done, work: Callable[[], Any]) -> None:
        try:
            self._reports.put(replace(done, value=work()))
        except Exception as error:  # noqa: BLE001 - the fence: a job may end the job only
            log.warning("job %s failed: %s: %s", done.name, type(error).__name__, str(error))
            self._reports.put(replace(done, error=error))

    def close(self, deadline_s: float = 5.0) -> None:
        """Do what is queued, then end; gives up after the deadline."""
        self._jobs.put(None)
        self._thread.join(deadline_s)
