import pytest

from hw.camera.encoder import H264Encoder
from hw.camera.picture import blank
from hw.camera.webcam import Webcam, webcam_present
from hw.errors import DeviceError, DeviceGone, DeviceNotFound


@pytest.fixture
def short_clip(clip_writer, tmp_path):
    encoder = H264Encoder(320, 180, 25, 400_000)
    path = tmp_path / "webcam.mp4"
    packets = [p for i in range(40) for p in encoder.encode(blank(320, 180, i), i * 40_000)]
    clip_writer(path, packets, [])
    return path


def test_an_absent_webcam_is_not_found(inbox, tmp_path) -> None:
    device = str(tmp_path / "video7")
    assert not webcam_present(device)
    with pytest.raises(DeviceNotFound, match="video7"):
        Webcam(device).start(inbox())


def test_what_is_no_webcam_is_a_device_error(inbox, tmp_path) -> None:
    device = tmp_path / "video7"
    device.write_bytes(b"")
    with pytest.raises(DeviceError):
        Webcam(str(device)).start(inbox())


def test_a_webcam_that_vanishes_ends_its_thread_and_says_so(inbox, short_clip) -> None:
    webcam = Webcam(str(short_clip), 320, 180, preview=(320, 180), container_format="mp4")
    previews = inbox()
    webcam.start(previews)
    frames = previews.take(40)
    webcam._thread.join(5)
    assert not webcam._thread.is_alive()
    assert not webcam.healthy()
    with pytest.raises(DeviceGone):
        webcam.record(inbox())
    stamps = [frame.ts_us for frame in frames]
    assert stamps == sorted(set(stamps))
    assert webcam.stop_recording() == 0
    webcam.close()


def test_a_webcam_that_came_back_runs_again(inbox, short_clip) -> None:
    webcam = Webcam(str(short_clip), 320, 180, preview=(320, 180), container_format="mp4")
    for _ in range(2):
        previews = inbox()
        webcam.start(previews)
        previews.next()
        webcam.close()
