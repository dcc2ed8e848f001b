"""The sender of the demonstration: an SMS is a line on standard output."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from central.notices.senders import Accepted, Line, Report


class ConsoleSender:
    """Prints telephone and text: a demonstration has no real people."""

    def __init__(self, now: Callable[[], datetime], out: TextIO | None = None) -> None:
        self.line = Line(up=True, since=now())
        self._out = out

    def send(self, phone: str, text: str) -> Accepted:
        """Print it."""
        print(f"SMS to {phone}: {text}", file=self._out or sys.stdout, flush=True)
        return Accepted()

    def attend(self, seconds: float, heard: Callable[[Report], None]) -> None:
        """Nothing reports."""

    def close(self) -> None:
        """Nothing is open."""
