"""What is wrong, for whoever stands before the booth: files that live until the next start.

The notice is shown instead of the kiosk (`booth notice`); remarks are not, because
the booth works: `booth doctor` says them.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from firmware.appeals.files import replace

NOTICE = Path("/run/dialog/notice.json")
REMARKS = "card.json"
_READABLE = 0o644


class NoticeBoard:
    """The notice in `file`, the remarks beside it. Every method may raise OSError."""

    def __init__(self, file: Path = NOTICE) -> None:
        self._file = file
        self._remarks = file.with_name(REMARKS)

    def put_up(self, kind: str, lines: Sequence[str]) -> None:
        """This booth cannot work: why, and what to correct."""
        self._write(self._file, kind, lines)

    def remark(self, lines: Sequence[str]) -> None:
        """The booth works, but something on its card was not taken."""
        self._write(self._remarks, "card", lines)

    def clear(self) -> None:
        """All is well as far as the card goes."""
        for file in (self._file, self._remarks):
            file.unlink(missing_ok=True)

    def remarks(self) -> list[str]:
        """What was remarked at the last start."""
        try:
            return [str(line) for line in json.loads(self._remarks.read_bytes())["lines"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _write(self, file: Path, kind: str, lines: Sequence[str]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        said = json.dumps({"kind": kind, "lines": list(lines)}, ensure_ascii=False)
        replace(file, said.encode(), _READABLE)
