"""What the tests of the recording share: sealed clips, and a line that brings them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.clock import Clock, SystemClock
from firmware.recording.arriving import Arriving
from firmware.recording.recorder import Recorder
from hw.camera.encoder import H264Encoder
from hw.microphone import BLOCK_SAMPLES, PcmBlock


@dataclass
class Line:
    """Brings a file piece by piece, as the uplink does: a part that grows, then the whole."""

    content: bytes
    part: Path
    whole: Path
    clock: Clock

    def arriving(self, patience_s: float = 15.0) -> Arriving:
        return Arriving(self.part, self.whole, self.clock, patience_s)

    def bring(self, upto: float = 1.0) -> None:
        """That share of the file is there now."""
        there = self.part.stat().st_size if self.part.exists() else 0
        with self.part.open("ab") as file:
            file.write(self.content[there : round(len(self.content) * upto)])

    def finish(self) -> None:
        self.bring()
        self.part.rename(self.whole)


@pytest.fixture
def line_of(tmp_path: Path, clock: Clock) -> Callable[[bytes], Line]:
    folder = tmp_path / "answers"
    folder.mkdir()
    return lambda content: Line(content, folder / "rid.part", folder / "rid.age", clock)


@pytest.fixture
def visit() -> VisitKey:
    return VisitKey()


@pytest.fixture
def sealed(tmp_path: Path, visit: VisitKey) -> Callable[[int], bytes]:
    """Seconds of picture and sound as one sealed clip."""

    def make(seconds: int) -> bytes:
        file = tmp_path / "x.clip.age"
        recorder = Recorder(file, [VisitKey().recipient], visit, 25, SystemClock())
        encoder = H264Encoder(320, 240, 25, 1_000_000)
        grey = np.full((360, 320), 128, dtype=np.uint8)
        for index in range(25 * seconds):
            for packet in encoder.encode(grey, index * 40_000):
                recorder.packet(packet)
            for half in (0, 20_000):
                recorder.pcm(PcmBlock(np.ones(BLOCK_SAMPLES, np.int16), index * 40_000 + half))
        for packet in encoder.flush():
            recorder.packet(packet)
        recorder.finish()
        return file.read_bytes()

    return make
