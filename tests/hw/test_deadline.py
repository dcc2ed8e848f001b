import threading

import pytest

from hw.deadline import Deadline
from hw.errors import DeviceTimeout


@pytest.fixture
def gate():
    gate = threading.Event()
    yield gate
    gate.set()


def test_a_call_in_time_gives_its_result_or_its_error() -> None:
    deadline = Deadline("camera")
    assert deadline.call("counting", 10, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        deadline.call("dividing", 10, lambda: 1 // 0)
    assert not deadline.stuck


def test_a_call_that_hangs_is_left_behind_and_known(gate) -> None:
    deadline = Deadline("camera")
    with pytest.raises(DeviceTimeout, match="waiting took longer"):
        deadline.call("waiting", 0.01, gate.wait)
    assert deadline.stuck
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "camera: waiting":
            thread.join(10)
    assert not deadline.stuck


def test_a_result_that_comes_too_late_is_handed_back(gate, inbox) -> None:
    deadline, late = Deadline("camera"), inbox()
    with pytest.raises(DeviceTimeout):
        deadline.call("opening", 0.01, lambda: gate.wait(10) and "camera", late=late)
    gate.set()
    assert late.next() == "camera"


def test_an_error_that_comes_too_late_is_nobodys(gate) -> None:
    deadline = Deadline("camera")
    with pytest.raises(DeviceTimeout):
        deadline.call("opening", 0.01, lambda: gate.wait(10) and 1 // 0, late=print)
    gate.set()
