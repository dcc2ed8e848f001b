"""Work off the UI thread: a worker does jobs in order and reports each by a queue."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job: which visit it was for, its name, and its result or error."""

    visit: int
    name: str
    value: Any = None
    error: Exception | None = None


class Worker:
    """One thread, one queue. Jobs of one worker never overlap."""

    def __init__(self, name: str, reports: "queue.Queue[Done]") -> None:
        self._reports = reports
        self._jobs: queue.Queue[tuple[int, str, Callable[[], Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, visit: int, name: str, work: Callable[[], Any]) -> None:
        """Have `work` done; returns at once, the end comes as `Done(visit, name, ...)`."""
        self._jobs.put((visit, name, work))

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            visit, name, work = job
            try:
                self._reports.put(Done(visit, name, work()))
            except Exception as error:  # noqa: BLE001 - the fence: a job may end the job only
                log.warning("job %s failed: %s: %s", name, type(error).__name__, error)
                self._reports.put(Done(visit, name, error=error))

    def close(self, deadline_s: float = 5.0) -> None:
        """Do what is queued, then end; gives up after the deadline."""
        self._jobs.put(None)
        self._thread.join(deadline_s)
