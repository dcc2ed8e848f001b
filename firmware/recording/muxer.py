"""The muxer: H.264 packets and sound into fragmented MP4 on a sink that only grows.

The sink gets whole fragments of half a second, so a torn clip loses no more.
The video stream is described by the camera's own first key frame: an encoder
opened only for its parameters would write a wrong avcC.
"""

import contextlib
import io
from fractions import Fraction

import av
import av.container
import numpy as np

from firmware.recording.errors import MuxFailed
from firmware.recording.filler import Filler, Sink
from firmware.recording.sound import Samples, SoundLine
from hw.camera import VideoPacket
from hw.microphone import SAMPLE_RATE, PcmBlock

_MICROSECONDS = Fraction(1, 1_000_000)
_SAMPLES = Fraction(1, SAMPLE_RATE)
# No trailer: its index would not know of the boxes that the filler puts in.
_FRAGMENTS = {
    "movflags": "empty_moov+default_base_moof+skip_trailer",
    "frag_duration": "500000",
}

# FFmpeg's AAC encoder puts 1024 samples before the first; starting the sound
# line that much later keeps every time stamp positive, so that the muxer has no
# reason to move one track against the other.
_PRIMING_SAMPLES = 1024

# How long sound may lag behind the picture before silence takes its place. The
# muxer interleaves by time and would hold back the picture for longer.
_PATIENCE_US = 400_000


class Muxer:
    """Writes one clip. Not thread-safe: the recorder's thread owns it."""

    def __init__(self, sink: Sink, fps: int) -> None:
        self._sink = Filler(sink)
        self._frame_us = 1_000_000 // fps
        self._container: av.container.OutputContainer | None = None
        self._first_us = 0
        self._last_us = -1
        self._pts = 0
        self.frames = 0

    @property
    def duration_ms(self) -> int:
        """From the first frame to the end of the last."""
        return 0 if not self.frames else (self._last_us - self._first_us + self._frame_us) // 1000

    def video(self, packet: VideoPacket) -> None:
        """Add a frame; before the first key frame it is ignored. Raises MuxFailed."""
        if self._container is None:
            if not packet.keyframe:
                return
            self._open(packet)
        if self.frames and packet.ts_us <= self._last_us:
            raise MuxFailed(f"frame {self.frames} is not after the one before")
        assert self._container is not None
        out = av.Packet(packet.data)
        out.stream = self._video
        out.time_base = _MICROSECONDS
        out.pts = out.dts = packet.ts_us - self._first_us
        out.duration = self._frame_us
        out.is_keyframe = packet.keyframe
        self._container.mux(out)
        self._sink.keep_up()
        self.frames += 1
        self._last_us = packet.ts_us
        self._sound(*self._line.fill_until(packet.ts_us - _PATIENCE_US))

    def audio(self, block: PcmBlock) -> None:
        """Add sound; before the first key frame it is ignored."""
        if self._container is not None:
            self._sound(*self._line.add(block))

    def finish(self) -> None:
        """Write what is left. Raises MuxFailed when there is no frame at all."""
        if self._container is None:
            raise MuxFailed("no key frame came from the camera")
        self._sound(*self._line.fill_until(self._last_us + self._frame_us))
        for packet in self._audio.encode(None):
            self._container.mux(packet)
        self._container.close()

    def abandon(self) -> None:
        """Close what is open after an error; harmless after `finish`.

        PyAV 14.2 crashes when a container that was never closed is collected.
        """
        if self._container is not None:
            with contextlib.suppress(OSError, ValueError, av.FFmpegError):
                self._container.close()

    def _open(self, first: VideoPacket) -> None:
        container = av.open(self._sink, "w", format="mp4", options=_FRAGMENTS)
        with av.open(io.BytesIO(first.data), format="h264") as probe:
            self._video = container.add_stream_from_template(probe.streams.video[0], opaque=True)
        self._audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        self._audio.bit_rate = 64_000
        self._first_us = first.ts_us
        priming_us = _PRIMING_SAMPLES * 1_000_000 // SAMPLE_RATE
        self._line = SoundLine(first.ts_us + priming_us)
        self._pts = _PRIMING_SAMPLES
        self._container = container

    def _sound(self, *pieces: Samples) -> None:
        assert self._container is not None
        for piece in pieces:
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(piece).reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate = SAMPLE_RATE
            frame.time_base = _SAMPLES
            frame.pts = self._pts
            self._pts += piece.size
            for packet in self._audio.encode(frame):
                self._container.mux(packet)
                self._sink.keep_up()
