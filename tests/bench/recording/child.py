"""One recording in a process of its own, so that its CPU and memory are those of the recording.

Usage: python -m tests.bench.recording.child KIND PICTURES SOUND FILE SECONDS, where KIND is
booth, preview, bare or lapse. Prints a JSON object: frames the sensor had and frames in the
file; of a lapse also the memory after 30 s and at its end.
"""

import json
import sys
import threading
from fractions import Fraction
from pathlib import Path

import av

from firmware.appeals.sealing import VisitKey
from firmware.clock import Clock, SystemClock
from firmware.recording.muxer import _FRAGMENTS
from firmware.recording.recorder import Recorder
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from hw.camera.encoder import KEYFRAME_EVERY_S, THREADS
from hw.camera.software import FrameSource, SoftwareCamera
from hw.microphone import BLOCK_SAMPLES, SAMPLE_RATE
from hw.pace import MICROSECOND, Pace
from hw.paced_microphone import BLOCK_US, PacedMicrophone
from tests.bench.recording.raw import MODE, HastySensor, RawSensor, Voice

WARM_S = 30


def peak_mb() -> float:
    """The most memory this process ever had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


class BlindCamera(SoftwareCamera):
    """Makes no pictures for the screen: ffmpeg does not either."""

    def _show(self, *_: object) -> None: ...


def _recorder(file: Path, clock: Clock) -> Recorder:
    """As the kiosk makes it: sealed to two recipients and the visit's own key."""
    recipients = [VisitKey().recipient, VisitKey().recipient]
    room = longest_clip_bytes(Settings())
    return Recorder(file, recipients, VisitKey(), MODE.fps, clock, room)


def _camera(source: FrameSource, preview: bool, clock: Clock) -> SoftwareCamera:
    kind = SoftwareCamera if preview else BlindCamera
    camera = kind("camera", source, MODE, clock.monotonic)
    camera.start(lambda _: None)
    return camera


def booth(
    pictures: Path, sound: Path, file: Path, seconds: float, preview: bool
) -> dict[str, float]:
    """In real time, with the booth's own parts from the raw picture to the sealed file."""
    recorder = _recorder(file, SystemClock())
    microphone = PacedMicrophone("microphone", Voice(sound))
    microphone.start(recorder.pcm)
    camera = _camera(RawSensor(pictures), preview, SystemClock())
    camera.record(recorder.packet)
    threading.Event().wait(seconds)
    sensor = camera.stop_recording()
    facts = recorder.finish()
    camera.close()
    microphone.close()
    return {"sensor": sensor, "frames": facts.video_frames}


class LapseClock(SystemClock):
    """The machine's clocks, but durations pass as in the time-lapse."""

    def __init__(self, sensor: HastySensor) -> None:
        super().__init__()
        self._sensor = sensor

    def monotonic(self) -> float:
        """The moment of the latest picture."""
        return self._sensor.now_s


def lapse(pictures: Path, sound: Path, file: Path, seconds: float) -> dict[str, float]:
    """The booth with its screen, as fast as it can, with stamps and clock of real time."""
    sensor = HastySensor(pictures, Voice(sound))
    clock = LapseClock(sensor)
    recorder = _recorder(file, clock)
    sensor.recorder = recorder
    camera = _camera(sensor, True, clock)
    camera.record(recorder.packet)
    warm_mb = _peak_when(recorder, WARM_S)
    _peak_when(recorder, seconds)
    had = camera.stop_recording()
    facts = recorder.finish()
    camera.close()
    frames = facts.video_frames
    return {"sensor": had, "frames": frames, "warm_mb": warm_mb, "peak_mb": peak_mb()}


def _peak_when(recorder: Recorder, seconds: float) -> float:
    while recorder.seconds < seconds and recorder.failure is None:
        threading.Event().wait(0.02)
    return peak_mb()


def bare(pictures: Path, sound: Path, file: Path, seconds: float) -> dict[str, float]:
    """PyAV alone: read, encode and mux in one loop, to a plain file."""
    sensor, voice, pace = RawSensor(pictures), Voice(sound), Pace()
    sensor.open()
    with av.open(str(file), "w", format="mp4", options=_FRAGMENTS) as out:
        video = out.add_stream("libx264", rate=MODE.fps)
        video.width, video.height, video.pix_fmt = MODE.width, MODE.height, "yuv420p"
        video.bit_rate, video.gop_size = MODE.bitrate, MODE.fps * KEYFRAME_EVERY_S
        video.thread_count = THREADS
        video.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "maxrate": str(MODE.bitrate * 13 // 10),
            "bufsize": str(MODE.bitrate * 2),
            "x264-params": "scenecut=0",
        }
        audio = out.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        audio.bit_rate = 64_000
        blocks = frames = 0
        while frames < seconds * MODE.fps:
            taken = sensor.read(pace)
            assert taken is not None
            picture = av.VideoFrame.from_ndarray(taken.i420, format="yuv420p")
            picture.pts, picture.time_base = frames, Fraction(1, MODE.fps)
            out.mux(video.encode(picture))
            frames += 1
            while blocks * BLOCK_US * MODE.fps < frames * MICROSECOND:
                samples = voice(blocks * BLOCK_US, BLOCK_SAMPLES).reshape(1, -1)
                block = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
                block.sample_rate, block.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
                block.pts = blocks * BLOCK_SAMPLES
                out.mux(audio.encode(block))
                blocks += 1
        out.mux(video.encode(None))
        out.mux(audio.encode(None))
    return {"sensor": frames, "frames": frames}


def main(kind: str, seconds: float, *files: Path) -> None:
    """Record, and say what came of it."""
    pictures, sound, file = files
    if kind == "bare":
        found = bare(pictures, sound, file, seconds)
    elif kind == "lapse":
        found = lapse(pictures, sound, file, seconds)
    else:
        found = booth(pictures, sound, file, seconds, kind == "preview")
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[5]), *map(Path, sys.argv[2:5]))
