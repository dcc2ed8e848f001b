"""The Raspberry Pi's camera where there is no picamera2: test_picamera.py runs the real one."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw.bench import virtual_camera
from hw.bench.virtual_camera import VirtualCamera
from hw.camera.pi import PiCamera, _Recording
from hw.errors import BadDeviceSetting, DeviceGone

PERIOD_US = 40_000


def recording(stamps: list[int], first: int | None, encoded: int) -> _Recording:
    made = _Recording(SimpleNamespace(firsttimestamp=first, frames_encoded=encoded), None)
    made.stamps = stamps
    return made


@pytest.fixture
def without_picamera2(monkeypatch):
    monkeypatch.delitem(sys.modules, "hw.camera.picamera", raising=False)
    monkeypatch.setitem(sys.modules, "picamera2", None)


@pytest.mark.usefixtures("without_picamera2")
def test_without_picamera2_it_is_said_what_to_install(inbox) -> None:
    with pytest.raises(BadDeviceSetting, match="python3-picamera2") as caught:
        PiCamera().start(inbox())
    assert not caught.value.recoverable


def test_the_virtual_camera_says_which_file_it_lacks(inbox, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(virtual_camera, "CONFIGURATION", tmp_path / "virtual.yaml")
    with pytest.raises(BadDeviceSetting, match=r"virtual\.yaml"):
        VirtualCamera().start(inbox())


@pytest.mark.usefixtures("without_picamera2")
def test_the_virtual_camera_says_that_it_lacks_picamera2(inbox, monkeypatch, tmp_path) -> None:
    file = tmp_path / "virtual.yaml"
    file.touch()
    monkeypatch.setattr(virtual_camera, "CONFIGURATION", file)
    with pytest.raises(BadDeviceSetting, match="needs"):
        VirtualCamera().start(inbox())


def test_the_drivers_are_there_without_importing_picamera2() -> None:
    program = (
        "import sys, hw.camera.pi, hw.bench.virtual_camera;"
        "sys.exit(any(name in sys.modules for name in ('picamera2', 'libcamera')))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


@pytest.mark.parametrize("settings", [{"main_format": "RGB888"}, {"fps": 0}, {"width": 1281}])
def test_a_wrong_setting_is_refused_at_once(settings) -> None:
    with pytest.raises(BadDeviceSetting):
        PiCamera(**settings)


def test_a_camera_that_was_never_started_records_nothing_and_closes(inbox) -> None:
    camera = PiCamera()
    with pytest.raises(DeviceGone):
        camera.record(inbox())
    assert camera.stop_recording() == 0
    assert not camera.healthy()
    camera.close()
    camera.close()


@given(
    lost=st.lists(st.integers(0, 5), max_size=60),
    jitter=st.lists(st.integers(-4_000, 4_000), min_size=61, max_size=61),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
)
def test_frames_that_never_came_are_counted_by_the_stamps(lost, jitter, before, after) -> None:
    ticks = [0]
    for missing in lost:
        ticks.append(ticks[-1] + 1 + missing)
    stamps = [tick * PERIOD_US + jitter[n] for n, tick in enumerate(ticks)]
    earlier = [stamps[0] - PERIOD_US * n for n in range(before, 0, -1)]
    later = [stamps[-1] + PERIOD_US * n for n in range(1, after + 1)]

    made = recording([*earlier, *stamps, *later], stamps[0], len(stamps))

    assert made.sensor_frames(PERIOD_US) == len(stamps) + sum(lost)


def test_a_recording_without_a_frame_had_none() -> None:
    assert recording([1, 2, 3], None, 0).sensor_frames(PERIOD_US) == 0
    assert recording([1, 2, 3], 2, 0).sensor_frames(PERIOD_US) == 0
