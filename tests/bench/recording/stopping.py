"""From the end of a recording to its number: how long who presses "send" at once waits."""

import os
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key
from firmware.clock import SystemClock
from firmware.kiosk.devices import Studio
from firmware.recording.recorder import Recorder
from firmware.spool.registration import Recording, Registrar, ReservedNumber
from firmware.spool.spool import Spool
from hw.camera import OnPacket, OnPreview, VideoPacket
from hw.camera.encoder import H264Encoder
from hw.camera.software import frame_time_us
from hw.microphone import BLOCK_SAMPLES, OnPcm, PcmBlock
from hw.pace import MICROSECOND
from hw.paced_microphone import BLOCK_US
from tests.bench.recording.raw import AHEAD_S, LOOP_S, MODE, RawSensor, Voice
from tests.conftest import DRAFT

RUNS = 50
CLIP_S = 120
# Of the recording, what the recorder itself has not yet synced when it ends.
UNSYNCED_S = 1


@dataclass
class Played:
    """A camera and a microphone whose packets were made before."""

    packets: list[VideoPacket]
    voice: Voice
    delivered: int = 0
    _on_packet: OnPacket = lambda _: None
    _on_pcm: OnPcm = lambda _: None

    def start(self, _: OnPreview) -> None:
        """Nothing to open."""

    def record(self, on_packet: OnPacket) -> None:
        """From now on `play` goes there."""
        self._on_packet, self.delivered = on_packet, 0

    def play(self, recorder: Recorder, seconds: float) -> None:
        """Deliver so much more, as fast as the muxer takes it."""
        end = self.delivered + round(seconds * MODE.fps)
        while self.delivered < end:
            number = self.delivered
            made = self.packets[number % len(self.packets)]
            ts_us = frame_time_us(number, MODE.fps)
            for heard_us in range(ts_us, ts_us + MICROSECOND // MODE.fps, BLOCK_US):
                recorder.pcm(PcmBlock(self.voice(heard_us, BLOCK_SAMPLES), heard_us))
            self._on_packet(replace(made, ts_us=ts_us))
            self.delivered += 1
            while ts_us / MICROSECOND - recorder.seconds > AHEAD_S and recorder.failure is None:
                threading.Event().wait(0.005)

    def stop_recording(self) -> int:
        """All was delivered."""
        return self.delivered

    def healthy(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing is held."""


class Silence:
    """No microphone of its own: `Played` brings the sound in step."""

    def start(self, on_pcm: OnPcm) -> None:
        """Nothing comes."""

    def healthy(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing is held."""


def encoded(pictures: Path) -> list[VideoPacket]:
    """The loop as the booth's own encoder makes it."""
    sensor = RawSensor(pictures)
    sensor.open()
    encoder = H264Encoder(MODE.width, MODE.height, MODE.fps, MODE.bitrate)
    frames = map(sensor.take, range(LOOP_S * MODE.fps))
    found = [packet for frame in frames for packet in encoder.encode(frame.i420, frame.ts_us)]
    sensor.close()
    return found


class Booth:
    """Studio, spool and registrar as in the kiosk, on a disk of this machine."""

    def __init__(self, folder: Path, camera: Played) -> None:
        self._camera = camera
        self._studio = Studio(lambda: camera, Silence, SystemClock())
        self._studio.start()
        while not self._studio.has_camera:
            threading.Event().wait(0.01)
        city, escrow = VisitKey(), VisitKey()
        self._recipients = (city.recipient, escrow.recipient)
        self._spool = Spool(folder / "spool")
        self._registrar = Registrar(
            self._spool,
            booth="001",
            site="bench",
            key=make_key(folder / "booth.key"),
            recipients=self._recipients,
        )

    def reserve(self) -> ReservedNumber:
        """What the kiosk does while the citizen speaks."""
        return self._registrar.reserve_number()

    def visit(self, name: str, reserved: ReservedNumber) -> float:
        """Record, stop, register; seconds from "stop" to "registered"."""
        file = self._spool.recording / f"{name}.clip.age"
        clock = SystemClock()
        recorder = Recorder(file, self._recipients, VisitKey(), MODE.fps, clock)
        self._studio.record(recorder)
        self._camera.play(recorder, CLIP_S - UNSYNCED_S)
        with file.open("rb") as recorded:
            os.fdatasync(recorded.fileno())
        self._camera.play(recorder, UNSYNCED_S)
        begun = time.perf_counter()
        self._studio.stop()
        facts = recorder.finish()
        recording = Recording(file, facts, datetime.now(UTC), True)
        registered = self._registrar.register(DRAFT, recording, reserved)
        took = time.perf_counter() - begun
        if facts.video_frames != CLIP_S * MODE.fps:
            raise SystemExit(f"{facts.video_frames} frames in the clip")
        (self._spool.clips / f"{registered.id}.clip.age").unlink()
        return took

    def close(self) -> None:
        """Free what is held."""
        self._studio.close()


def stop_to_registered_s(pictures: Path, sound: Path, folder: Path) -> list[float]:
    """Of so many clips of 120 s and 31 MB, made anew each time; what is synced is on `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        booth = Booth(Path(name), Played(encoded(pictures), Voice(sound)))
        try:
            return [booth.visit(f"take-{run}", booth.reserve()) for run in range(RUNS)]
        finally:
            booth.close()
