"""The longest test of the line begins with the first: clips that wait leave a machine idle."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

from tests.faults.line import chaos

PLAN = chaos.Plan(clips=6, seed=3, deadline_s=120)


@pytest.fixture(scope="session")
def bad_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[chaos.Result]]:
    """What will have become of clips that go over a line that breaks, in a process of its own."""
    folder = tmp_path_factory.mktemp("bad-line")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as hand:
        yield hand.submit(chaos.run, PLAN, folder)
