"""What a visit must not leave behind: its phone and its numbers, wherever they could be."""

import dataclasses
import logging
import re
from collections import deque
from pathlib import Path

from firmware.kiosk.page import Page

PHONE, NUMBER = 10, 16
REMEMBERED = 2000
_LONG = re.compile(rb"[0-9]{%d,}" % PHONE)


class Rest(AssertionError):
    """Something personal was found. Says where, not what."""


class Secrets(logging.Handler):
    """Learns a visit's phone and numbers, and looks for them in all that is shown and kept.

    As a handler of the root logger it reads every line that is logged.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.DEBUG)
        self._folder = folder
        self._now: set[str] = set()
        self._past: deque[str] = deque(maxlen=REMEMBERED)
        self._lines: list[str] = []
        self._page: Page | None = None
        self._heard = ""
        self.visits = 0
        self.known = 0
        logging.getLogger().addHandler(self)
        self._ours = logging.getLogger("firmware")
        self._level = self._ours.level
        self._ours.setLevel(logging.DEBUG)

    def stop(self) -> None:
        """Read no more lines."""
        logging.getLogger().removeHandler(self)
        self._ours.setLevel(self._level)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line until the visit is over."""
        self._lines.append(re.sub(r"[ \u00a0-]", "", self.format(record)))

    def learn(self, phone: str, *found: str) -> None:
        """What the visit has typed and got so far; only what is whole is a secret."""
        self._now |= {phone} if len(phone) == PHONE else set()
        self._now |= {number for number in found if len(number) == NUMBER}

    def visit_over(self) -> None:
        """The visit is over: from now on nobody may see what it knew."""
        self._look_into_lines()
        self._past.extend(self._now)
        self.known += len(self._now)
        self.visits += 1
        self._now = set()
        self._heard = ""

    def _look_into_lines(self) -> None:
        for line in self._lines:
            for secret in (*self._now, *self._past):
                if secret in line:
                    raise Rest(f"in the log: {line.replace(secret, '...')}")
        self._lines.clear()

    def look_at(self, page: Page) -> None:
        """No secret of a visit before is written on that page."""
        if page is self._page:
            return
        self._page = page
        written = [_digits(text) for text in _texts(page)]
        for text in written:
            if len(text) >= PHONE and any(secret in text for secret in self._past):
                raise Rest(f"on the screen {page.name}")

    def hear(self, said: list[str]) -> None:
        """No secret of a visit before is said, at once or digit by digit; empties the list."""
        if not said:
            return
        self._heard += "".join(map(_digits, said))
        said.clear()
        if any(secret in self._heard for secret in self._past):
            raise Rest("in what is said")

    def look_into_files(self) -> None:
        """No secret is in any file: database, its journal, sealed files, temporary files."""
        for file in sorted(self._folder.rglob("*")):
            if not file.is_file():
                continue
            runs = {run.decode() for run in _LONG.findall(file.read_bytes())}
            if any(secret in run for run in runs for secret in (*self._now, *self._past)):
                raise Rest(f"in the file {file.relative_to(self._folder)}")


def _texts(page: Page) -> list[str]:
    found = []
    for widget in page.all:
        values = [getattr(widget, field.name) for field in dataclasses.fields(widget)]
        found += [value for value in values if isinstance(value, str)]
    return found


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
