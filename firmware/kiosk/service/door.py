"""Whether a USB stick may be plugged in: a file that is there while the service menu is open.

The rules for USB look at it (71-booth-usb.rules): storage that is plugged in at any other
time is refused. dialog-usb.path has them look again when it comes and goes.
"""

from contextlib import suppress
from pathlib import Path

FILE = Path("/run/dialog/service-open")
"""Where the rules look; a tmpfs, so that this never waits. No such folder: no such rules."""


class StickDoor:
    """Shut at the start, whatever an earlier kiosk left."""

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self.shut()

    def open(self) -> None:
        """Somebody with the PIN is there."""
        with suppress(OSError):
            self._file.touch()

    def shut(self) -> None:
        """Nobody is, any more. May be called twice."""
        with suppress(OSError):
            self._file.unlink()
