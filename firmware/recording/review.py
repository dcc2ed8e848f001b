"""Review: the citizen watches the sealed clip through the visit's key."""

import threading
from pathlib import Path

import av
import numpy as np

from firmware.clock import Clock
from firmware.recording.errors import ReviewFailed
from firmware.recording.opened import opened_clip
from hw.camera import PreviewFrame
from hw.microphone import SAMPLE_RATE
from hw.speaker import Speaker

# How far decoding runs ahead of the picture: enough for the sound's buffer.
_AHEAD_S = 0.3


class Review:
    """Plays once from the start; a new object plays again. Pausing stops the clock."""

    def __init__(
        self, file: Path, identity: str, *, size: tuple[int, int], speaker: Speaker, clock: Clock
    ) -> None:
        """`size` is the picture's width and height on the screen."""
        self._file = file
        self._identity = identity
        self._size = size
        self._speaker = speaker
        self._clock = clock
        self._frames: list[tuple[float, PreviewFrame]] = []
        self._lock = threading.Lock()
        self._started_at: float | None = None
        self._paused_at: float | None = None
        self._stop = threading.Event()
        self._decoded = False
        self.failure: ReviewFailed | None = None
        self._thread = threading.Thread(target=self._run, name="review", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    @property
    def position_s(self) -> float:
        """How far it has played."""
        with self._lock:
            if self._started_at is None:
                return 0.0
            now = self._clock.monotonic() if self._paused_at is None else self._paused_at
            return now - self._started_at

    @property
    def finished(self) -> bool:
        """Whether the last picture has been shown, or it failed."""
        with self._lock:
            return self._decoded and len(self._frames) <= 1

    @property
    def paused(self) -> bool:
        """Whether it is held."""
        return self._paused_at is not None

    def picture(self) -> PreviewFrame | None:
        """The picture due now; forgets the ones before it."""
        position = self.position_s
        with self._lock:
            while len(self._frames) > 1 and self._frames[1][0] <= position:
                self._frames.pop(0)
            return self._frames[0][1] if self._frames else None

    def pause(self) -> None:
        """Hold picture and sound."""
        with self._lock:
            if self._paused_at is None:
                self._paused_at = self._clock.monotonic()
        self._speaker.pause()

    def resume(self) -> None:
        """Go on."""
        with self._lock:
            if self._paused_at is not None and self._started_at is not None:
                self._started_at += self._clock.monotonic() - self._paused_at
            self._paused_at = None
        self._speaker.resume()

    def halt(self) -> None:
        """No sound and no picture from now on; returns at once."""
        with self._lock:
            self._stop.set()
            self._speaker.stop()
            self._frames.clear()

    def close(self) -> None:
        """Halt, and wait for the thread to end."""
        if not self._stop.is_set():
            self.halt()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        try:
            with opened_clip(self._file, self._identity) as clip:
                resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
                for frame in clip.decode(video=0, audio=0):
                    if self._stop.is_set():
                        return
                    if isinstance(frame, av.AudioFrame):
                        self._take_sound(frame, resampler)
                    elif isinstance(frame, av.VideoFrame):
                        self._take_picture(frame)
        except ReviewFailed as error:
            self.failure = error
        finally:
            self._decoded = True

    def _take_sound(self, frame: av.AudioFrame, resampler: av.AudioResampler) -> None:
        self._wait_for(float(frame.time or 0.0) - _AHEAD_S)
        for piece in resampler.resample(frame):
            samples = piece.to_ndarray().reshape(-1).astype(np.int16, copy=False)
            with self._lock:
                if not self._stop.is_set():
                    self._speaker.play(samples)

    def _take_picture(self, frame: av.VideoFrame) -> None:
        moment = float(frame.time or 0.0)
        self._wait_for(moment - _AHEAD_S)
        width, height = self._size
        small = frame.reformat(width=width, height=height, format="yuv420p")
        picture = small.to_ndarray().astype(np.uint8, copy=False)
        with self._lock:
            if self._stop.is_set():
                return
            if self._started_at is None:
                self._started_at = self._clock.monotonic() - moment
            self._frames.append(
                (moment, PreviewFrame(picture, width, height, int(moment * 1_000_000)))
            )

    def _wait_for(self, moment: float) -> None:
        while not self._stop.is_set() and self.position_s < moment:
            self._stop.wait(0.01)
