"""Which workers must live for the kiosk to say that it lives."""

import queue
import threading
from collections.abc import Iterator

import pytest

from firmware.kiosk.heartbeats import STANDS_S, Heartbeats
from firmware.kiosk.jobs import Done, Worker


class Job:
    """A job that begins and ends when the test says so."""

    def __init__(self) -> None:
        self.begun, self.end = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        assert self.end.wait(60)


@pytest.fixture
def reports() -> "queue.Queue[Done]":
    return queue.Queue()


@pytest.fixture
def worker(reports) -> Iterator[Worker]:
    made = Worker("clerk", reports)
    yield made
    made.close()


@pytest.fixture
def heartbeats(worker, clock) -> Heartbeats:
    return Heartbeats((worker,), clock)


@pytest.fixture
def job(worker) -> Iterator[Job]:
    made = Job()
    worker.submit(0, "job", made)
    assert made.begun.wait(60)
    yield made
    made.end.set()


def test_a_worker_that_rests_for_hours_is_well(heartbeats, clock):
    for _ in range(10):
        assert heartbeats.fresh
        clock.forward(3600)
    assert heartbeats.fresh


@pytest.mark.usefixtures("job")
def test_a_job_may_take_its_time_but_not_for_ever(heartbeats, clock, caplog):
    assert heartbeats.fresh
    clock.forward(STANDS_S - 1)
    assert heartbeats.fresh
    clock.forward(1)
    assert not heartbeats.fresh
    assert not heartbeats.fresh
    assert [one.message for one in caplog.records] == [
        "clerk stands: nothing is told to systemd any more"
    ]


def test_a_worker_that_gets_on_after_all_is_well_again(heartbeats, job, reports, clock):
    assert heartbeats.fresh
    clock.forward(STANDS_S)
    assert not heartbeats.fresh
    job.end.set()
    reports.get(timeout=60)
    assert heartbeats.fresh


def test_one_job_after_the_other_is_no_standstill(heartbeats, worker, job, clock):
    for _ in range(5):
        clock.forward(STANDS_S - 1)
        following = Job()
        worker.submit(0, "job", following)
        job.end.set()
        assert following.begun.wait(60)
        assert heartbeats.fresh
        job = following
    job.end.set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_missed_once_there_is_work(heartbeats, worker, clock):
    def die() -> None:
        raise SystemExit

    worker.submit(0, "job", die)
    worker._thread.join(60)
    worker.submit(0, "job", Job())
    assert heartbeats.fresh
    clock.forward(STANDS_S)
    assert not heartbeats.fresh
