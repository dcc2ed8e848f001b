"""Room kept for the day when the disk is full, so that stored clips can still be deleted.

Noting that central took a clip over needs a little room in the database, and only what
is noted is deleted: without this a full disk would stay full for ever.
"""

import os
import shutil
from pathlib import Path

# SQLite needs its write-ahead log and its shared index, both far smaller.
RESERVE_BYTES = 4_194_304
# The disk is no longer full when that much is free.
_ENOUGH_BYTES = 4 * RESERVE_BYTES


class Reserve:
    """A file of zeros in the spool's folder. Owned by the uplink."""

    def __init__(self, spool: Path) -> None:
        self._file = spool / "reserve"

    def keep(self) -> None:
        """Make it, where it is missing and there is plenty of room."""
        folder = self._file.parent
        if self._file.exists() or shutil.disk_usage(folder).free < _ENOUGH_BYTES:
            return
        try:
            with self._file.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
        except OSError:
            self._file.unlink(missing_ok=True)

    def give(self) -> bool:
        """Give the room back; says whether there was any."""
        try:
            self._file.unlink()
        except OSError:
            return False
        return True
