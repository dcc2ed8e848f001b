"""The Raspberry Pi's camera, through libcamera and picamera2.

picamera2 and libcamera come from the system (python3-picamera2), not from our
own requirements; they are imported when the camera is started.
"""

import logging
import time
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from typing import Any

from hw.camera import OnPacket, OnPreview, PreviewFrame
from hw.camera.software import HEALTHY_WITHIN_S, Picture
from hw.deadline import Deadline
from hw.errors import BadDeviceSetting, DeviceGone, DeviceTimeout
from hw.pace import MICROSECOND, Clock

log = logging.getLogger(__name__)

NAME = "camera"
START_WITHIN_S, STOP_WITHIN_S, CLOSE_WITHIN_S = 10.0, 3.0, 5.0
# The screen needs no more, and each one costs the camera's thread a copy.
PREVIEW_EVERY_US = 30_000
# libcamera is one for the whole process: so is a call into it that hangs.
_DEADLINE = Deadline(NAME)


class PiCamera:
    """The camera on the ribbon cable. When libcamera gives up it falls silent: close and start.

    `main_format` is what the sensor's pictures are asked for in, YUV420 or NV12.
    A sensor with a pulse of its own is counted by its time stamps, so a frame
    that never reached the encoder is known and not guessed.
    """

    def __init__(
        self,
        width: int = 1280,
        height: int = 720,
        fps: int = 25,
        bitrate: int = 2_000_000,
        preview: tuple[int, int] = (640, 360),
        clock: Clock = time.monotonic,
        main_format: str = "YUV420",
    ) -> None:
        self._picture = Picture(width, height, fps, bitrate, preview)
        self._picture.check(NAME)
        if main_format not in ("YUV420", "NV12"):
            raise BadDeviceSetting(NAME, f"pictures are YUV420 or NV12, not {main_format}")
        self._format = main_format
        self._clock = clock
        self._camera: Any = None
        self._library: Any = None
        self._recording: _Recording | None = None
        self._on_preview: Callable[[PreviewFrame], None] = _nobody
        self._last_frame_at = self._started_at = float("-inf")
        self._previewed_us = 0
        self._stumbled = False

    def start(self, on_preview: OnPreview) -> None:
        """Open the camera and deliver previews. Raises as the Protocol says."""
        if self._camera is not None:
            raise RuntimeError(f"{NAME} runs already")
        if _DEADLINE.stuck:
            raise DeviceTimeout(NAME, "a call into libcamera has not come back")
        library = self._library = _library()
        self._on_preview = on_preview
        self._last_frame_at = float("-inf")
        self._stumbled = False
        self._camera = _DEADLINE.call(
            "starting",
            START_WITHIN_S,
            lambda: library.open_camera(self._picture, self._format, self._frame),
            late=lambda camera: camera.close(),
        )
        self._started_at = self._clock()

    def record(self, on_packet: OnPacket) -> None:
        """Begin a recording with the next frame. Raises DeviceGone."""
        if self._recording is not None:
            raise RuntimeError(f"{NAME} records already")
        if self._camera is None or not self._lively():
            raise DeviceGone(NAME, "no picture to record")
        camera, library = self._camera, self._library
        encoder = library.new_encoder(self._picture)
        recording = _Recording(encoder, library.PacketOutput(encoder, on_packet))
        self._recording = recording
        try:
            _DEADLINE.call(
                "starting the encoder",
                STOP_WITHIN_S,
                lambda: camera.start_encoder(encoder, recording.output, name="main"),
                late=lambda _: camera.stop_encoder(encoder),
            )
        except (RuntimeError, OSError, ValueError) as error:
            self._recording = None
            recording.output.ended = True
            raise DeviceGone(NAME, f"the encoder cannot be started: {error}") from error

    def stop_recording(self) -> int:
        """Take in what was seen until now and end the recording."""
        recording, camera = self._recording, self._camera
        if recording is None:
            return 0
        try:
            _DEADLINE.call(
                "stopping the encoder",
                STOP_WITHIN_S,
                lambda: camera.stop_encoder(recording.encoder),
            )
        except (RuntimeError, OSError, ValueError) as error:
            # What has been delivered is a recording all the same.
            log.warning("%s: the encoder did not end well: %s", NAME, error)
        recording.output.ended = True
        self._recording = None
        return recording.sensor_frames(MICROSECOND // self._picture.fps)

    def healthy(self) -> bool:
        """Whether a frame came within the last two seconds."""
        within = self._clock() - self._last_frame_at < HEALTHY_WITHIN_S
        return self._camera is not None and within

    def close(self) -> None:
        """Stop everything; after a few seconds what hangs is left behind."""
        self.stop_recording()
        camera, self._camera = self._camera, None
        self._on_preview = _nobody
        if camera is None:
            return
        try:
            _DEADLINE.call("closing", CLOSE_WITHIN_S, camera.close)
        except (RuntimeError, OSError) as error:
            log.warning("%s: it did not close well: %s", NAME, error)

    def _lively(self) -> bool:
        """Healthy, or so new that there was no frame yet."""
        return self.healthy() or self._clock() - self._started_at < HEALTHY_WITHIN_S

    def _frame(self, request: Any) -> None:
        try:
            self._take(request)
        except Exception as error:
            if not self._stumbled:
                log.warning("%s: a frame cannot be shown: %s", NAME, error, exc_info=error)
            self._stumbled = True

    def _take(self, request: Any) -> None:
        library = self._library
        ts_us: int = library.stamp_us(request)
        self._last_frame_at = self._clock()
        if self._recording is not None:
            self._recording.stamps.append(ts_us)
        if ts_us - self._previewed_us >= PREVIEW_EVERY_US:
            self._previewed_us = ts_us
            width, height = self._picture.preview
            self._on_preview(PreviewFrame(library.small_picture(request), width, height, ts_us))


class _Recording:
    """One recording: its encoder and where its packets go, and when frames were exposed."""

    def __init__(self, encoder: Any, output: Any) -> None:
        self.encoder = encoder
        self.output = output
        self.stamps: list[int] = []

    def sensor_frames(self, period_us: int) -> int:
        """How many frames the sensor had from the first to the last that was encoded."""
        first = self.encoder.firsttimestamp
        if first is None:
            return 0
        seen = [ts_us for ts_us in self.stamps if ts_us >= first][: self.encoder.frames_encoded]
        steps = (max(1, round((b - a) / period_us)) for a, b in pairwise(seen))
        return len(seen[:1]) + sum(steps)


def _library() -> Any:
    """hw.camera.picamera. Raises BadDeviceSetting where picamera2 is not installed."""
    try:
        return import_module("hw.camera.picamera")
    except ImportError as error:
        raise BadDeviceSetting(
            NAME,
            f"the driver picamera2 needs python3-picamera2 of Raspberry Pi OS ({error});"
            " install it and make the virtual environment with --system-site-packages",
        ) from error


def _nobody(_: PreviewFrame) -> None:
    return None
