"""Thin covers over libcamera's objects: what a test may do to its `virtual` camera.

picamera2 sees these in place of libcamera's own (hw.bench.virtual_camera puts them
there); what is not written here goes through to libcamera unchanged.
"""

import mmap
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hw.camera.software import frame_time_us
from hw.pace import MICROSECOND, Pace

# As many as a sensor's driver has for a reader that is late.
_LATE_TICKS = 4


class Sensor:
    """What a test does to the camera. Set from any thread; takes effect with the next tick."""

    def __init__(self, fps: int = 25) -> None:
        self.fps = fps
        self.absent = False
        self.silent = False
        self.luma: int | None = None
        self.frozen = False
        self.skip = 0
        self.missed = 0
        self.stuck: threading.Event | None = None

    def cover(self, luma: int | None = 16) -> None:
        """A flat picture of that brightness; None takes the hand away."""
        self.luma = luma


class Ticker:
    """Hands one waiting request to libcamera at each tick of CLOCK_MONOTONIC."""

    def __init__(self, camera: Any, sensor: Sensor) -> None:
        self._camera = camera
        self._sensor = sensor
        self._pace = Pace(time.monotonic)
        self._waiting: deque[Request] = deque()
        self._thread = threading.Thread(target=self._run, name="virtual-sensor", daemon=True)
        self._thread.start()

    def queue(self, request: "Request") -> None:
        """A request waits for its tick."""
        self._waiting.append(request)

    def stop(self) -> None:
        """No more ticks."""
        self._pace.stop()
        self._thread.join()

    def _run(self) -> None:
        fps, following = self._sensor.fps, 0
        while True:
            upcoming = self._pace.now_us() * fps // MICROSECOND + 1
            number = max(following, upcoming - _LATE_TICKS) if following else upcoming
            if following:
                self._sensor.missed += number - following
            following = number + 1
            if not self._pace.until(frame_time_us(number, fps)):
                return
            self._tick(number)

    def _tick(self, number: int) -> None:
        sensor = self._sensor
        if sensor.silent:
            return
        if sensor.skip or not self._waiting:
            sensor.skip = max(0, sensor.skip - 1)
            sensor.missed += 1
            return
        request = self._waiting.popleft()
        request.stamp_ns = frame_time_us(number, sensor.fps) * 1000
        self._camera.queue_request(request.real)


@dataclass(frozen=True)
class Metadata:
    """A buffer's, of which 0.4.0 knows only the sizes."""

    status: Any
    planes: Any


class Buffer:
    """A frame buffer of libcamera, with the memory that a test may look into."""

    def __init__(self, real: Any, memory: mmap.mmap, width: int, height: int) -> None:
        self.real = real
        self.memory = memory
        self._luma = width * height

    @property
    def planes(self) -> Any:
        """libcamera's."""
        return self.real.planes

    @property
    def metadata(self) -> Metadata:
        """That the picture is good, whatever the memory held."""
        import libcamera

        return Metadata(libcamera.FrameMetadata.Status.Success, self.real.metadata.planes)

    def paint(self, luma: int) -> None:
        """A flat grey picture."""
        picture = np.frombuffer(self.memory, np.uint8)
        picture[: self._luma] = luma
        picture[self._luma :] = 128


class Request:
    """A request of libcamera, with the time of its tick."""

    def __init__(self, real: Any, camera: "Camera") -> None:
        self.real = real
        self._camera = camera
        self._buffers: dict[Any, Buffer] = {}
        self.stamp_ns = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def add_buffer(self, stream: Any, buffer: Buffer) -> None:
        """As libcamera's."""
        self.real.add_buffer(stream, buffer.real)
        self._buffers[stream] = buffer

    @property
    def status(self) -> Any:
        """Complete while the camera runs: 0.4.0 takes what the memory held for "cancelled"."""
        import libcamera

        return libcamera.Request.Status.Complete if self._camera.runs else self.real.status

    @property
    def buffers(self) -> Mapping[Any, Buffer]:
        """By stream."""
        return self._buffers

    @property
    def metadata(self) -> dict[Any, Any]:
        """libcamera's, with the tick's time."""
        import libcamera

        return dict(self.real.metadata.items()) | {
            libcamera.controls.SensorTimestamp: self.stamp_ns
        }

    def expose(self) -> None:
        """What the test wants to be seen instead of the pipeline's picture."""
        sensor = self._camera.sensor
        for stream, buffer in self._buffers.items():
            if sensor.luma is not None:
                buffer.paint(sensor.luma)
            if sensor.frozen and stream in self._camera.shown:
                buffer.memory[:] = self._camera.shown[stream]
            elif sensor.frozen:
                self._camera.shown[stream] = buffer.memory[:]
        if not sensor.frozen:
            self._camera.shown.clear()


