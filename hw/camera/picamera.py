"""What the driver uses of picamera2. Imported only where picamera2 is wanted: see hw.camera.pi.

Facts are of picamera2 0.3.38.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Before libcamera is there: it reads this once.
os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:ERROR")

import numpy as np
from picamera2 import MappedArray, Picamera2
from picamera2.encoders import LibavH264Encoder
from picamera2.outputs import Output
from picamera2.platform import Platform, get_platform

from hw.camera import OnPacket, VideoPacket
from hw.camera.encoder import KEYFRAME_EVERY_S, THREADS
from hw.camera.picture import I420
from hw.camera.software import Picture
from hw.errors import BadDeviceSetting, DeviceError, DeviceNotFound
from hw.pace import MICROSECOND

NAME = "camera"
# Memory for pictures is scarce on a Pi 4; two are at work, one is held by the encoder.
BUFFERS = 5
MODEL = Path("/proc/device-tree/model")

logging.getLogger("picamera2").setLevel(logging.WARNING)


def open_camera(picture: Picture, main_format: str, on_frame: Callable[[Any], None]) -> Picamera2:
    """The first camera, configured once and running; `on_frame` gets every request.

    Raises DeviceNotFound, BadDeviceSetting, DeviceError.
    """
    camera = _acquire()
    try:
        _configure(camera, picture, main_format)
        camera.pre_callback = on_frame
        camera.start()
    except DeviceError:
        camera.close()
        raise
    except (RuntimeError, OSError, ValueError) as error:
        camera.close()
        raise DeviceError(NAME, f"libcamera cannot start it: {error}") from error
    return camera


def _acquire() -> Picamera2:
    try:
        found = Picamera2.global_camera_info()
    except (RuntimeError, OSError) as error:
        raise DeviceError(NAME, f"libcamera cannot begin: {error}") from error
    if not found:
        raise DeviceNotFound(NAME, "libcamera finds none; check the ribbon cable, both ends")
    camera = Picamera2.__new__(Picamera2)
    try:
        camera.__init__()
    except (RuntimeError, OSError) as error:
        # It forgets its pipe, and we try again every few seconds for ever.
        camera.notifymeread.close()
        os.close(camera.notifyme_w)
        raise DeviceError(NAME, f"libcamera cannot open it: {error.__cause__ or error}") from error
    return camera


def _configure(camera: Picamera2, picture: Picture, main_format: str) -> None:
    period_us = MICROSECOND // picture.fps
    wanted = {"main": (picture.width, picture.height), "lores": picture.preview}
    camera.configure(
        camera.create_video_configuration(
            **{name: {"size": size, "format": main_format} for name, size in wanted.items()},
            buffer_count=BUFFERS,
            queue=False,  # else picamera2 holds back a picture that nobody asks for
            controls={"FrameDurationLimits": (period_us, period_us)},
        )
    )
    for name, size in wanted.items():
        got = camera.stream_configuration(name)
        if got["size"] != size or got["format"] != main_format:
            raise BadDeviceSetting(
                NAME, f"{size} {main_format} is not to be had, but {got['size']} {got['format']}"
            )


def stamp_us(request: Any) -> int:
    """When a frame was exposed, in microseconds of CLOCK_MONOTONIC."""
    return int(request.get_metadata()["SensorTimestamp"]) // 1000


def small_picture(request: Any) -> I420:
    """A copy of the preview's stream, as I420."""
    configuration = request.config["lores"]
    with MappedArray(request, "lores", reshape=False, write=False) as mapped:
        return to_i420(mapped.array, configuration)


def to_i420(memory: Any, configuration: Any) -> I420:
    """A copy of a buffer's picture without the padding at the end of its rows.

    In YUV420 a row of chroma has half the padding, in NV12 it holds U and V by turns.
    """
    (width, height), stride = configuration["size"], configuration["stride"]
    luma = memory[: stride * height].reshape(height, stride)
    out = np.empty((height * 3 // 2, width), np.uint8)
    out[:height] = luma[:, :width]
    chroma = memory[stride * height : stride * height * 3 // 2]
    target = out[height:].reshape(2, height // 2, width // 2)
    if configuration["format"] == "NV12":
        rows = chroma.reshape(height // 2, stride)[:, :width]
        target[0], target[1] = rows[:, 0::2], rows[:, 1::2]
    else:
        target[:] = chroma.reshape(2, height // 2, stride // 2)[:, :, : width // 2]
    return out


def has_hardware_encoder(model: Path = MODEL) -> bool:
    """Whether this is a Raspberry Pi up to 4.

    picamera2 itself takes every machine that is no Pi 5 for one.
    """
    is_pi = model.exists() and b"Raspberry Pi" in model.read_bytes()
    return is_pi and get_platform() == Platform.VC4


def new_encoder(picture: Picture) -> Any:
    """An encoder for one recording: they must not be used twice."""
    wanted = {
        "bitrate": picture.bitrate,
        "repeat": True,
        "iperiod": picture.fps * KEYFRAME_EVERY_S,
        "framerate": picture.fps,
    }
    if has_hardware_encoder():
        from picamera2.encoders.h264_encoder import H264Encoder

        return H264Encoder(**wanted)
    encoder = LibavH264Encoder(**wanted)
    encoder.preset = "superfast"
    encoder.threads = THREADS
    return encoder


class PacketOutput(Output):  # type: ignore[misc]
    """Where an encoder of picamera2 puts its packets: begins with a key frame, time only rises."""

    def __init__(self, encoder: Any, on_packet: OnPacket) -> None:
        super().__init__()
        self._encoder = encoder
        self._on_packet = on_packet
        self._last_us: int | None = None
        self.ended = False

    def outputframe(
        self,
        frame: Any,
        keyframe: bool = True,
        timestamp: int | None = None,
        _packet: Any = None,
        _audio: bool = False,
    ) -> None:
        """Called by the encoder; `timestamp` counts from its first frame."""
        assert timestamp is not None
        ts_us = self._encoder.firsttimestamp + timestamp
        if self.ended or (self._last_us is None and not keyframe):
            return
        if self._last_us is not None and ts_us <= self._last_us:
            return
        self._last_us = ts_us
        self._on_packet(VideoPacket(bytes(frame), bool(keyframe), ts_us))
