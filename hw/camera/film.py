"""A film played as camera and microphone, in step: for demonstrations without either."""

import contextlib
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.stream import Stream

from hw.camera.picture import Letterbox, blank
from hw.camera.software import Frame, Picture, SoftwareCamera, frame_time_us
from hw.errors import BadDeviceSetting, DeviceGone, DeviceNotFound
from hw.microphone import SAMPLE_RATE
from hw.pace import MICROSECOND, Clock, Pace
from hw.paced_microphone import PacedMicrophone

NAME = "film"
LONGEST_S = 600
# A multiple of the usual frame periods and of the 20 ms block: what lies on a
# frame in the film then lies on a frame of the camera.
_START_GRID_US = 200_000
_LATE_FRAMES = 4
# Sound that is missing in the file is a gap, not sound that comes too early.
_GAP_SAMPLES = SAMPLE_RATE // 10


class Film:
    """One video file, looped for ever, with one time for its picture and its sound.

    Its time zero is when the first of its camera and microphone starts. Raises
    BadDeviceSetting for a file that is no video. The sound is held in memory.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._zero_us: int | None = None
        try:
            with av.open(str(self.path), "r") as container:
                if not container.streams.video:
                    raise BadDeviceSetting(NAME, f"{self.path} has no picture")
                self.duration_us = _duration_us(container, self.path)
                # Films cut out of a broadcast do not begin at zero.
                self.begin_us = container.start_time or 0
                self._sound = _sound(container, self.begin_us, self.duration_us)
        except (OSError, av.FFmpegError) as error:
            raise BadDeviceSetting(NAME, f"{self.path} is no video: {error}") from error

    def begin(self, now_us: int) -> None:
        """Set time zero, if nobody has yet."""
        with self._lock:
            if self._zero_us is None:
                self._zero_us = now_us // _START_GRID_US * _START_GRID_US

    def time_us(self, ts_us: int) -> int:
        """Where in the film a moment of CLOCK_MONOTONIC is."""
        return (ts_us - (self._zero_us or 0)) % self.duration_us

    def sound(self, ts_us: int, samples: int) -> npt.NDArray[np.int16]:
        """The film's sound at a moment; zeros if it has none."""
        first = self.time_us(ts_us) * SAMPLE_RATE // MICROSECOND
        return self._sound[np.arange(first, first + samples) % len(self._sound)]


@lru_cache(maxsize=4)
def shared_film(path: str) -> Film:
    """The one Film of a path, so that camera and microphone opened apart keep step."""
    return Film(path)


class _Projector:
    """The FrameSource of a film: shows the frame that is due at each tick."""

    def __init__(self, film: Film, picture: Picture) -> None:
        self._film = film
        self._fps = picture.fps
        self._letterbox = Letterbox(picture.width, picture.height)
        self._shown = blank(picture.width, picture.height)
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._container: av.container.InputContainer | None = None
        self._waiting: av.VideoFrame | None = None
        self._film_us = 0
        self._next: int | None = None

    @property
    def present(self) -> bool:
        return True

    def open(self) -> None:
        try:
            self._rewind()
        except (OSError, av.FFmpegError) as error:
            raise DeviceNotFound(NAME, f"{self._film.path} cannot be opened: {error}") from error

    def read(self, pace: Pace) -> Frame | None:
        now_us = pace.now_us()
        self._film.begin(now_us)
        upcoming = now_us * self._fps // MICROSECOND + 1
        number = upcoming if self._next is None else max(self._next, upcoming - _LATE_FRAMES)
        self._next = number + 1
        ts_us = frame_time_us(number, self._fps)
        try:
            self._advance(self._film.time_us(ts_us))
        except (OSError, av.FFmpegError) as error:
            raise DeviceGone(NAME, f"{self._film.path} has vanished: {error}") from error
        if not pace.until(ts_us):
            return None
        return Frame(self._shown, ts_us, number)

    def close(self) -> None:
        container, self._container = self._container, None
        self._frames = iter(())
        if container is not None:
            container.close()

    def _rewind(self) -> None:
        self.close()
        self._container = av.open(str(self._film.path), "r")
        self._frames = readable(self._container, self._container.streams.video[0])
        self._waiting = next(self._frames, None)
        self._film_us = 0

    def _advance(self, film_us: int) -> None:
        """Decode up to that time; the last frame stays when the picture is shorter."""
        if film_us < self._film_us:
            self._rewind()
        self._film_us = film_us
        due = None
        while self._waiting is not None and self._time_us(self._waiting) <= film_us:
            due, self._waiting = self._waiting, next(self._frames, None)
        if due is not None:
            self._shown = self._letterbox.fit(due)

    def _time_us(self, frame: av.VideoFrame) -> float:
        return (frame.time or 0.0) * MICROSECOND - self._film.begin_us


class FilmCamera(SoftwareCamera):
    """A film as the camera, fitted into the picture with black bars."""

    def __init__(
        self,
        film: Film | str | Path,
        width: int = 1280,
        height: int = 720,
        fps: int = 25,
        bitrate: int = 2_000_000,
        preview: tuple[int, int] = (640, 360),
        clock: Clock = time.monotonic,
    ) -> None:
        picture = Picture(width, height, fps, bitrate, preview)
        picture.check(NAME)
        super().__init__(NAME, _Projector(_film(film), picture), picture, clock)


class FilmMicrophone(PacedMicrophone):
    """The sound of a film as the microphone; give it the camera's Film or the same path."""

    def __init__(self, film: Film | str | Path, clock: Clock = time.monotonic) -> None:
        self._film = _film(film)
        super().__init__(NAME, self._heard, clock)

    def _heard(self, ts_us: int, samples: int) -> npt.NDArray[np.int16]:
        self._film.begin(ts_us)
        return self._film.sound(ts_us, samples)


def _film(film: Film | str | Path) -> Film:
    return film if isinstance(film, Film) else shared_film(str(film))


def _duration_us(container: av.container.InputContainer, path: Path) -> int:
    """Of the whole, in whole 20 ms, so that a loop does not shift the sound's blocks."""
    duration_us = (container.duration or 0) // 20_000 * 20_000
    if not 0 < duration_us <= LONGEST_S * MICROSECOND:
        raise BadDeviceSetting(NAME, f"{path} must last up to {LONGEST_S} s")
    return duration_us


def readable(container: av.container.InputContainer, stream: Stream) -> Iterator[Any]:
    """The frames of a stream without those that are damaged."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return  # damaged from here to its end
        if packet is None:
            return
        # What is damaged is refused with one error or another, by the decoder.
        with contextlib.suppress(av.FFmpegError):
            yield from packet.decode()


def _sound(
    container: av.container.InputContainer, begin_us: int, duration_us: int
) -> npt.NDArray[np.int16]:
    sound = np.zeros(duration_us * SAMPLE_RATE // MICROSECOND, np.int16)
    if not container.streams.audio:
        return sound
    resampler = AudioResampler("s16", "mono", SAMPLE_RATE)
    at: int | None = None
    for frame in readable(container, container.streams.audio[0]):
        due = round(((frame.time or 0.0) - begin_us / MICROSECOND) * SAMPLE_RATE)
        if at is None or abs(due - at) > _GAP_SAMPLES:
            at = due
        for part in resampler.resample(frame):
            at = _paste(sound, np.asarray(part.to_ndarray(), np.int16)[0], at)
    return sound


def _paste(sound: npt.NDArray[np.int16], part: npt.NDArray[np.int16], at: int) -> int:
    begin, end = max(at, 0), min(at + len(part), len(sound))
    if begin < end:
        sound[begin:end] = part[begin - at : end - at]
    return at + len(part)
