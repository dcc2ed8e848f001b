"""A camera that only a new process can open again."""

from pathlib import Path
from threading import Event
from unittest.mock import Mock

import pytest

from firmware.kiosk.devices import Studio
from firmware.kiosk.restart import APART_S, EXIT_CAMERA, FAILURES, CameraRestart


@pytest.fixture
def studio() -> Mock:
    return Mock(spec=Studio, camera_failures=FAILURES)


@pytest.fixture
def new(studio, tmp_path, clock):
    """A kiosk just started, with the driver of that name."""
    return lambda driver="picamera2": CameraRestart(studio, driver, tmp_path, clock)


def ends(restart: CameraRestart, page: str = "attract") -> bool:
    stop = Event()
    restart.look(page, stop)
    assert stop.is_set() is (restart.exit_code == EXIT_CAMERA)
    return stop.is_set()


def test_a_camera_that_stays_dead_ends_the_process_with_its_own_code(new, caplog):
    assert ends(new())
    assert "begin anew" in caplog.text


def test_a_camera_that_may_come_back_does_not(new, studio):
    studio.camera_failures = FAILURES - 1
    restart = new()

    assert not ends(restart)
    assert restart.exit_code == 0


def test_nobody_is_sent_away_for_it(new):
    restart = new()

    assert not any(ends(restart, page) for page in ("menu", "recording", "receipt", "service"))
    assert ends(restart)


def test_a_camera_of_the_kernel_is_not_helped_by_a_new_process(new):
    assert not ends(new("webcam"))


def test_it_is_tried_once_an_hour_whoever_looks(new, clock):
    assert ends(new())
    clock.forward(APART_S - 1)
    assert not ends(new())
    restart = new()
    clock.forward(1)

    assert ends(restart)


def test_the_hour_is_of_this_boot_of_the_machine(new, tmp_path):
    assert ends(new())
    (tmp_path / "camera-restart").write_text("another-boot 1000.0\n")

    assert ends(new())


def test_a_torn_note_does_not_keep_the_camera_dead(new, tmp_path):
    (tmp_path / "camera-restart").write_text("torn")

    assert ends(new())


def test_without_a_note_it_would_never_stop_so_it_does_not_begin(new, tmp_path):
    (tmp_path / "camera-restart").mkdir()

    assert not ends(new())


def test_the_note_stands_beside_what_the_spool_keeps(new, tmp_path):
    assert ends(new())

    assert [file.name for file in Path(tmp_path).iterdir()] == ["camera-restart"]
