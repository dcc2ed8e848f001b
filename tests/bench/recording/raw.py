"""Raw pictures and sound in files, which the booth and ffmpeg read alike; devices on them."""

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from firmware.recording.recorder import Recorder
from hw.bench.camera import BUFFERS
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.scene import Scene
from hw.camera.picture import I420
from hw.camera.software import Frame, Picture, frame_time_us
from hw.microphone import BLOCK_SAMPLES, SAMPLE_RATE, PcmBlock
from hw.pace import MICROSECOND, Pace
from hw.paced_microphone import BLOCK_US

MODE = Picture()
LOOP_S = 5
FRAME_BYTES = MODE.width * MODE.height * 3 // 2
AHEAD_S = 5.0
"""How far a time-lapse may run ahead of the muxer: the recorder's queue holds half a minute."""


def make(folder: Path) -> tuple[Path, Path]:
    """A loop of the bench's figure with the noise of a sensor, and of its voice."""
    pictures, sound = folder / "loop.i420", folder / "loop.s16"
    scene, chance = Scene(MODE.width, MODE.height), np.random.default_rng(1)
    noise = chance.normal(0, 2, (8, MODE.height, MODE.width)).round().astype(np.int16)
    with pictures.open("wb") as out:
        for number in range(LOOP_S * MODE.fps):
            i420 = scene.draw(frame_time_us(number, MODE.fps))
            luma = i420[: MODE.height]
            grain = np.roll(noise[number % len(noise)], int(chance.integers(MODE.width)), axis=1)
            np.clip(luma + grain, 16, 235, out=luma, casting="unsafe")
            out.write(i420.tobytes())
    microphone = SimulatedMicrophone()
    blocks = range(0, LOOP_S * MICROSECOND, BLOCK_US)
    sound.write_bytes(b"".join(microphone._sound(us, BLOCK_SAMPLES).tobytes() for us in blocks))
    return pictures, sound


class Voice:
    """The loop of sound by its time."""

    def __init__(self, file: Path) -> None:
        self._samples = np.fromfile(file, np.int16)

    def __call__(self, ts_us: int, samples: int) -> npt.NDArray[np.int16]:
        """So many samples from that moment on."""
        at = ts_us * SAMPLE_RATE // MICROSECOND % self._samples.size
        return self._samples[at : at + samples]


class RawSensor:
    """Reads a picture from the file when a sensor would expose it; late readers lose frames."""

    present = True

    def __init__(self, file: Path) -> None:
        self._path = file
        self._count = file.stat().st_size // FRAME_BYTES
        self._next: int | None = None

    def open(self) -> None:
        """Open the file."""
        self._file = self._path.open("rb", buffering=0)

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def read(self, pace: Pace) -> Frame | None:
        """The next picture at its moment."""
        upcoming = pace.now_us() * MODE.fps // MICROSECOND + 1
        number = upcoming if self._next is None else max(self._next, upcoming - BUFFERS)
        if not pace.until(frame_time_us(number, MODE.fps)):
            return None
        return self.take(number)

    def take(self, number: int) -> Frame:
        """That picture now."""
        self._next = number + 1
        i420: I420 = np.empty((MODE.height * 3 // 2, MODE.width), np.uint8)
        self._file.seek(number % self._count * FRAME_BYTES)
        self._file.readinto(i420.data)
        return Frame(i420, frame_time_us(number, MODE.fps), number)


class HastySensor(RawSensor):
    """The same in a time-lapse: each picture at once, with the sound that belongs to it."""

    def __init__(self, file: Path, voice: Voice) -> None:
        super().__init__(file)
        self._voice = voice
        self._heard_us = 0
        self.now_s = 0.0
        self.recorder: Recorder | None = None

    def read(self, pace: Pace) -> Frame | None:
        """The next picture as soon as the muxer is not too far behind."""
        recorder = self.recorder
        assert recorder is not None
        while self.now_s - recorder.seconds > AHEAD_S and not pace.stopped:
            time.sleep(0.01)
        frame = self.take(self._next or 0)
        while self._heard_us < frame.ts_us:
            recorder.pcm(PcmBlock(self._voice(self._heard_us, BLOCK_SAMPLES), self._heard_us))
            self._heard_us += BLOCK_US
        self.now_s = frame.ts_us / MICROSECOND
        return frame
