"""An official's video, of whatever kind, as the booth's player and every browser take it.

H.264 and AAC in a fragmented MP4 that can be shown while it arrives: at most 1280 by 720
(or upright), 25 pictures a second, 1.5 Mbit/s, a key frame a second, always with sound.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import av.container
import numpy as np
from numpy.typing import NDArray

from central.errors import BadInput
from firmware.wire.messages import MAX_VIDEO_MS

FPS = 25
LONG_SIDE, SHORT_SIDE = 1280, 720
SAMPLE_RATE = 48_000
# A telephone's largest picture has 33 millions; a small file can claim many more.
MAX_PIXELS = 40_000_000
_SAMPLES_A_PICTURE = SAMPLE_RATE // FPS
# Sound that comes so much later than its place leaves a gap, which is filled.
_GAP_SAMPLES = SAMPLE_RATE // 20
# Some containers bring the sound of several seconds after their pictures.
_LATE_SAMPLES = 10 * SAMPLE_RATE
_PICTURE = {
    "preset": "veryfast",
    "profile": "main",
    "crf": "23",
    "maxrate": "1500k",
    "bufsize": "3000k",
    "g": str(FPS),
    # With pictures out of order the muxer moves the sound against them.
    "bf": "0",
}
_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}

# By name, so that no playlist makes central read other files or ask other machines.
_KINDS = {"format_whitelist": "mov,matroska,avi,mpegts,mpeg,ogg,asf", "protocol_whitelist": "file"}
# FFmpeg's AAC encoder puts so many samples before the first; starting so much later keeps
# every time stamp positive, and the muxer does not move the picture.
_PRIMING_SAMPLES = 1024

Progress = Callable[[float], None]


class _Sink:
    """What PyAV writes to: nothing may raise through its callback, so the error is kept."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        if self.error is None:
            try:
                self._out.write(data)
            except OSError as error:
                self.error = error
        return len(data)


def transcode(source: Path, out: BinaryIO, progress: Progress) -> int:
    """Write the video into `out`, which only grows; its length in milliseconds.

    `progress` hears which part of it is done, 0 to 1. Raises BadInput for what is not a
    video or is too long, OSError when `out` takes no more.
    """
    sink = _Sink(out)
    try:
        with (
            # Not as it was given: what stands before a colon would be a protocol.
            # A title may be in any writing.
            av.open(
                str(source.resolve()), options=dict(_KINDS), metadata_errors="replace"
            ) as given,
            av.open(sink, "w", format="mp4", options=_FRAGMENTS) as made,
        ):
            duration_ms = _copy(given, made, sink, progress)
    except av.FFmpegError as error:
        raise BadInput(f"{source.name}: not a video that can be read: {error}") from error
    except _Unfit as error:
        raise BadInput(f"{source.name}: {error}") from error
    if sink.error is not None:
        raise sink.error
    return duration_ms


class _Unfit(Exception):
    """A video that is none, or too long."""


def _too_long() -> _Unfit:
    return _Unfit(f"longer than {MAX_VIDEO_MS // 60_000} minutes")


def _copy(
    given: av.container.InputContainer,
    made: av.container.OutputContainer,
    sink: _Sink,
    progress: Progress,
) -> int:
    if not given.streams.video:
        raise _Unfit("there is no picture in it")
    picture = given.streams.video[0]
    if picture.codec_context is None:
        raise _Unfit("its pictures are of an unknown kind")
    picture.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    film = _Film(made, picture, (given.start_time or 0) / av.time_base)
    whole_ms = (given.duration or 0) * 1000 / av.time_base
    for frame in given.decode(picture, *given.streams.audio[:1]):
        if isinstance(frame, av.VideoFrame):
            film.picture(frame)
        elif isinstance(frame, av.AudioFrame):
            film.sound(frame)
        if sink.error is not None:
            return film.duration_ms
        if whole_ms:
            progress(min(1.0, film.duration_ms / whole_ms))
    film.end()
    if not film.duration_ms:
        raise _Unfit("there is no picture in it")
    progress(1.0)
    return film.duration_ms


