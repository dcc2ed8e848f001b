"""The real picamera2 and the real driver, over libcamera's virtual camera."""

import gc
import threading
from collections.abc import Iterator
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

import hw.camera.pi
from firmware.appeals.sealing import VisitKey
from firmware.clock import SystemClock
from firmware.kiosk.devices import Studio
from firmware.kiosk.hints import Eye, is_covered, is_dark
from firmware.recording.opened import opened_clip
from firmware.recording.recorder import Recorder
from hw.bench.covers import Sensor
from hw.bench.virtual_camera import PICAMERA2, VirtualCamera, install
from hw.camera.pi import PiCamera
from hw.camera.picture import planes
from hw.errors import BadDeviceSetting, DeviceError, DeviceGone, DeviceNotFound, DeviceTimeout
from tests.conftest import until

install(Sensor())

from hw.camera import picamera  # noqa: E402 - the cover comes before picamera2

# picamera2 names its threads' setters as Python did before 3.10.
pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")

FPS, PERIOD_US = 25, 40_000
OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def camera() -> Iterator[VirtualCamera]:
    camera = VirtualCamera()
    yield camera
    camera.sensor.silent = False
    if camera.sensor.stuck is not None:
        camera.sensor.stuck.set()
    camera.close()


@pytest.fixture
def running(camera, inbox):
    """The camera with its first preview seen, and where the others go."""
    previews = inbox()
    camera.start(previews)
    previews.next()
    return camera, previews


def test_no_frame_is_lost_at_25_frames_a_second_and_previews_go_on(running, inbox) -> None:
    camera, previews = running
    for _ in range(3):  # a machine that is busy with something else may steal a tick
        missed, packets = camera.sensor.missed, inbox()
        previews.drain()
        camera.record(packets)
        got = packets.take(3 * FPS)
        got += packets.take(3 * FPS)  # the citizen has asked for more time: it just goes on
        sensor = camera.stop_recording()
        got += packets.drain()
        missed = camera.sensor.missed - missed
        print(f"{sensor} frames of the sensor, {len(got)} packets, {missed} ticks missed")
        assert sensor - len(got) <= missed
        if not missed:
            break
    shown = [frame for frame in previews.drain() if frame.ts_us >= got[0].ts_us]

    assert sensor == len(got)
    assert {b.ts_us - a.ts_us for a, b in pairwise(got)} == {PERIOD_US}
    keys = [n for n, packet in enumerate(got) if packet.keyframe]
    assert keys == [*range(0, len(got), 2 * FPS)]
    assert len(shown) >= len(got) - 1


def test_a_preview_that_fails_does_not_end_the_camera(camera, inbox, caplog) -> None:
    previews = inbox()

    def odd(frame) -> None:
        previews(frame)
        raise ValueError("a listener's own mistake")

    camera.start(odd)
    previews.take(5)
    camera.record(packets := inbox())
    assert packets.next().keyframe
    assert camera.healthy()
    assert caplog.text.count("cannot be shown") == 1


def test_stamps_are_of_the_monotonic_clock(running, inbox) -> None:
    camera, _ = running
    packets, now = inbox(), SystemClock().monotonic
    before_us = int(now() * 1e6)
    camera.record(packets)
    first = packets.next()
    after_us = int(now() * 1e6)
    camera.stop_recording()

    assert before_us - 5 * PERIOD_US < first.ts_us <= after_us


def test_every_recording_has_an_encoder_of_its_own(running, inbox) -> None:
    camera, _ = running
    recordings = []
    for _ in range(3):
        packets = inbox()
        camera.record(packets)
        recordings.append(packets.take(10))
        sensor = camera.stop_recording()
        recordings[-1] += packets.drain()
        assert sensor >= len(recordings[-1]) > 0
    for one in recordings:
        assert one[0].keyframe
        assert b"\x00\x00\x01\x67" in one[0].data, "its own SPS"
        assert all(a.ts_us < b.ts_us for a, b in pairwise(one))
    assert all(a[-1].ts_us < b[0].ts_us for a, b in pairwise(recordings))


def test_a_recording_stopped_at_once_is_empty_and_another_may_follow(running, inbox) -> None:
    camera, _ = running
    camera.record(packets := inbox())
    with pytest.raises(RuntimeError, match="records already"):
        camera.record(inbox())
    sensor = camera.stop_recording()
    assert sensor == len(packets.drain())
    assert camera.stop_recording() == 0
    camera.record(packets)
    assert packets.next().keyframe


