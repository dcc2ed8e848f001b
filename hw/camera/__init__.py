"""The camera: H.264 packets for the recording, small pictures for the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Camera", "OnPacket", "OnPreview", "PreviewFrame", "VideoPacket"]


@dataclass(frozen=True, slots=True)
class VideoPacket:
    """One encoded frame: H.264 Annex B; a key frame carries its SPS and PPS.

    `ts_us` is when the frame was exposed, in microseconds of CLOCK_MONOTONIC.
    """

    data: bytes
    keyframe: bool
    ts_us: int


@dataclass(frozen=True, slots=True, eq=False)
class PreviewFrame:
    """A small picture as I420: `i420` has shape (height * 3 // 2, width), uint8.

    Two are equal only if they are the same one: pictures are not compared.
    """

    i420: npt.NDArray[np.uint8]
    width: int
    height: int
    ts_us: int


OnPacket = Callable[[VideoPacket], None]
OnPreview = Callable[[PreviewFrame], None]


class Camera(Protocol):
    """A camera that runs from `start` to `close` and records in between.

    Callbacks come from the camera's own thread and must return at once. The
    picture runs on while a recording starts and stops; each recording has a
    new encoder, so its first packet is a key frame.
    """

    def start(self, on_preview: OnPreview) -> None:
        """Open the device and deliver preview frames.

        Raises DeviceError: DeviceNotFound, BadDeviceSetting, DeviceTimeout, or the
        root itself for a device that is there and cannot be used.
        """

    def record(self, on_packet: OnPacket) -> None:
        """Begin to deliver packets, the first being a key frame. Raises DeviceGone."""

    def stop_recording(self) -> int:
        """Deliver the last packet, then return how many frames the sensor had for it.

        The difference to the packets delivered is the number of dropped frames.
        Calling it without a recording returns 0.
        """

    def healthy(self) -> bool:
        """Whether a frame came within the last two seconds."""

    def close(self) -> None:
        """Stop everything and free the device; may be called twice."""