class _Film:
    """The video that is being made: a picture every 40 ms, and sound without gaps."""

    def __init__(
        self, made: av.container.OutputContainer, given: av.VideoStream, start: float
    ) -> None:
        """`start`: the time stamp, in seconds, with which the given video begins."""
        self._made = made
        # Of one of its pixels: its width by its height.
        self._shape = given.sample_aspect_ratio or Fraction(1)
        self._start = start
        self._video = made.add_stream("libx264", rate=FPS, options=dict(_PICTURE))
        self._video.pix_fmt = "yuv420p"
        self._audio = made.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        self._audio.bit_rate = 96_000
        self._resampler = _resampler()
        self._kind_of_sound = ("", "", 0)
        self._size: tuple[int, int] | None = None
        self._last: av.VideoFrame | None = None
        self._pictures = self._samples = 0
        self._heard: list[av.Packet[av.AudioStream]] = []

    @property
    def duration_ms(self) -> int:
        """How long it is by now."""
        return self._pictures * 1000 // FPS

    def picture(self, frame: av.VideoFrame) -> None:
        """A picture; it stays until the next one, however late that is, as the first is early."""
        moment = self._moment(frame.time)
        wide = frame.width * float(self._shape) / frame.height
        turned = upright(frame)
        if self._size is None:
            aspect = wide if turned.width == frame.width else 1 / wide
            self._size = self._video.width, self._video.height = fitted(turned.height, aspect)
        fitting = turned.reformat(*self._size, "yuv420p")
        self._last = self._last or fitting
        self._until(moment)
        self._last = fitting

    def sound(self, frame: av.AudioFrame) -> None:
        """Sound, at its place."""
        place = round(self._moment(frame.time) * SAMPLE_RATE)
        if place > SAMPLE_RATE * MAX_VIDEO_MS // 1000:
            raise _too_long()
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind_of_sound:
            self._resampler, self._kind_of_sound = _resampler(), kind
        pieces = [_pcm(piece) for piece in self._resampler.resample(frame)]
        samples = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        if place - self._samples > _GAP_SAMPLES:
            self._hear(np.zeros(place - self._samples, np.int16))
        self._hear(samples[max(0, self._samples - place - _GAP_SAMPLES) :])
        self._until((self._samples - _LATE_SAMPLES) / SAMPLE_RATE)

    def end(self) -> None:
        """The last picture, which stays as long as there is sound, and the last sound."""
        if self._last is None:
            return
        self._show(self._last)
        self._until(self._samples // _SAMPLES_A_PICTURE / FPS)
        self._silence()
        self._made.mux(self._video.encode())
        self._made.mux([*self._heard, *self._audio.encode()])

    def _moment(self, time: float | None) -> float:
        return max(0.0, (time or 0.0) - self._start)

    def _until(self, moment: float) -> None:
        while self._last is not None and self._pictures < round(moment * FPS):
            self._show(self._last)

    def _show(self, frame: av.VideoFrame) -> None:
        if self.duration_ms >= MAX_VIDEO_MS:
            raise _too_long()
        frame.pts, frame.time_base = self._pictures, Fraction(1, FPS)
        frame.pict_type = 0
        self._made.mux(self._video.encode(frame))
        self._pictures += 1
        if self._pictures * _SAMPLES_A_PICTURE - self._samples > _LATE_SAMPLES:
            self._silence()

    def _silence(self) -> None:
        """Where there is no sound, so that the picture need not wait for it."""
        self._hear(np.zeros(max(0, self._pictures * _SAMPLES_A_PICTURE - self._samples), np.int16))

    def _hear(self, samples: NDArray[np.int16]) -> None:
        if not len(samples):
            return
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        frame.pts = self._samples + _PRIMING_SAMPLES
        self._heard += self._audio.encode(frame)
        self._samples += len(samples)
        # The muxer begins with its first packet, and must know the picture's size by then.
        if self._size is not None:
            self._made.mux(self._heard)
            self._heard.clear()


def upright(frame: av.VideoFrame) -> av.VideoFrame:
    """The picture as it is to be seen: a telephone held upright only notes that it was."""
    turns = round(frame.rotation / 90) % 4
    if not turns:
        return frame
    turned = np.rot90(frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False), turns)
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(turned), format="rgb24")


def _resampler() -> av.AudioResampler:
    """One takes sound of one kind only."""
    return av.AudioResampler("s16", "mono", SAMPLE_RATE)


def _pcm(frame: av.AudioFrame) -> NDArray[np.int16]:
    return frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)


def fitted(height: int, aspect: float) -> tuple[int, int]:
    """Width and height in which it is shown: even, and not larger than the booth's own clips."""
    width = height * aspect
    scale = min(1.0, LONG_SIDE / max(width, height), SHORT_SIDE / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