class Camera:
    """A camera of libcamera whose requests wait for the ticks."""

    def __init__(self, real: Any, sensor: Sensor) -> None:
        self.real = real
        self.sensor = sensor
        self.requests: dict[Any, Request] = {}
        self.shown: dict[Any, bytes] = {}
        self._ticker: Ticker | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    @property
    def runs(self) -> bool:
        """Whether there are ticks."""
        return self._ticker is not None

    def generate_configuration(self, roles: Iterable[Any]) -> Any:
        """As libcamera's; a raw stream is taken from the picture's."""
        import libcamera

        role = libcamera.StreamRole
        return self.real.generate_configuration(
            [role.VideoRecording if one == role.Raw else one for one in roles]
        )

    def create_request(self, cookie: int) -> Request:
        """As libcamera's."""
        request = Request(self.real.create_request(cookie), self)
        self.requests[request.real] = request
        return request

    def start(self, controls: Any) -> None:
        """As libcamera's, and the ticks begin."""
        self.real.start(controls)
        self._ticker = Ticker(self.real, self.sensor)

    def queue_request(self, request: Request) -> None:
        """As libcamera's, at the next tick."""
        if self._ticker is not None:
            self._ticker.queue(request)

    def stop(self) -> None:
        """As libcamera's; hangs where a test wants it to."""
        if self.sensor.stuck is not None:
            self.sensor.stuck.wait()
        ticker, self._ticker = self._ticker, None
        if ticker is not None:
            ticker.stop()
        self.real.stop()
        self.requests.clear()


class System:
    """libcamera's manager, with covered cameras."""

    def __init__(self, real: Any, sensor: Sensor) -> None:
        self._real = real
        there = () if sensor.absent else real.cameras
        self.cameras = [Camera(camera, sensor) for camera in there]

    @property
    def event_fd(self) -> int:
        """libcamera's."""
        fd: int = self._real.event_fd
        return fd

    @property
    def version(self) -> str:
        """libcamera's."""
        return str(self._real.version)

    def get_ready_requests(self) -> list[Request]:
        """As libcamera's, exposed."""
        known = {real: cover for one in self.cameras for real, cover in one.requests.items()}
        ready = [known[real] for real in self._real.get_ready_requests() if real in known]
        for request in ready:
            request.expose()
        return ready


class MemfdAllocator:
    """Buffers in memfds: NV12, luma and chroma as a plane each."""

    def __init__(self) -> None:
        from picamera2.allocators.allocator import Allocator

        self.sync = _Sync
        self.needs_sync = Allocator.needs_sync
        self.mapped_buffers: dict[Buffer, mmap.mmap] = {}
        self._buffers: dict[Any, list[Buffer]] = {}

    def allocate(self, configuration: Iterable[Any], _: object) -> None:
        """Buffers for every stream."""
        self.close()
        for one in configuration:
            buffers = [self._buffer(one) for _ in range(one.buffer_count)]
            self._buffers[one.stream] = buffers
            self.mapped_buffers |= {buffer: buffer.memory for buffer in buffers}

    def _buffer(self, configuration: Any) -> Buffer:
        import libcamera

        fd = os.memfd_create("virtual-camera")
        size = configuration.frame_size
        os.ftruncate(fd, size)
        luma = configuration.stride * configuration.size.height
        planes = [libcamera.FrameBuffer.Plane() for _ in range(2)]
        for plane, offset, length in zip(planes, (0, luma), (luma, size - luma), strict=True):
            plane.fd, plane.offset, plane.length = fd, offset, length
        real, memory = libcamera.FrameBuffer(planes), mmap.mmap(fd, size)
        os.close(fd)  # both keep a copy of their own
        return Buffer(real, memory, configuration.stride, configuration.size.height)

    def buffers(self, stream: Any) -> list[Buffer]:
        """Of one stream."""
        return self._buffers[stream]

    def acquire(self, buffers: object) -> None:
        """Nothing to count: the memory goes when nobody looks at it."""

    def release(self, buffers: object) -> None:
        """Nothing to count."""

    def close(self) -> None:
        """Forget the buffers."""
        self.mapped_buffers, self._buffers = {}, {}


class _Sync:
    """What picamera2 asks of an allocator when it looks into a buffer."""

    def __init__(self, _: MemfdAllocator, buffer: Buffer, _write: bool) -> None:
        self._memory = buffer.memory

    def __enter__(self) -> mmap.mmap:
        return self._memory

    def __exit__(self, *_: object) -> None:
        """Nothing: the memory is the process's own."""

    def get_buffer(self) -> mmap.mmap:
        """The memory."""
        return self._memory
