"""What is wrong, for whoever stands before the booth: files that live until the next start.

The notice is shown instead of the kiosk (`booth notice`); remarks are not, because
the booth works: `booth doctor` says them.
"""

from collections.abc import Sequence
from pathlib import Path

from firmware import notice
from firmware.notice import Notice

REMARKS = "card.json"


class NoticeBoard:
    """The notice in `file`, the remarks beside it. Every method but `remarks` may raise OSError."""

    def __init__(self, file: Path = notice.FILE) -> None:
        self._file = file
        self._remarks = file.with_name(REMARKS)

    def put_up(self, kind: str, lines: Sequence[str]) -> None:
        """This booth cannot work: why, and what to correct."""
        self._write(self._file, kind, lines)

    def remark(self, lines: Sequence[str]) -> None:
        """The booth works, but something on its card was not taken."""
        self._write(self._remarks, notice.SETTINGS, lines)

    def clear(self) -> None:
        """All is well as far as the card goes."""
        for file in (self._file, self._remarks):
            file.unlink(missing_ok=True)

    def remarks(self) -> list[str]:
        """What was remarked at the last start."""
        found = notice.read(self._remarks)
        return list(found.lines) if found else []

    def _write(self, file: Path, kind: str, lines: Sequence[str]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        notice.write(Notice(kind, tuple(lines)), file)
