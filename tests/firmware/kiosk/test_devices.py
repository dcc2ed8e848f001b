"""Devices that vanish and come back, and watches that outlive them."""

from unittest.mock import Mock

import pytest

from firmware.kiosk.devices import PrintDesk, Studio, Watched
from firmware.recording.recorder import Recorder
from hw.camera import Camera
from hw.errors import BadDeviceSetting, DeviceError, DeviceGone, DeviceNotFound
from hw.microphone import Microphone
from hw.printer import Link, Paper, Printed, Printer, PrinterStatus, PrintResult
from tests.conftest import until


@pytest.fixture
def camera() -> Mock:
    return Mock(spec=Camera, **{"healthy.return_value": True, "stop_recording.return_value": 25})


@pytest.fixture
def microphone() -> Mock:
    return Mock(spec=Microphone, **{"healthy.return_value": True})


def test_a_watch_outlives_what_a_device_throws():
    beats = []

    def beat() -> None:
        beats.append(1)
        raise RuntimeError("a driver's own mistake")

    watch = Watched("watch", beat, 0.001)
    watch.start()
    until(lambda: len(beats) > 2)
    watch.stop()
    watch.stop()


def test_a_camera_that_comes_later_is_opened_then(clock, camera, microphone):
    tries = [DeviceNotFound("camera", "not there"), OSError("odd driver"), camera]
    studio = Studio(Mock(side_effect=tries), lambda: microphone, clock)
    studio._watch_camera()
    assert not studio.has_camera
    with pytest.raises(OSError, match="odd"):
        studio._watch_camera()
    studio._watch_camera()

    assert studio.has_camera


def test_a_camera_that_freezes_is_closed_and_opened_again(clock, camera, microphone):
    opened = []
    studio = Studio(lambda: opened.append(1) or camera, lambda: microphone, clock)
    studio._watch_camera()
    camera.healthy.return_value = False
    clock.forward(1)
    studio._watch_camera()
    assert len(opened) == 1, "it gets time to begin"
    clock.forward(3)
    studio._watch_camera()

    assert len(opened) == 2
    camera.close.assert_called_once()
    assert studio.preview is None


def test_what_is_missing_is_logged_when_it_changes_and_not_at_every_look(
    clock, camera, microphone, caplog
):
    caplog.set_level("INFO", "firmware.kiosk.devices")
    absent, odd = DeviceNotFound("camera", "not there"), DeviceError("camera", "odd")
    tries = [absent, absent, absent, odd, odd, camera]
    studio = Studio(Mock(side_effect=tries), lambda: microphone, clock)
    for _ in range(9):
        studio._watch_camera()

    assert [record.getMessage() for record in caplog.records] == [
        "camera: not there",
        "camera: odd",
        "camera: no picture: it is over",
    ]


def test_a_beat_that_fails_is_logged_once(caplog):
    beats = []

    def beat() -> None:
        beats.append(1)
        raise RuntimeError("a driver's own mistake")

    watch = Watched("watch", beat, 0.001)
    watch.start()
    until(lambda: len(beats) > 4)
    watch.stop()

    assert caplog.text.count("mistake") == 1


def test_a_recording_is_interrupted_when_its_camera_was_opened_anew_in_between(clock, microphone):
    cameras = [Mock(spec=Camera, **{"healthy.return_value": True}) for _ in range(2)]
    studio = Studio(lambda: cameras.pop(0), lambda: microphone, clock)
    studio._watch_camera()
    first = studio._camera.device
    studio.record(Mock())
    assert not studio.interrupted
    first.healthy.return_value = False
    clock.forward(10)
    studio._watch_camera()

    assert studio.has_camera
    assert studio.interrupted
    studio.stop()
    assert not studio.interrupted


def test_failures_count_openings_without_a_picture_until_there_is_one(clock, camera, microphone):
    tries = [DeviceNotFound("camera", "x"), BadDeviceSetting("camera", "x"), camera, camera]
    tries += [DeviceError("camera", "busy"), camera]
    studio = Studio(Mock(side_effect=tries), lambda: microphone, clock)
    camera.healthy.return_value = False
    counted = []
    for _ in range(6):
        studio._watch_camera()
        counted.append(studio.camera_failures)
        clock.forward(3)
    camera.healthy.return_value = True
    studio._watch_camera()

    assert counted == [0, 0, 0, 1, 3, 3], "an absent or a wrongly set camera is no failure"
    assert studio.camera_failures == 0


def test_recording_without_a_camera_is_a_device_that_is_gone(clock, microphone):
    def nobody() -> Camera:
        raise DeviceNotFound("camera", "not there")

    studio = Studio(nobody, lambda: microphone, clock)

    with pytest.raises(DeviceGone):
        studio.record(Mock(spec=Recorder))
    assert studio.stop() == 0


def test_no_sound_reaches_a_recorder_after_a_stop_even_one_that_fails(clock, camera, microphone):
    studio, recorder = Studio(lambda: camera, lambda: microphone, clock), Mock(spec=Recorder)
    studio._watch_camera()
    studio.record(recorder)
    camera.stop_recording.side_effect = DeviceGone("camera", "gone")
    with pytest.raises(DeviceGone):
        studio.stop()

    assert studio._recorder is None


def test_the_loudness_is_unknown_without_a_microphone(clock, camera, microphone):
    studio = Studio(lambda: camera, lambda: microphone, clock)
    assert studio.level_db is None
    studio._watch_microphone()
    assert studio.level_db == -90.0
    microphone.healthy.return_value = False

    assert studio.level_db is None


def test_the_desk_knows_the_status_after_a_job_and_between_jobs():
    good = PrinterStatus(Link.ONLINE, Paper.OK)
    empty = PrinterStatus(Link.ONLINE, Paper.END)
    result = PrintResult(Printed.CONFIRMED, empty)
    printer = Mock(spec=Printer, **{"status.return_value": good, "print.return_value": result})
    desk = PrintDesk(printer)
    assert desk.status is None
    desk.start()
    until(lambda: desk.status == good)

    assert desk.print(Mock()) == result
    assert desk.status == empty
    desk.close()
    printer.close.assert_called_once()
