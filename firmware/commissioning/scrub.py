"""Secrets leave the card once the booth has them: overwritten, then deleted.

The file is renamed first: whatever a power cut leaves half overwritten is never
taken for a file that somebody wrote. What a flash chip keeps of old blocks is
beyond any file system; therefore codes work once and end by themselves.
"""

import os
from pathlib import Path

from firmware.appeals.files import sync_folder

TAKEN = ".taken"
_BLOCK = 65_536


def scrub(file: Path) -> None:
    """Wipe a file off the card. Raises OSError."""
    doomed = file.with_name(file.name + TAKEN)
    file.replace(doomed)
    sync_folder(file.parent)
    _wipe(doomed)


def finish(folder: Path) -> None:
    """Wipe what an earlier start did not come to the end of. Raises OSError."""
    for doomed in folder.iterdir():
        if doomed.name.lower().endswith(TAKEN) and doomed.is_file():
            _wipe(doomed)


def _wipe(doomed: Path) -> None:
    left = doomed.stat().st_size
    with doomed.open("r+b") as opened:
        while left > 0:
            left -= opened.write(b"\0" * min(left, _BLOCK))
        opened.flush()
        os.fsync(opened.fileno())
    doomed.unlink()
    sync_folder(doomed.parent)
