import queue
import threading

import pytest

from hw.camera import software
from hw.camera.picture import blank
from hw.camera.software import Frame, Picture, SoftwareCamera
from hw.errors import DeviceGone, DeviceTimeout

PICTURE = Picture(64, 48, 25, 200_000, (32, 24))


class HeldSource:
    """A source whose calls last until the test lets them go."""

    present = True

    def __init__(self) -> None:
        self.may_open, self.may_read = threading.Event(), threading.Event()
        self.opening, self.reading = threading.Event(), threading.Event()
        self.closed: queue.Queue[None] = queue.Queue()
        self._number = 0

    def open(self) -> None:
        self.opening.set()
        assert self.may_open.wait(10)

    def read(self, pace) -> Frame:
        self.reading.set()
        assert self.may_read.wait(10)
        self._number += 1
        return Frame(blank(64, 48), pace.now_us(), self._number)

    def close(self) -> None:
        self.closed.put(None)


@pytest.fixture
def source():
    source = HeldSource()
    yield source
    source.may_open.set()
    source.may_read.set()


@pytest.fixture
def camera(source):
    camera = SoftwareCamera("camera", source, PICTURE)
    yield camera
    source.may_read.set()
    camera.close()


def test_a_camera_closed_while_it_opens_does_not_run_afterwards(source, camera, inbox) -> None:
    raised = inbox()

    def start() -> None:
        with pytest.raises(DeviceGone) as caught:
            camera.start(inbox())
        raised(caught.value)

    thread = threading.Thread(target=start)
    thread.start()
    assert source.opening.wait(10)
    camera.close()
    source.may_open.set()
    thread.join(10)
    assert raised.next()
    source.closed.get(timeout=10)
    assert not camera.healthy()


def test_a_device_that_hangs_is_not_opened_twice(source, camera, inbox, monkeypatch) -> None:
    monkeypatch.setattr(software, "STOP_WITHIN_S", 0.1)
    source.may_open.set()
    camera.start(inbox())
    assert source.reading.wait(10)
    camera.close()
    with pytest.raises(DeviceTimeout):
        camera.start(inbox())
    source.may_read.set()
    source.closed.get(timeout=10)
    camera.close()
    camera.start(inbox())


def test_two_starts_and_two_recordings_are_mistakes(source, camera, inbox) -> None:
    source.may_open.set()
    source.may_read.set()
    camera.start(inbox())
    with pytest.raises(RuntimeError, match="runs already"):
        camera.start(inbox())
    packets = inbox()
    camera.record(packets)
    with pytest.raises(RuntimeError, match="records already"):
        camera.record(inbox())
    packets.next()
    assert camera.stop_recording() > 0
    assert camera.stop_recording() == 0
