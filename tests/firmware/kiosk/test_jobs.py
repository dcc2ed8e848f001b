"""Work off the UI thread."""

import gc
import queue
import threading
import weakref

import pytest

from firmware.kiosk.jobs import Done, Worker


class Thing:
    """Something of a citizen's that a job works with."""


@pytest.fixture
def reports() -> "queue.Queue[Done]":
    return queue.Queue()


@pytest.fixture
def worker(reports):
    made = Worker("test", reports)
    yield made
    made.close()


def test_jobs_are_done_in_order_and_each_is_reported(worker, reports):
    for number in range(20):
        worker.submit(7, "job", lambda number=number: number, about="take")
    done = [reports.get(timeout=10) for _ in range(20)]

    assert [one.value for one in done] == list(range(20))
    assert {(one.visit, one.name, one.about) for one in done} == {(7, "job", "take")}


def test_a_job_that_fails_is_reported_and_ends_no_other(worker, reports):
    def fail() -> None:
        raise OSError("no disk")

    worker.submit(1, "fails", fail, about="take")
    worker.submit(1, "works", lambda: 3)

    failed, worked = reports.get(timeout=10), reports.get(timeout=10)
    assert isinstance(failed.error, OSError)
    assert (failed.name, failed.about, failed.value) == ("fails", "take", None)
    assert worked.value == 3


@pytest.mark.parametrize("fails", [True, False])
def test_a_worker_that_waits_holds_nothing_of_its_last_job(worker, reports, fails):
    thing = Thing()
    held = weakref.ref(thing)

    def work(thing: Thing = thing) -> None:
        assert isinstance(thing, Thing)
        if fails:
            raise ValueError

    worker.submit(1, "job", work)
    reports.get(timeout=10)
    del thing, work
    # The next job begins only when the worker has let the last one go.
    begun, go_on = threading.Event(), threading.Event()
    worker.submit(0, "next", lambda: (begun.set(), go_on.wait(10)))
    assert begun.wait(10)
    gc.collect()

    assert held() is None
    go_on.set()


def test_closing_does_what_is_queued_and_gives_up_on_what_hangs(reports):
    worker = Worker("closing", reports)
    worker.submit(1, "job", lambda: 1)
    worker.close()
    assert reports.get_nowait().value == 1

    hanging, never = Worker("hanging", reports), threading.Event()
    hanging.submit(1, "hangs", never.wait)
    hanging.close(deadline_s=0.01)
    never.set()