def test_frames_that_the_sensor_had_and_nobody_encoded_are_counted(running, inbox) -> None:
    camera, _ = running
    packets = inbox()
    camera.record(packets)
    got = packets.take(10)
    missed = camera.sensor.missed
    camera.sensor.skip = 3
    until(lambda: camera.sensor.missed >= missed + 3)
    got += packets.take(10)
    sensor = camera.stop_recording()
    got += packets.drain()

    assert 3 <= sensor - len(got) <= camera.sensor.missed
    assert sum((b.ts_us - a.ts_us) // PERIOD_US for a, b in pairwise(got)) == sensor - 1


def test_a_silent_camera_is_unhealthy_in_two_seconds_and_opens_again(running, inbox) -> None:
    camera, previews = running
    packets = inbox()
    camera.record(packets)
    packets.take(5)
    camera.sensor.silent = True
    until(lambda: not camera.healthy())
    assert camera.stop_recording() >= 5
    with pytest.raises(DeviceGone):
        camera.record(inbox())
    camera.close()
    camera.close()
    camera.sensor.silent = False
    previews.drain()

    camera.start(previews)
    previews.next()
    camera.record(packets := inbox())
    assert packets.next().keyframe
    assert camera.healthy()


def test_the_kiosk_closes_a_silent_camera_and_opens_it_anew(clock, inbox) -> None:
    opened: list[VirtualCamera] = []

    def new_camera() -> VirtualCamera:
        opened.append(VirtualCamera(clock=clock.monotonic))
        return opened[-1]

    studio = Studio(new_camera, inbox(), clock)
    studio._watch_camera()
    until(lambda: studio.preview is not None)
    opened[0].sensor.silent = True
    clock.forward(4)
    assert studio.preview is None, "an old picture is none"
    studio._watch_camera()
    until(lambda: studio.preview is not None)
    studio.close()

    assert len(opened) == 2
    assert not any(camera.healthy() for camera in opened)


def test_close_returns_when_libcamera_does_not(running, monkeypatch, inbox) -> None:
    camera, _ = running
    camera.sensor.stuck = threading.Event()
    camera.record(inbox())
    with monkeypatch.context() as soon:
        soon.setattr(hw.camera.pi, "CLOSE_WITHIN_S", 0.2)
        camera.close()
    assert not camera.healthy()
    with pytest.raises(DeviceTimeout):
        camera.start(inbox())
    camera.sensor.stuck.set()
    camera.sensor.stuck = None
    until(lambda: not hw.camera.pi._DEADLINE.stuck)

    camera.start(previews := inbox())
    assert previews.next()


def test_a_camera_in_use_is_there_and_cannot_be_used(running, inbox) -> None:
    camera, previews = running
    other = PiCamera(main_format="NV12")
    gc.collect()  # what earlier tests left open is closed now, not between the two counts
    files = len(list(OPEN_FILES.iterdir()))
    with pytest.raises(DeviceError) as caught:
        other.start(inbox())
    assert caught.value.recoverable
    assert not isinstance(caught.value, DeviceNotFound)
    assert len(list(OPEN_FILES.iterdir())) <= files, "it is tried every few seconds, for ever"
    previews.drain()
    assert previews.next(), "the other goes on"
    assert camera.healthy()


def test_an_absent_camera_is_not_found(camera, inbox) -> None:
    camera.sensor.absent = True
    with pytest.raises(DeviceNotFound, match="cable"):
        camera.start(inbox())


def test_a_size_that_is_not_to_be_had_is_a_wrong_setting(inbox) -> None:
    camera = VirtualCamera(width=1920, height=1080)
    with pytest.raises(BadDeviceSetting, match="1920"):
        camera.start(inbox())
    camera.close()


def test_a_clip_is_described_by_the_cameras_own_parameters(
    running, tmp_path: Path, city: VisitKey
) -> None:
    camera, _ = running
    visit, delivered = VisitKey(), []
    recorder = Recorder(tmp_path / "x.age", [city.recipient], visit, FPS, SystemClock())

    def on_packet(packet) -> None:
        delivered.append(packet)
        recorder.packet(packet)

    camera.record(on_packet)
    until(lambda: len(delivered) >= 60)
    camera.stop_recording()
    facts = recorder.finish()

    assert facts.video_frames == len(delivered)
    with opened_clip(recorder.file, visit.identity) as clip:
        avcc = clip.streams.video[0].codec_context.extradata
    assert avcc is not None
    sps = avcc[8 : 8 + int.from_bytes(avcc[6:8], "big")]
    assert sps in delivered[0].data
    with opened_clip(recorder.file, visit.identity) as clip:
        assert len(list(clip.decode(video=0))) == len(delivered)
    recorder.discard()


def test_what_lies_on_the_lens_is_seen_in_the_preview(running) -> None:
    camera, previews = running
    normal = previews.next()
    assert (normal.width, normal.height, normal.i420.shape) == (640, 360, (540, 640))
    assert not is_dark(normal)
    assert not is_covered(normal)
    for luma, dark in ((16, True), (61, False), (210, False)):
        camera.sensor.cover(luma)
        seen = previews.until(lambda frame, luma=luma: frame.i420[0, 0] == luma)
        assert is_dark(seen) is dark
        assert is_covered(seen)
    camera.sensor.cover(None)
    previews.until(lambda frame: not is_covered(frame))


def test_a_frozen_picture_is_seen_and_a_living_one_is_not(running) -> None:
    camera, previews = running
    eye, frame = Eye(0), previews.next()
    for _ in range(3 * FPS):
        eye.see(frame, frame.ts_us / 1e6)
        frame = previews.next()
        assert not eye.frozen(frame.ts_us / 1e6)
    camera.sensor.frozen = True
    for _ in range(3 * FPS):
        frame = previews.next()
        eye.see(frame, frame.ts_us / 1e6)
    assert eye.frozen(frame.ts_us / 1e6)
    assert camera.healthy(), "frozen is not silent"


def test_the_picture_of_the_clip_is_the_picture_of_the_sensor(running, inbox) -> None:
    camera, _ = running
    camera.sensor.cover(200)
    packets = inbox()
    camera.record(packets)
    got = packets.take(2 * FPS)
    camera.stop_recording()
    decoder = av.CodecContext.create("h264", "r")
    frames = [f for packet in got for f in decoder.decode(av.Packet(packet.data))]
    frames += decoder.decode(None)

    assert len(frames) == len(got)
    last = frames[-1]
    assert (last.width, last.height) == (1280, 720)
    assert np.asarray(last.to_ndarray(format="yuv420p"))[:720].mean() == pytest.approx(200, abs=2)


@pytest.mark.parametrize("padding", [0, 32])
@pytest.mark.parametrize("form", ["YUV420", "NV12"])
def test_padding_at_the_end_of_rows_is_cut_off(form: str, padding: int) -> None:
    width, height = 64, 48
    rng = np.random.default_rng(1)
    y, u, v = (
        rng.integers(0, 255, shape, np.uint8)
        for shape in ((height, width), (height // 2, width // 2), (height // 2, width // 2))
    )
    if form == "NV12":
        chroma = [
            np.pad(np.stack([u, v], axis=2).reshape(height // 2, width), ((0, 0), (0, padding)))
        ]
    else:
        chroma = [np.pad(plane, ((0, 0), (0, padding // 2))) for plane in (u, v)]
    parts = [np.pad(y, ((0, 0), (0, padding))), *chroma]
    memory = np.concatenate([part.reshape(-1) for part in parts] + [np.zeros(100, np.uint8)])
    configuration = {"format": form, "size": (width, height), "stride": width + padding}

    got = planes(picamera.to_i420(memory, configuration))

    assert all((a == b).all() for a, b in zip(got, (y, u, v), strict=True))


def test_only_a_raspberry_pi_has_the_hardware_encoder(tmp_path) -> None:
    model = tmp_path / "model"
    assert not picamera.has_hardware_encoder(model), "picamera2 takes this machine for a Pi 4"
    model.write_bytes(b"Raspberry Pi 4 Model B Rev 1.4\0")
    assert picamera.has_hardware_encoder(model)
    model.write_bytes(b"Another Board\0")
    assert not picamera.has_hardware_encoder(model)


def test_the_covers_are_over_the_version_they_were_made_for() -> None:
    assert version("picamera2") == PICAMERA2


def test_packets_begin_with_a_key_frame_and_only_rise(inbox) -> None:
    class Encoder:
        firsttimestamp = 1_000

    packets = inbox()
    output = picamera.PacketOutput(Encoder(), packets)
    for key, ts in ((False, 0), (True, 10), (False, 20), (False, 20), (False, 15), (False, 30)):
        output.outputframe(b"x", key, ts)
    output.ended = True
    output.outputframe(b"x", True, 40)

    assert [(p.keyframe, p.ts_us) for p in packets.drain()] == [
        (True, 1010), (False, 1020), (False, 1030)
    ]  # fmt: skip
