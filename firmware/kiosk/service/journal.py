"""The last lines of the log, in memory, for the engineer at the screen.

The log holds no personal data by law of the house, so neither does this.
"""

import logging
from collections import deque
from datetime import datetime
from zoneinfo import ZoneInfo

LINES = 200
LONGEST = 200


class Journal(logging.Handler):
    """Keeps the last lines; `lines` is a new tuple only when there are new ones."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = ZoneInfo(zone)
        self._kept: deque[str] = deque(maxlen=LINES)
        self._lines: tuple[str, ...] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, cut to a length that a screen can hold."""
        at = datetime.fromtimestamp(record.created, self._zone)
        words = " ".join(record.getMessage().split())
        name = record.name.rpartition(".")[2]
        self._kept.append(f"{at:%d.%m %H:%M:%S} {record.levelname} {name}: {words}"[:LONGEST])
        self._lines = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, oldest first."""
        self.acquire()
        try:
            if self._lines is None:
                self._lines = tuple(self._kept)
            return self._lines
        finally:
            self.release()
