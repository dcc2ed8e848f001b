"""A sender into a file, for the demonstration, tests, or a gateway that reads it."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from central.notices.senders import Accepted, Line, Report, Unreachable, Unsure


class FileSender:
    """Appends a line of JSON an SMS, {at, id, phone, text}, on the disk when `send` returns."""

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        self.line = Line(up=True, since=now())
        self._file = file
        self._now = now

    def send(self, phone: str, text: str) -> Accepted:
        """Append it. Raises Unreachable, Unsure."""
        id = uuid4().hex
        entry = {"at": self._now().isoformat(), "id": id, "phone": phone, "text": text}
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            self._note(error)
            raise Unreachable(str(error)) from error
        try:
            written = os.write(handle, line)
            os.fsync(handle)
        except OSError as error:
            self._note(error)
            raise Unsure(str(error)) from error
        finally:
            os.close(handle)
        if written < len(line):
            raise Unsure(f"{self._file}: only a part was written")
        if not self.line.up:
            self.line = Line(up=True, since=self._now())
        return Accepted((id,))

    def attend(self, seconds: float, heard: Callable[[Report], None]) -> None:
        """Nothing reports."""

    def close(self) -> None:
        """Nothing is open."""

    def _note(self, error: OSError) -> None:
        self.line = Line(up=False, since=self._now(), problem=str(error))
