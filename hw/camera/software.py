"""A camera whose pictures are encoded here: the shared half of bench, film and webcam."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hw.camera import OnPacket, OnPreview, PreviewFrame
from hw.camera.encoder import H264Encoder
from hw.camera.picture import I420, Resizer
from hw.errors import BadDeviceSetting, DeviceGone, DeviceTimeout
from hw.pace import MICROSECOND, Clock, Pace

HEALTHY_WITHIN_S = 2.0
STOP_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Picture:
    """What a camera's video mode is: pixels, frames a second, bits a second."""

    width: int = 1280
    height: int = 720
    fps: int = 25
    bitrate: int = 2_000_000
    preview: tuple[int, int] = (640, 360)

    def check(self, device: str) -> None:
        """Raises BadDeviceSetting for what no encoder can do."""
        sizes = (self.width, self.height, *self.preview)
        if any(size < 16 or size % 2 for size in sizes):
            raise BadDeviceSetting(device, f"sizes must be even and at least 16: {sizes}")
        if not 1 <= self.fps <= 60:
            raise BadDeviceSetting(device, f"fps must be 1 to 60, not {self.fps}")
        if self.bitrate < 100_000:
            raise BadDeviceSetting(device, f"bitrate must be at least 100000, not {self.bitrate}")


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a sensor; `number` also counts the frames nobody fetched."""

    i420: I420
    ts_us: int
    number: int


class FrameSource(Protocol):
    """Where the pictures come from. All calls but `present` come from one thread."""

    def open(self) -> None:
        """Raises DeviceNotFound or BadDeviceSetting; called by `start`'s caller."""

    @property
    def present(self) -> bool:
        """Whether the device is there as far as it is known."""

    def read(self, pace: Pace) -> Frame | None:
        """Wait for the next frame; None when there was none for a while.

        Raises DeviceGone when the device must be opened again.
        """

    def close(self) -> None:
        """Free the device; may be called twice."""


class _Recording:
    """One recording: its encoder, and the numbers of its frames."""

    def __init__(self, picture: Picture, on_packet: OnPacket) -> None:
        self._encoder = H264Encoder(picture.width, picture.height, picture.fps, picture.bitrate)
        self._on_packet = on_packet
        self._first: int | None = None
        self._last = 0
        self._abandoned = False
        self.finished = threading.Event()
        self.stop_at_us: int | None = None

    @property
    def sensor_frames(self) -> int:
        return 0 if self._first is None else self._last - self._first + 1

    def wants(self, frame: Frame) -> bool:
        return self.stop_at_us is None or frame.ts_us <= self.stop_at_us

    def add(self, frame: Frame) -> None:
        if self._first is None:
            self._first = frame.number
        self._last = frame.number
        for packet in self._encoder.encode(frame.i420, frame.ts_us):
            if not self._abandoned:
                self._on_packet(packet)

    def finish(self) -> None:
        for packet in self._encoder.flush():
            if not self._abandoned:
                self._on_packet(packet)
        self.finished.set()

    def abandon(self) -> None:
        """No packet after this, whatever the camera's thread is at."""
        self._abandoned = True


class SoftwareCamera:
    """The Camera of a FrameSource: one thread reads, shows and encodes.

    When the thread is late the source skips frames; nothing piles up here.
    A callback must not raise and must not call back into the camera.
    """

    def __init__(
        self,
        name: str,
        source: FrameSource,
        picture: Picture,
        clock: Clock = time.monotonic,
    ) -> None:
        picture.check(name)
        self._name = name
        self._source = source
        self._picture = picture
        self._clock = clock
        self._pace = Pace(clock)
        self._thread: threading.Thread | None = None
        self._recording: _Recording | None = None
        self._last_frame_at = float("-inf")
        self._on_preview: Callable[[PreviewFrame], None] = _nobody

    def start(self, on_preview: OnPreview) -> None:
        """Open the source and deliver previews. Raises as the Protocol says.

        DeviceTimeout while the thread of the last start still hangs in its device.
        """
        if self._thread is not None:
            if self._pace.stopped and self._thread.is_alive():
                raise DeviceTimeout(self._name, "it has not ended yet")
            if not self._pace.stopped:
                raise RuntimeError(f"{self._name} runs already")
        pace = self._pace = Pace(self._clock)
        self._source.open()
        if pace.stopped:
            self._source.close()
            raise DeviceGone(self._name, "it was closed while it was opened")
        self._on_preview = on_preview
        self._last_frame_at = float("-inf")
        self._thread = threading.Thread(
            target=self._run, args=(pace,), name=self._name, daemon=True
        )
        self._thread.start()

    def record(self, on_packet: OnPacket) -> None:
        """Begin a recording with the next frame. Raises DeviceGone."""
        if self._recording is not None:
            raise RuntimeError(f"{self._name} records already")
        if not self._running():
            raise DeviceGone(self._name, "no picture to record")
        self._recording = _Recording(self._picture, on_packet)

    def stop_recording(self) -> int:
        """Take in what was exposed until now and end the recording."""
        recording = self._recording
        if recording is None:
            return 0
        recording.stop_at_us = self._pace.now_us()
        if self._running():
            recording.finished.wait(STOP_WITHIN_S)
        recording.abandon()
        self._recording = None
        return recording.sensor_frames

    def healthy(self) -> bool:
        """Whether a frame came within the last two seconds."""
        return self._running() and self._clock() - self._last_frame_at < HEALTHY_WITHIN_S

    def close(self) -> None:
        """Stop the thread, which frees the source: at most twice two seconds."""
        self.stop_recording()
        self._pace.stop()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN_S)
            if not self._thread.is_alive():
                self._thread = None
        self._on_preview = _nobody

    def _running(self) -> bool:
        thread = self._thread
        alive = thread is not None and thread.is_alive() and not self._pace.stopped
        return alive and self._source.present

    def _run(self, pace: Pace) -> None:
        resizer = Resizer(*self._picture.preview)
        try:
            while not pace.stopped:
                frame = self._source.read(pace)
                if frame is not None:
                    self._last_frame_at = self._clock()
                    self._show(resizer, frame)
                self._record(frame)
        except DeviceGone:
            pass  # `healthy` and `record` tell; the owner opens the camera again
        finally:
            self._source.close()

    def _show(self, resizer: Resizer, frame: Frame) -> None:
        width, height = self._picture.preview
        small = resizer.resize(frame.i420)
        self._on_preview(PreviewFrame(small, width, height, frame.ts_us))

    def _record(self, frame: Frame | None) -> None:
        recording = self._recording
        if recording is None or recording.finished.is_set():
            return
        if frame is not None and recording.wants(frame):
            recording.add(frame)
        elif recording.stop_at_us is not None:
            recording.finish()


def _nobody(_: PreviewFrame) -> None:
    return None


def frame_time_us(number: int, fps: int) -> int:
    """When frame `number` of a free-running sensor is exposed: whole seconds are hit."""
    return number * MICROSECOND // fps
