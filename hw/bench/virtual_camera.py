"""libcamera's own `virtual` camera made fit for picamera2: a sensor with a pulse that can fail.

The pipeline `virtual` draws pictures on any machine, so the booth's real driver
and the real picamera2 run without a Raspberry Pi. Three things of picamera2 are
replaced before it opens a camera, and nothing in the driver:

- its camera manager, so that cameras, requests and buffers pass through the thin
  covers of hw.bench.covers. `virtual` completes requests as fast as they come: here one is
  handed in at each tick and gets the tick's time. It knows no raw stream, which
  picamera2 asks for. In libcamera 0.4.0 the state of a buffer is not initialised.
- its allocator: without a device's memory, buffers are memfds of two planes, which
  is also how a test covers the lens.
- pykms, which only a preview on DRM needs.

These are private parts of picamera2: this module belongs to `PICAMERA2` alone.
"""

import os
import sys
import time
import types
from pathlib import Path
from typing import Any

from hw.bench.covers import MemfdAllocator, Sensor, System
from hw.camera import OnPreview
from hw.camera.pi import NAME, PiCamera
from hw.errors import BadDeviceSetting
from hw.pace import Clock

PICAMERA2 = "0.3.38"
CONFIGURATION = Path("/usr/share/libcamera/pipeline/virtual/virtual.yaml")


def install(sensor: Sensor) -> None:
    """Put the covers into picamera2; with another sensor for the next camera that is opened."""
    # Nothing can be done about a machine without a device's memory: no need to say so.
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "DmaBufAllocator:FATAL,*:ERROR")
    sys.modules.setdefault("pykms", _pykms())
    import picamera2.picamera2 as target

    if target.DmaAllocator is not MemfdAllocator:
        target.DmaAllocator = MemfdAllocator
        target.Picamera2._cm = _manager(target.CameraManager)
    manager = target.Picamera2._cm
    manager.sensor = sensor
    if not manager.cameras:
        manager.reset()


def _manager(base: Any) -> Any:
    import libcamera

    class Manager(base):  # type: ignore[misc]
        """picamera2's, over the covered cameras."""

        sensor: Sensor
        _cms: System | None

        @property
        def cms(self) -> System:
            if self._cms is None:
                self._cms = System(libcamera.CameraManager.singleton(), self.sensor)
            return self._cms

        def reset(self) -> None:
            self._cms = None

    return Manager()


def _pykms() -> types.ModuleType:
    class Formats(type):
        def __getattr__(cls, name: str) -> str:
            return name

    module = types.ModuleType("pykms")
    module.PixelFormat = Formats("PixelFormat", (), {})  # type: ignore[attr-defined]
    return module


class VirtualCamera(PiCamera):
    """The booth's own driver, over the virtual camera: same code, same picamera2.

    `sensor` is what it is told to do wrong.
    """

    def __init__(
        self,
        width: int = 1280,
        height: int = 720,
        fps: int = 25,
        bitrate: int = 2_000_000,
        preview: tuple[int, int] = (640, 360),
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(width, height, fps, bitrate, preview, clock, main_format="NV12")
        self.sensor = Sensor(fps)

    def start(self, on_preview: OnPreview) -> None:
        """As the driver's. Raises BadDeviceSetting without libcamera, picamera2 or its file."""
        if not CONFIGURATION.exists():
            raise BadDeviceSetting(NAME, f"the virtual camera needs {CONFIGURATION}")
        try:
            install(self.sensor)
        except ImportError as error:
            raise BadDeviceSetting(NAME, f"the virtual camera needs picamera2: {error}") from error
        super().start(on_preview)
