"""Answers whose video is being made ready; the official watches how far it is."""

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from central.desk.uploads import Upload, sweep
from central.errors import BadInput, CentralError
from central.transcode import Progress

log = logging.getLogger("central.desk")

_KEPT = 200


class JobState(StrEnum):
    """How a job stands; `unfit`: the video cannot be used."""

    RUNNING = "running"
    DONE = "done"
    UNFIT = "unfit"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One answer. `fields` is what was typed, for the form when it fails."""

    case: str
    person: int
    fields: dict[str, str]
    done: float = 0.0
    state: JobState = JobState.RUNNING
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))


class Jobs:
    """One at a time: making a video takes all of a processor."""

    def __init__(self, folder: Path) -> None:
        """`folder` is for files that are being uploaded; what lies there is deleted."""
        sweep(folder)
        self.folder = folder
        self._pool = ThreadPoolExecutor(1, "desk-jobs")
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def begin(
        self,
        case: str,
        person: int,
        upload: Upload,
        work: Callable[[Path, Progress], None],
    ) -> Job:
        """Do `work` with the file; then the file is deleted."""
        job = Job(case, person, upload.fields)
        with self._lock:
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        self._pool.submit(self._run, job, upload, work)
        return job

    def find(self, id: str, person: int) -> Job | None:
        """That job, if it is that person's."""
        job = self._jobs.get(id)
        return job if job and job.person == person else None

    def close(self) -> None:
        """Finish the one that runs, forget the others."""
        self._pool.shutdown(cancel_futures=True)
        sweep(self.folder)

    def _run(self, job: Job, upload: Upload, work: Callable[[Path, Progress], None]) -> None:
        def progress(done: float) -> None:
            job.done = done

        try:
            assert upload.file is not None
            work(upload.file, progress)
            job.state = JobState.DONE
        except BadInput as error:
            log.warning("answer to %s not given: %s", job.case, error)
            job.state = JobState.UNFIT
        except (CentralError, OSError) as error:
            log.error("answer to %s not given: %s", job.case, error)
            job.state = JobState.FAILED
        finally:
            upload.drop()
