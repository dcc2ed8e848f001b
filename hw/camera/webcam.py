"""A USB webcam through V4L2, for laptops; the booth's own camera is another driver."""

import time
from collections.abc import Iterator
from pathlib import Path

import av

from hw.camera.picture import Letterbox
from hw.camera.software import Frame, Picture, SoftwareCamera
from hw.errors import DeviceError, DeviceGone, DeviceNotFound
from hw.pace import MICROSECOND, Clock, Pace

NAME = "webcam"
FIRST = "/dev/video0"
# A read must end before those who close the camera lose patience.
OPEN_WITHIN_S, READ_WITHIN_S = 5.0, 1.5
# Kernel stamps farther than this from our clock are of another clock.
_PLAUSIBLE_US = 1_000_000


def webcam_present(device: str = FIRST) -> bool:
    """Whether the device node is there."""
    return Path(device).exists()


class _WebcamSource:
    def __init__(self, device: str, picture: Picture, container_format: str) -> None:
        self._device = device
        self._picture = picture
        self._format = container_format
        self._letterbox = Letterbox(picture.width, picture.height)
        self._container: av.container.InputContainer | None = None
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._number = 0
        self._last_ts_us = 0
        self.present = True

    def open(self) -> None:
        if not webcam_present(self._device):
            raise DeviceNotFound(NAME, f"{self._device} is not there")
        picture = self._picture
        live = self._format == "v4l2"
        options = {
            "video_size": f"{picture.width}x{picture.height}",
            "framerate": str(picture.fps),
        }
        try:
            self._container = av.open(
                self._device,
                "r",
                format=self._format,
                options=options if live else {},
                timeout=(OPEN_WITHIN_S, READ_WITHIN_S),
            )
        except (OSError, av.FFmpegError) as error:
            raise DeviceError(NAME, f"{self._device} cannot be used: {error}") from error
        self._frames = self._container.decode(video=0)
        self.present = True

    def read(self, pace: Pace) -> Frame | None:
        try:
            picture = next(self._frames)
        except (StopIteration, OSError, ValueError, av.FFmpegError) as error:
            self.present = False
            raise DeviceGone(NAME, f"{self._device} has vanished") from error
        ts_us = self._stamp(picture, pace.now_us())
        self._number += 1
        return Frame(self._letterbox.fit(picture), ts_us, self._number)

    def close(self) -> None:
        container, self._container = self._container, None
        self._frames = iter(())
        if container is not None:
            container.close()

    def _stamp(self, picture: av.VideoFrame, now_us: int) -> int:
        """The kernel's stamp where it is of CLOCK_MONOTONIC, else our own; always rising."""
        stamp_us = int((picture.time or 0.0) * MICROSECOND)
        ts_us = stamp_us if abs(now_us - stamp_us) < _PLAUSIBLE_US else now_us
        self._last_ts_us = max(ts_us, self._last_ts_us + 1)
        return self._last_ts_us


class Webcam(SoftwareCamera):
    """A V4L2 camera. When it vanishes its thread ends: close it and start again.

    `container_format` is what FFmpeg reads the device as; a file may stand in
    for a webcam that vanishes at its end.
    """

    def __init__(
        self,
        device: str = FIRST,
        width: int = 1280,
        height: int = 720,
        fps: int = 25,
        bitrate: int = 2_000_000,
        preview: tuple[int, int] = (640, 360),
        clock: Clock = time.monotonic,
        container_format: str = "v4l2",
    ) -> None:
        picture = Picture(width, height, fps, bitrate, preview)
        picture.check(NAME)
        super().__init__(NAME, _WebcamSource(device, picture, container_format), picture, clock)
