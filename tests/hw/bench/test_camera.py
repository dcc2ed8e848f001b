from itertools import pairwise

import pytest

from hw.bench import marks
from hw.bench.camera import BUFFERS, SimulatedCamera, SimulatedSensor
from hw.bench.microphone import SimulatedMicrophone
from hw.camera import PreviewFrame, VideoPacket
from hw.camera.picture import planes
from hw.errors import BadDeviceSetting, DeviceGone, DeviceNotFound
from hw.microphone import SAMPLE_RATE, PcmBlock
from hw.pace import Pace

FPS = 25
PERIOD_US = 40_000


def number_of(frame: PreviewFrame) -> int | None:
    return marks.read_mark(planes(frame.i420)[0])


@pytest.fixture
def camera():
    camera = SimulatedCamera(640, 360, FPS, 600_000, (320, 180))
    yield camera
    camera.close()


class Stopwatch:
    """A clock that a test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_a_recorded_clip_has_every_frame_with_sound_in_step(inbox, clip_writer, tmp_path) -> None:
    camera, microphone = SimulatedCamera(), SimulatedMicrophone()
    packets, blocks = inbox(), inbox()
    try:
        microphone.start(blocks)
        camera.start(inbox())
        camera.record(packets)
        video = packets.take(80)
        sensor_frames = camera.stop_recording()
        video += packets.drain()
    finally:
        camera.close()
        microphone.close()
    assert video[0].keyframe
    assert [p.ts_us % PERIOD_US for p in video] == [0] * len(video)
    clip = tmp_path / "clip.mp4"
    clip_writer(clip, video, blocks.drain())
    measure = marks.measure_clip(clip)
    assert measure.frames == len(video)
    assert measure.dropped == sensor_frames - len(video)
    assert measure.first_number == video[0].ts_us // PERIOD_US
    assert measure.av_offset_ms == pytest.approx(0, abs=2)
    assert measure.duration_s == pytest.approx(sensor_frames / FPS, abs=0.05)


def test_late_sound_is_measured(inbox, clip_writer, tmp_path) -> None:
    camera, microphone = SimulatedCamera(640, 360), SimulatedMicrophone()
    packets, blocks = inbox(), inbox()
    try:
        microphone.start(blocks)
        camera.start(inbox())
        camera.record(packets)
        video = packets.take(70)
    finally:
        camera.close()
        microphone.close()
    clip = tmp_path / "late.mp4"
    clip_writer(clip, video, blocks.drain(), sound_delay_us=130_000)
    assert marks.measure_clip(clip).av_offset_ms == pytest.approx(130, abs=2)


def test_the_flash_begins_on_the_whole_second() -> None:
    clock = Stopwatch(9.99)
    sensor = SimulatedSensor(640, 360, FPS)
    sensor.open()
    clock.now = 10.1
    sensor._next = 249
    flashes = {}
    for _ in range(4):
        frame = sensor.read(Pace(clock))
        assert frame is not None
        flashes[frame.ts_us] = marks.is_flash(planes(frame.i420)[0])
    assert flashes == {9_960_000: False, 10_000_000: True, 10_040_000: True, 10_080_000: True}


def test_a_late_reader_loses_the_oldest_frames() -> None:
    clock = Stopwatch(100.0)
    sensor = SimulatedSensor(640, 360, FPS)
    sensor.open()
    sensor._next = 2500
    first = sensor.read(Pace(clock))
    clock.now = 102.0
    after = sensor.read(Pace(clock))
    assert first is not None
    assert after is not None
    assert first.number == 2500
    assert after.number == 2551 - BUFFERS


def test_a_new_recording_begins_with_a_key_frame(camera, inbox) -> None:
    camera.start(inbox())
    for _ in range(2):
        packets = inbox()
        camera.record(packets)
        assert packets.take(5)[0].keyframe
        assert camera.stop_recording() >= 5
    assert camera.stop_recording() == 0


def test_no_packet_comes_after_the_recording(camera, inbox) -> None:
    previews, packets = inbox(), inbox()
    camera.start(previews)
    camera.record(packets)
    packets.take(3)
    camera.stop_recording()
    packets.drain()
    previews.drain()
    previews.take(3)
    assert packets.drain() == []


def test_an_unplugged_camera_is_not_healthy_and_comes_back(camera, inbox) -> None:
    previews = inbox()
    camera.start(previews)
    previews.next()
    assert camera.healthy()
    camera.unplug()
    assert not camera.healthy()
    with pytest.raises(DeviceGone):
        camera.record(inbox())
    camera.plug_in()
    previews.drain()
    previews.next()
    assert camera.healthy()


def test_after_unplugging_the_next_recording_is_a_new_one(camera, inbox) -> None:
    packets = inbox()
    camera.start(inbox())
    camera.record(packets)
    packets.take(3)
    camera.unplug()
    assert camera.stop_recording() >= 3
    packets.drain()
    camera.plug_in()
    camera.record(packets)
    assert packets.next().keyframe


def test_an_absent_camera_cannot_be_started(camera, inbox) -> None:
    camera.unplug()
    with pytest.raises(DeviceNotFound):
        camera.start(inbox())


def test_a_frozen_camera_repeats_its_picture(camera, inbox) -> None:
    previews = inbox()
    camera.start(previews)
    previews.next()
    camera.freeze()
    previews.take(3)
    first, second = previews.take(2)
    assert number_of(first) == number_of(second)
    assert second.ts_us > first.ts_us


def test_a_covered_camera_is_dark(camera, inbox) -> None:
    previews = inbox()
    camera.start(previews)
    camera.cover()
    dark = previews.until(lambda frame: number_of(frame) is None)
    assert planes(dark.i420)[0].mean() < 20
    camera.cover(False)
    previews.until(lambda frame: number_of(frame) is not None)


def test_a_slow_camera_loses_frames_and_says_how_many(camera, inbox) -> None:
    packets = inbox()
    camera.start(inbox())
    camera.record(packets)
    camera.slow(0.3)
    video: list[VideoPacket] = packets.take(4)
    camera.slow(0)
    assert camera.stop_recording() > len(video) + len(packets.drain())


def test_the_camera_starts_again_after_close(camera, inbox) -> None:
    for _ in range(2):
        previews = inbox()
        camera.start(previews)
        previews.next()
        camera.close()
        camera.close()
        assert not camera.healthy()


@pytest.mark.parametrize(
    "wrong", [{"width": 1281}, {"fps": 0}, {"bitrate": 10}, {"preview": (640, 359)}]
)
def test_a_picture_no_encoder_can_make_is_refused(wrong) -> None:
    with pytest.raises(BadDeviceSetting):
        SimulatedCamera(**wrong)


def test_microphone_blocks_are_continuous_and_beep_on_the_second(inbox) -> None:
    microphone, blocks = SimulatedMicrophone(), inbox()
    microphone.start(blocks)
    try:
        heard: list[PcmBlock] = blocks.take(70)
    finally:
        microphone.close()
    assert [b.ts_us - a.ts_us for a, b in pairwise(heard)] == [20_000] * 69
    beeping = [b for b in heard if abs(b.samples).max() > 10_000]
    assert beeping
    whole_second = next(b for b in beeping if b.ts_us % 1_000_000 == 0)
    (onset,) = marks.beep_onsets(whole_second.samples, SAMPLE_RATE)
    assert onset <= 1


def test_a_late_listener_loses_the_oldest_sound(inbox) -> None:
    clock, blocks = Stopwatch(50.0), inbox()

    def listen(block: PcmBlock) -> None:
        if block.ts_us < 50_100_000:
            clock.now = 53.0
        blocks(block)

    microphone = SimulatedMicrophone(clock)
    microphone.start(listen)
    try:
        clock.now = 50.02
        first, second = blocks.take(2)
    finally:
        microphone.close()
    assert first.ts_us == 50_000_000
    assert 52_400_000 < second.ts_us < 53_000_000


def test_a_muted_microphone_is_silent_and_an_unplugged_one_unhealthy(inbox) -> None:
    microphone, blocks = SimulatedMicrophone(), inbox()
    microphone.start(blocks)
    try:
        assert blocks.next().samples.any()
        assert microphone.healthy()
        microphone.mute()
        blocks.until(lambda block: not block.samples.any())
        microphone.unplug()
        assert not microphone.healthy()
        microphone.plug_in()
        blocks.drain()
        blocks.next()
        assert microphone.healthy()
    finally:
        microphone.close()
    microphone.unplug()
    with pytest.raises(DeviceNotFound):
        microphone.start(blocks)
