"""Records one clip and reviews it, for strace to watch. Usage: record_once.py FOLDER."""

import sys
from pathlib import Path
from threading import Event

import numpy as np

from firmware.appeals.sealing import VisitKey
from firmware.clock import SystemClock
from firmware.recording.recorder import Recorder
from firmware.recording.review import Review
from hw.camera.encoder import H264Encoder
from hw.microphone import BLOCK_SAMPLES, PcmBlock
from hw.speaker import Mute

MARK = "recording begins"


def main(folder: Path) -> None:
    encoder, chance = H264Encoder(320, 240, 25, 4_000_000), np.random.default_rng(1)
    key, clock = VisitKey(), SystemClock()
    (folder / MARK).touch()
    file = folder / "take.clip.age"
    recorder = Recorder(file, [VisitKey().recipient, VisitKey().recipient], key, 25, clock, 2**20)
    for number in range(50):
        picture = chance.integers(16, 235, (360, 320), np.uint8)
        for packet in encoder.encode(picture, number * 40_000):
            recorder.packet(packet)
        for half in (0, 20_000):
            recorder.pcm(PcmBlock(np.ones(BLOCK_SAMPLES, np.int16), number * 40_000 + half))
    recorder.finish()
    review = Review(file, key.identity, size=(160, 120), speaker=Mute(), clock=clock)
    review.start()
    while not review.finished:
        review.picture()
        Event().wait(0.01)
    review.close()
    assert review.failure is None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
