"""What the device tests share: a listener, a muxer, a printer, and no thread left behind."""

import io
import queue
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar

import av
import numpy as np
import pytest

from hw.bench.paper import PaperRoll
from hw.camera import VideoPacket
from hw.escpos import EscposPrinter
from hw.microphone import SAMPLE_RATE, PcmBlock

T = TypeVar("T")
DEADLINE_S = 15.0
FAST = 921_600


class Inbox(Generic[T]):
    """A callback that keeps what it is given, to be waited for."""

    def __init__(self) -> None:
        self._queue: queue.Queue[T] = queue.Queue()

    def __call__(self, item: T) -> None:
        self._queue.put(item)

    def next(self, timeout_s: float = DEADLINE_S) -> T:
        """The oldest item not taken yet; fails the test after the deadline."""
        return self._queue.get(timeout=timeout_s)

    def take(self, count: int) -> list[T]:
        """That many items."""
        return [self.next() for _ in range(count)]

    def until(self, wanted: Callable[[T], bool], limit: int = 500) -> T:
        """The first item of the next `limit` that is wanted."""
        for _ in range(limit):
            if wanted(item := self.next()):
                return item
        raise AssertionError("nothing like that came")

    def drain(self) -> list[T]:
        """What lies there now."""
        items: list[T] = []
        while not self._queue.empty():
            items.append(self._queue.get_nowait())
        return items


def write_clip(
    target: Path | io.BytesIO,
    video: list[VideoPacket],
    sound: list[PcmBlock],
    sound_delay_us: int = 0,
) -> None:
    """Mux packets and PCM into an MP4, the first packet being time zero."""
    zero = video[0].ts_us
    with (
        av.open(io.BytesIO(video[0].data), "r", format="h264") as probe,
        av.open(str(target) if isinstance(target, Path) else target, "w", format="mp4") as out,
    ):
        track = out.add_stream_from_template(probe.streams.video[0], opaque=True)
        voice = out.add_stream("aac", rate=SAMPLE_RATE, layout="mono") if sound else None
        for packet in video:
            item = av.Packet(packet.data)
            item.stream = track
            item.is_keyframe = packet.keyframe
            item.time_base = Fraction(1, 1_000_000)
            item.pts = item.dts = packet.ts_us - zero
            item.duration = 40_000  # else the edit list ends before the last frame
            out.mux(item)
        for block in sound:
            since_us = block.ts_us - zero + sound_delay_us
            if voice is None or since_us < 0:
                continue
            frame = av.AudioFrame.from_ndarray(block.samples[np.newaxis], "s16", "mono")
            frame.sample_rate = SAMPLE_RATE
            frame.time_base = Fraction(1, SAMPLE_RATE)
            frame.pts = since_us * SAMPLE_RATE // 1_000_000
            out.mux(voice.encode(frame))
        if voice is not None:
            out.mux(voice.encode(None))


@pytest.fixture
def clip_writer() -> Callable[..., None]:
    return write_clip


@pytest.fixture
def inbox() -> Callable[[], Inbox[object]]:
    return Inbox


@pytest.fixture
def roll() -> Iterator[PaperRoll]:
    """The bench's printer, on a line that is quicker than any real one's."""
    roll = PaperRoll(baud=FAST)
    yield roll
    roll.close()


@pytest.fixture
def printer(roll: PaperRoll) -> Iterator[EscposPrinter]:
    printer = EscposPrinter(roll.port, baud=FAST)
    yield printer
    printer.close()


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    for thread in left:
        thread.join(2)
    assert not [t.name for t in left if t.is_alive()]
