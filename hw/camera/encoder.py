"""H.264 in software, by libx264: for the bench, films, webcams and the Raspberry Pi 5."""

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext

from hw.camera import VideoPacket
from hw.camera.picture import I420

KEYFRAME_EVERY_S = 2
# Slices, not frames, are shared among the threads (zerolatency), so no delay.
THREADS = 2
_MICROSECONDS = Fraction(1, 1_000_000)
_LIMITED_RANGE, _BT709 = 1, 1


class H264Encoder:
    """One recording's encoder: each frame in gives its packet at once.

    superfast and zerolatency, with a rate that never exceeds 1.3 times
    `bitrate` over a buffer of two seconds. The settings were measured: camera
    note, section 5.
    """

    def __init__(self, width: int, height: int, fps: int, bitrate: int) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, VideoCodecContext)
        context.width = width
        context.height = height
        context.pix_fmt = "yuv420p"
        context.time_base = _MICROSECONDS
        context.framerate = Fraction(fps)
        context.bit_rate = bitrate
        context.gop_size = fps * KEYFRAME_EVERY_S
        context.thread_count = THREADS
        context.color_range = _LIMITED_RANGE
        context.color_primaries = _BT709
        context.color_trc = _BT709
        context.colorspace = _BT709
        context.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "maxrate": str(bitrate * 13 // 10),
            "bufsize": str(bitrate * 2),
            "x264-params": "repeat-headers=1:annexb=1:scenecut=0",
        }
        self._context = context
        self._first_ts_us: int | None = None

    def encode(self, i420: I420, ts_us: int) -> list[VideoPacket]:
        """Encode one picture; `ts_us` must rise from call to call."""
        if self._first_ts_us is None:
            self._first_ts_us = ts_us
        # Not copied: libx264 takes its own copy before `encode` returns.
        frame = av.VideoFrame.from_numpy_buffer(i420, format="yuv420p")
        frame.pts = ts_us - self._first_ts_us
        frame.time_base = _MICROSECONDS
        frame.color_range = _LIMITED_RANGE
        frame.colorspace = _BT709
        return self._packets(frame)

    def flush(self) -> list[VideoPacket]:
        """The packets still inside (none in practice); the encoder is used up then."""
        if self._first_ts_us is None:
            return []
        return self._packets(None)

    def _packets(self, frame: av.VideoFrame | None) -> list[VideoPacket]:
        assert self._first_ts_us is not None
        return [
            VideoPacket(bytes(packet), bool(packet.is_keyframe), self._first_ts_us + packet.pts)
            for packet in self._context.encode(frame)
            if packet.pts is not None
        ]
