"""A camera that only a new process can open again: the kiosk says so and ends.

libcamera keeps its state in the process. When it gives up on a camera and opening
it anew does not help, a new process may; systemd starts one. Never while somebody
is there, and not more than once an hour: a booth with a dead camera still answers.
"""

import contextlib
import logging
from pathlib import Path
from threading import Event

from firmware.clock import Clock
from firmware.kiosk.devices import Studio
from hw.drivers import IN_PROCESS_CAMERAS

log = logging.getLogger(__name__)

EXIT_CAMERA = 75
"""The exit code (sysexits.h: temporary failure, try again)."""

FAILURES = 3
APART_S = 3600.0
NOTE = "camera-restart"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class CameraRestart:
    """Decides whether the process ends for its camera.

    When it last did stands in a note in `folder`, by the monotonic clock of this
    boot of the machine: the wall clock may jump.
    """

    def __init__(self, studio: Studio, driver: str, folder: Path, clock: Clock) -> None:
        self._studio = studio
        self._helps = driver in IN_PROCESS_CAMERAS
        self._note = folder / NOTE
        self._boot = _BOOT_ID.read_text().strip()
        self._clock = clock
        self._not_before = self._read()
        self.due = False

    @property
    def exit_code(self) -> int:
        """Of the process: 0, or EXIT_CAMERA."""
        return EXIT_CAMERA if self.due else 0

    def look(self, page: str, stop: Event) -> None:
        """Set `stop` when it is time; `page` is what the screen shows."""
        if not self._helps or page != "attract" or self._studio.camera_failures < FAILURES:
            return
        now = self._clock.monotonic()
        if self.due or now < self._not_before:
            return
        self._not_before = now + APART_S
        try:
            self._note.write_text(f"{self._boot} {now}\n")
        except OSError as error:
            log.warning("the camera needs a new process, but %s", error)
            return
        log.error("no picture after %d openings: the process ends to begin anew", FAILURES)
        self.due = True
        stop.set()

    def _read(self) -> float:
        with contextlib.suppress(OSError, ValueError):
            boot, at = self._note.read_text().split()
            if boot == self._boot:
                return float(at) + APART_S
        return float("-inf")
