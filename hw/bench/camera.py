"""A camera for machines that have none: it keeps time like a sensor and can be told to fail."""

import time

from hw.bench.marks import FLASH_FRAMES, draw_flash, draw_mark
from hw.bench.scene import Scene
from hw.camera.picture import I420, blank, planes
from hw.camera.software import Frame, Picture, SoftwareCamera, frame_time_us
from hw.errors import DeviceNotFound
from hw.pace import MICROSECOND, Clock, Pace

NAME = "camera"
BUFFERS = 4
_NOTHING_S = 0.04


class SimulatedSensor:
    """Ticks at the multiples of the frame period of CLOCK_MONOTONIC.

    Frame n is exposed n periods after the clock's zero, so a frame lies on each
    whole second: the first of the flash. Up to four frames wait for a late
    reader; older ones are lost and their numbers with them.
    """

    def __init__(self, width: int, height: int, fps: int) -> None:
        self._size = width, height
        self._fps = fps
        self._scene: Scene | None = None
        self._next: int | None = None
        self._last: I420 | None = None
        self.present = True
        self.covered = False
        self.frozen = False
        self.stalled = False
        self.slow_s = 0.0

    def open(self) -> None:
        """Raises DeviceNotFound while unplugged."""
        if not self.present:
            raise DeviceNotFound(NAME, "the simulated camera is unplugged")
        self._next = None
        self._last = None
        if self._scene is None:
            self._scene = Scene(*self._size)

    def read(self, pace: Pace) -> Frame | None:
        """The next frame as soon as it is exposed; None while nothing comes."""
        if not self.present or self.stalled:
            pace.sleep(_NOTHING_S)
            return None
        number = self._choose(pace.now_us())
        ts_us = frame_time_us(number, self._fps)
        if not pace.until(ts_us) or (self.slow_s and not pace.sleep(self.slow_s)):
            return None
        self._next = number + 1
        return Frame(self._picture(number, ts_us), ts_us, number)

    def close(self) -> None:
        """Nothing is held."""

    def _choose(self, now_us: int) -> int:
        upcoming = now_us * self._fps // MICROSECOND + 1
        if self._next is None:
            return upcoming
        return max(self._next, upcoming - BUFFERS)

    def _picture(self, number: int, ts_us: int) -> I420:
        if self.covered:
            return blank(*self._size)
        if self.frozen and self._last is not None:
            return self._last
        assert self._scene is not None
        picture = self._scene.draw(ts_us)
        luma = planes(picture)[0]
        draw_mark(luma, number)
        if number % self._fps < FLASH_FRAMES:
            draw_flash(luma)
        self._last = picture
        return picture


class SimulatedCamera(SoftwareCamera):
    """The bench's camera: a figure that moves, with marks that `measure_clip` reads.

    Each frame's number (its tick since the clock's zero) is in the picture, so
    number times the period is its time stamp.
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
        picture = Picture(width, height, fps, bitrate, preview)
        self._sensor = SimulatedSensor(width, height, fps)
        super().__init__(NAME, self._sensor, picture, clock)

    def unplug(self) -> None:
        """Frames cease; a recording gets no more packets."""
        self._sensor.present = False

    def plug_in(self) -> None:
        """Frames come again, with the gap in their numbers."""
        self._sensor.present = True

    def freeze(self, frozen: bool = True) -> None:
        """The same picture again and again, its number too."""
        self._sensor.frozen = frozen

    def stall(self, stalled: bool = True) -> None:
        """It is there but no frame comes, however often it is opened."""
        self._sensor.stalled = stalled

    def cover(self, covered: bool = True) -> None:
        """Something lies on the lens: a black picture without marks."""
        self._sensor.covered = covered

    def slow(self, seconds: float) -> None:
        """Each frame takes that much longer, so that frames are lost; 0 ends it."""
        self._sensor.slow_s = seconds
