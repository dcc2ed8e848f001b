"""The recorder: camera packets and sound in, a sealed clip out, every frame accounted for."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.clock import SystemClock
from firmware.recording import sealer
from firmware.recording.errors import (
    FramesLost,
    MuxFailed,
    NoRoom,
    ReviewFailed,
    SealFailed,
    TooSlow,
)
from firmware.recording.filler import CHUNK_BYTES
from firmware.recording.muxer import Muxer
from firmware.recording.opened import opened_clip
from firmware.recording.recorder import Recorder
from hw.camera import VideoPacket
from hw.camera.encoder import H264Encoder
from hw.microphone import BLOCK_SAMPLES, PcmBlock

FPS = 25
FRAME_US = 1_000_000 // FPS
START_US = 5_000_000_000


def packets(frames: int, start_us: int = START_US, *, calm: bool = False) -> Iterator[VideoPacket]:
    """Real H.264 of a grey ramp, stamped as a camera stamps; it moves unless it is calm."""
    encoder = H264Encoder(320, 240, FPS, 1_000_000)
    picture = np.full((360, 320), 128, dtype=np.uint8)
    picture[:240] = np.arange(320, dtype=np.uint8)
    for index in range(frames):
        moved = np.roll(picture, 0 if calm else index, axis=1)
        yield from encoder.encode(moved, start_us + index * FRAME_US)
    yield from encoder.flush()


def sound(seconds: float, start_us: int = START_US) -> Iterator[PcmBlock]:
    """A quiet tone in 20 ms blocks."""
    wave = (1000 * np.sin(np.arange(BLOCK_SAMPLES) / 10)).astype(np.int16)
    for index in range(round(seconds * 50)):
        yield PcmBlock(wave, start_us + index * 20_000)


@pytest.fixture
def visit() -> VisitKey:
    return VisitKey()


@pytest.fixture
def new_recorder(
    tmp_path: Path, city: VisitKey, visit: VisitKey
) -> Iterator[Callable[[], Recorder]]:
    made: list[Recorder] = []
    numbers = count()

    def new() -> Recorder:
        file = tmp_path / f"{next(numbers)}.clip.age"
        made.append(Recorder(file, [city.recipient], visit, FPS, SystemClock()))
        return made[-1]

    yield new
    for recorder in made:
        recorder.discard()


def feed(recorder: Recorder, seconds: int, *, with_sound: bool = True) -> None:
    blocks = sound(seconds) if with_sound else iter(())
    for packet in packets(seconds * FPS):
        for block in blocks:
            recorder.pcm(block)
            if block.ts_us >= packet.ts_us:
                break
        recorder.packet(packet)


def test_every_frame_and_the_whole_sound_are_in_the_clip(
    new_recorder: Callable[[], Recorder], city: VisitKey
) -> None:
    recorder = new_recorder()
    feed(recorder, 4)

    facts = recorder.finish()

    assert (facts.video_frames, facts.duration_ms) == (100, 4000)
    assert facts.size == recorder.file.stat().st_size
    with opened_clip(recorder.file, city.identity) as clip:
        frames = list(clip.decode(video=0))
    assert len(frames) == 100
    with opened_clip(recorder.file, city.identity) as clip:
        samples = sum(frame.samples for frame in clip.decode(audio=0))
    assert samples / 48_000 == pytest.approx(4.0, abs=0.05)


def test_what_is_sealed_of_a_calm_picture_lacks_less_than_a_second() -> None:
    grown = io.BytesIO()
    muxer = Muxer(grown, FPS)
    blocks = sound(6)
    for packet in packets(6 * FPS, calm=True):
        muxer.video(packet)
        for _, block in zip(range(2), blocks, strict=False):
            muxer.audio(block)
    sealed = grown.getvalue()[: (grown.tell() - 1) // CHUNK_BYTES * CHUNK_BYTES]
    muxer.abandon()

    with av.open(io.BytesIO(sealed)) as clip:
        kept = [packet for packet in clip.demux(video=0) if packet.size]
    assert 5 * FPS < len(kept) < 6 * FPS


def test_city_and_escrow_each_open_the_whole_clip_alone(
    tmp_path: Path, city: VisitKey, visit: VisitKey
) -> None:
    escrow = VisitKey()
    both = [city.recipient, escrow.recipient]
    recorder = Recorder(tmp_path / "x.clip.age", both, visit, FPS, SystemClock())
    feed(recorder, 1)
    recorder.finish()

    clips = [one.open(recorder.file.read_bytes()) for one in (city, escrow, visit)]
    assert clips[0][4:8] == b"ftyp"
    assert clips[0] == clips[1] == clips[2]


@pytest.mark.parametrize("bad", [b"", b"no H.264 at all" * 50], ids=["empty", "noise"])
def test_a_first_frame_that_is_none_ends_the_recording_with_its_reason(
    new_recorder: Callable[[], Recorder], bad: bytes
) -> None:
    recorder = new_recorder()
    recorder.packet(VideoPacket(bad, True, START_US))
    for packet in packets(5, START_US + FRAME_US):
        recorder.packet(packet)

    with pytest.raises(MuxFailed):
        recorder.finish()
    assert isinstance(recorder.failure, MuxFailed)


def test_what_nobody_foresaw_ends_the_recording_with_its_reason(
    new_recorder: Callable[[], Recorder],
) -> None:
    recorder = new_recorder()
    recorder.packet(next(packets(1)))
    recorder.pcm(PcmBlock(None, START_US))  # type: ignore[arg-type]

    with pytest.raises(MuxFailed, match="muxing stopped"):
        recorder.finish()


@pytest.mark.parametrize("last", [False, True], ids=["in the middle", "at the end"])
def test_the_first_error_of_the_disk_ends_the_recording_and_keeps_its_kind(
    new_recorder: Callable[[], Recorder], monkeypatch: pytest.MonkeyPatch, last: bool
) -> None:
    real, writes = sealer._SyncedFile._put, count()

    def put(self: sealer._SyncedFile, data: bytes) -> None:
        # Age writes its header first, whole chunks of 64 KiB, and what is left last.
        if next(writes) and (len(data) < 65_536 or not last):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, data)

    monkeypatch.setattr(sealer._SyncedFile, "_put", put)
    recorder = new_recorder()
    feed(recorder, 4)

    with pytest.raises(NoRoom, match="No space left"):
        recorder.finish()


def test_nothing_of_the_video_is_on_disk_in_the_clear(
    new_recorder: Callable[[], Recorder],
) -> None:
    recorder = new_recorder()
    feed(recorder, 2)
    recorder.finish()

    content = recorder.file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    for trace in (b"ftyp", b"moof", b"mdat", b"avcC"):
        assert trace not in content


def test_a_file_that_cannot_be_made_is_a_seal_failure(
    tmp_path: Path, city: VisitKey, visit: VisitKey
) -> None:
    with pytest.raises(SealFailed):
        Recorder(tmp_path / "none" / "x", [city.recipient], visit, FPS, SystemClock())


def test_the_stream_is_described_by_the_cameras_own_parameters(
    new_recorder: Callable[[], Recorder], visit: VisitKey
) -> None:
    recorder = new_recorder()
    feed(recorder, 1)
    recorder.finish()

    in_band = next(packets(1)).data
    with opened_clip(recorder.file, visit.identity) as clip:
        avcc = clip.streams.video[0].codec_context.extradata
    assert avcc is not None
    sps_of_avcc = avcc[8 : 8 + int.from_bytes(avcc[6:8], "big")]
    assert sps_of_avcc in in_band


def test_without_a_microphone_the_sound_is_silence_as_long_as_the_picture(
    new_recorder: Callable[[], Recorder], visit: VisitKey
) -> None:
    recorder = new_recorder()
    feed(recorder, 3, with_sound=False)
    recorder.finish()

    with opened_clip(recorder.file, visit.identity) as clip:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)])
    assert samples.size / 48_000 == pytest.approx(3.0, abs=0.05)
    assert np.abs(samples).max() < 0.001


def test_a_microphone_unplugged_in_the_middle_leaves_silence_and_not_a_shift(
    new_recorder: Callable[[], Recorder], visit: VisitKey
) -> None:
    recorder = new_recorder()
    heard = iter([*sound(2), *sound(2, START_US + 4_000_000)])  # two seconds of six are missing
    waiting = next(heard)
    for packet in packets(6 * FPS):
        while waiting is not None and waiting.ts_us <= packet.ts_us:
            recorder.pcm(waiting)
            waiting = next(heard, None)
        recorder.packet(packet)
    recorder.finish()

    with opened_clip(recorder.file, visit.identity) as clip:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)])
    assert samples.size / 48_000 == pytest.approx(6.0, abs=0.05)
    loud = [np.abs(part).max() > 0.01 for part in np.array_split(samples, 60)]
    assert loud[2:19] == [True] * 17
    assert loud[22:38] == [False] * 16
    assert loud[42:58] == [True] * 16


def test_a_stamp_that_does_not_advance_ends_the_recording_with_its_reason(
    new_recorder: Callable[[], Recorder],
) -> None:
    recorder = new_recorder()
    first, second, *_ = packets(3)
    for packet in (first, second, second):
        recorder.packet(packet)

    with pytest.raises(MuxFailed, match="frame 2"):
        recorder.finish()


def test_a_recording_without_any_frame_is_none(new_recorder: Callable[[], Recorder]) -> None:
    with pytest.raises(MuxFailed, match="no key frame"):
        new_recorder().finish()


def test_frames_before_the_first_key_frame_are_missed_at_the_end(
    new_recorder: Callable[[], Recorder],
) -> None:
    recorder = new_recorder()
    for packet in list(packets(10))[1:]:
        recorder.packet(packet)
    for packet in packets(10, START_US + 10 * FRAME_US):
        recorder.packet(packet)

    with pytest.raises(FramesLost) as caught:
        recorder.finish()
    assert (caught.value.delivered, caught.value.in_file) == (19, 10)


def test_a_full_disk_stops_the_recording_with_a_stated_reason(
    city: VisitKey, visit: VisitKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # /dev/full takes no byte: every write is ENOSPC.
    real = os.open
    monkeypatch.setattr(sealer.os, "open", lambda *_: real("/dev/full", os.O_WRONLY))
    recorder = Recorder(tmp_path / "x.clip.age", [city.recipient], visit, FPS, SystemClock())
    monkeypatch.undo()
    feed(recorder, 4)

    with pytest.raises(SealFailed, match="No space left"):
        recorder.finish()


def test_a_discarded_recording_leaves_no_file(new_recorder: Callable[[], Recorder]) -> None:
    recorder = new_recorder()
    feed(recorder, 1)

    recorder.discard()
    recorder.discard()

    assert not recorder.file.exists()


def test_a_stuck_disk_ends_the_recording_instead_of_filling_the_memory(
    new_recorder: Callable[[], Recorder],
) -> None:
    recorder = new_recorder()
    recorder._sealer.pipe._limit = 0  # the disk takes nothing any more
    packet = next(packets(1))
    for index in range(5000):
        recorder.packet(VideoPacket(packet.data, True, START_US + index * FRAME_US))

    assert isinstance(recorder.failure, TooSlow)


def test_a_strangers_key_opens_nothing(new_recorder: Callable[[], Recorder]) -> None:
    recorder = new_recorder()
    feed(recorder, 1)
    recorder.finish()

    with pytest.raises(ReviewFailed), opened_clip(recorder.file, VisitKey().identity):
        pass


def test_a_torn_clip_plays_to_the_tear_and_says_so(
    new_recorder: Callable[[], Recorder], visit: VisitKey
) -> None:
    recorder = new_recorder()
    feed(recorder, 12)  # several of the 64 KiB that age seals at a time
    recorder.finish()
    content = recorder.file.read_bytes()
    recorder.file.write_bytes(content[: len(content) * 2 // 3])

    frames = 0

    def play() -> None:
        nonlocal frames
        with opened_clip(recorder.file, visit.identity) as clip:
            for _ in clip.decode(video=0):
                frames += 1

    with pytest.raises(ReviewFailed):
        play()
    assert 0 < frames < 300
