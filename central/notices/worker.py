"""The one that sends: a thread with a sender and a queue, one notice after the other."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from peewee import PeeweeException

from central.notices.phones import masked
from central.notices.queue import Job, Queue
from central.notices.reports import Reports
from central.notices.senders import (
    Refused,
    Sender,
    Throttled,
    Unreachable,
    Unsure,
)

log = logging.getLogger(__name__)

IDLE_S = 0.25
"""How long a notice may lie before the worker looks."""

CHORES_S = 600.0
_DATABASE_S = 5.0
_AGAIN_S = 1.0
_MAX_PAUSE_S = 300.0


@dataclass
class Pause:
    """Grows each time by half to double, up to five minutes, and never twice the same."""

    jitter: Callable[[], float]
    seconds: float = 0.0

    def longer(self, least: float) -> float:
        """How long to wait now."""
        grown = min(max(2 * self.seconds, least), _MAX_PAUSE_S)
        self.seconds = grown
        return grown * (0.75 + self.jitter() / 2)

    def over(self) -> None:
        """It works again."""
        self.seconds = 0.0


class Worker:
    """`start` and `stop`, or `turn` by turn in a test.

    `chores` are done at the beginning and every ten minutes, by the same thread.
    """

    def __init__(
        self,
        queue: Queue,
        reports: Reports,
        sender: Sender,
        per_second: float,
        chores: Sequence[Callable[[], object]] = (),
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._queue = queue
        self._reports = reports
        self._sender = sender
        self._spacing_s = 1 / per_second
        self._chores = chores
        self._monotonic = monotonic
        self._pause = Pause(jitter)
        self._rest_until = self._next_chores = monotonic()
        self._unwritten: Callable[[], None] | None = None
        self._recovered = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to send."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="notices")
        self._thread.start()

    def stop(self) -> None:
        """End after what is being handed over; harmless when repeated."""
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def turn(self) -> float:
        """Hand over one notice, if one may go; returns the seconds for which there is nothing."""
        try:
            self._finish()
            if not self._recovered:
                self._queue.recover()
                self._recovered = True
            self._do_chores()
            rest = self._rest_until - self._monotonic()
            if rest > 0:
                return rest
            job = self._queue.take()
            if job is None:
                return IDLE_S
            self._rest(self._spacing_s)
            self._hand_over(job)
            self._finish()
        except PeeweeException as error:
            log.warning("notices wait for the database: %s", type(error).__name__)
            return _DATABASE_S
        return max(0.0, self._rest_until - self._monotonic())

    def attend(self, seconds: float) -> None:
        """Keep the line and hear reports for at most so long."""
        was_up = self._sender.line.up
        if not was_up and self._monotonic() < self._rest_until:
            return
        try:
            self._sender.attend(seconds, self._reports.hear)
        except Unreachable as error:
            if was_up:
                # Gateways end sessions in which nothing happens; that is no trouble yet.
                log.info("the line to the gateway ended: %s", error)
                self._rest(_AGAIN_S)
            else:
                self._rest_longer(str(error), _AGAIN_S)
        except PeeweeException as error:
            log.warning("reports wait for the database: %s", type(error).__name__)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                until = self._monotonic() + min(self.turn(), IDLE_S)
                self.attend(max(0.0, until - self._monotonic()))
                self._stop.wait(max(0.0, until - self._monotonic()))
        finally:
            self._sender.close()
            with suppress(PeeweeException):  # else it is unknown at the next start
                self._finish()

    def _do_chores(self) -> None:
        if self._monotonic() < self._next_chores:
            return
        self._next_chores = self._monotonic() + CHORES_S
        for chore in self._chores:
            chore()

    def _finish(self) -> None:
        """Write down what became of a notice; kept until the database took it."""
        if self._unwritten:
            self._unwritten()
            self._unwritten = None

    def _hand_over(self, job: Job) -> None:
        queue = self._queue
        try:
            accepted = self._sender.send(job.phone, job.text)
        except Refused as error:
            self._pause.over()
            self._came_of(job, f"refused: {error}", partial(queue.refused, job, str(error)))
        except Unsure as error:
            self._rest_longer(str(error), _AGAIN_S)
            self._came_of(job, f"unknown: {error}", partial(queue.unsure, job, str(error)))
        except Throttled as error:
            self._put_back(job, str(error), error.retry_s)
        except Unreachable as error:
            self._put_back(job, str(error), _AGAIN_S)
        except Exception as error:  # noqa: BLE001 - one notice must never silence all others
            # Nobody knows how far it came. Its text may be in the error, so only the type is said.
            why = f"fault: {type(error).__name__}"
            self._came_of(job, f"unknown: {why}", partial(queue.unsure, job, why))
        else:
            self._pause.over()
            self._came_of(job, "sent", partial(queue.sent, job, accepted.message_ids))

    def _put_back(self, job: Job, why: str, least: float) -> None:
        pause = self._rest_longer(why, least)
        self._came_of(job, f"later: {why}", partial(self._queue.put_back, job, why, pause))

    def _came_of(self, job: Job, outcome: str, write: Callable[[], None]) -> None:
        self._unwritten = write
        log.info("notice %d to %s: %s", job.id, masked(job.phone), outcome)

    def _rest_longer(self, why: str, least: float) -> float:
        pause = self._pause.longer(least)
        log.warning("notices pause for %.0f s: %s", pause, why)
        self._rest(pause)
        return pause

    def _rest(self, seconds: float) -> None:
        self._rest_until = max(self._rest_until, self._monotonic() + seconds)
