"""What the uplink is doing, for `booth uplink status`: a small file beside the spool.

It is written anew every few seconds and never synced: it is worth nothing after a cut.
"""

import logging
import time
from datetime import tzinfo
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.table import Table

from firmware.spool import show
from firmware.spool.models import TransferState
from firmware.spool.spool import Spool

log = logging.getLogger("uplink")

FILE = "uplink-status.json"
WRITE_EVERY_S = 2.0
# Older than this nobody writes it any more.
STALE_S = 30.0
_OPEN = (TransferState.WAITING, TransferState.SENDING, TransferState.REJECTED)


class Sending(Struct, frozen=True, kw_only=True):
    """The clip on its way; `rate` in bytes a second, None before it is known."""

    id: str
    sent: int
    size: int
    rate: float | None = None


class Status(Struct, frozen=True, kw_only=True):
    """As it is now; `reason` says why there is no line, `paused` why nothing is sent."""

    online: bool
    reason: str = ""
    paused: str = ""
    sending: Sending | None = None


class StatusFile:
    """Writes the status every two seconds at most."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._written_at = float("-inf")

    def write(self, status: Status, now: float) -> None:
        """Leave it for whoever looks; a disk that does not take it costs nothing."""
        if now - self._written_at < WRITE_EVERY_S:
            return
        self._written_at = now
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(status))
            fresh.replace(self._file)
        except OSError as error:
            log.debug("status not written: %s", error)


def read(folder: Path) -> tuple[Status, float] | None:
    """The status and its age in seconds; None when no uplink ever wrote one that can be read."""
    file = folder / FILE
    try:
        age_s = time.time() - file.stat().st_mtime
        return msgspec.json.decode(file.read_bytes(), type=Status), max(0.0, age_s)
    except (OSError, msgspec.DecodeError):
        return None


def show_status(spool: Spool, console: Console, zone: tzinfo) -> int:
    """Line, what flows, what waits, and why; the exit code is 1 when nothing can be sent."""
    found = read(spool.folder)
    running = found is not None and found[1] < STALE_S
    console.print(_line(found[0]) if found and running else "the uplink does not run")
    if found and running and found[0].sending:
        console.print(_sending(found[0].sending))
    left = [line for line in show.lines(spool) if line.state in _OPEN]
    if left:
        console.print(_waiting(left, zone))
    size = sum(line.clip_size for line in left)
    console.print(f"{len(left)} appeals wait, {size / 1e6:.1f} MB")
    return 0 if running and found and found[0].online else 1


def _line(status: Status) -> str:
    if not status.online:
        return f"no line to central: {status.reason or 'not connected yet'}"
    return f"line to central: up{f', {status.paused}' if status.paused else ''}"


def _sending(one: Sending) -> Table:
    row = Table.grid(padding=(0, 2))
    left = "" if not one.rate else f"{_duration((one.size - one.sent) / one.rate)} left"
    speed = "" if not one.rate else f"{one.rate * 8 / 1e6:.2f} Mbit/s"
    bar = ProgressBar(total=max(1, one.size), completed=one.sent, width=30)
    amount = f"{one.sent / 1e6:.1f} of {one.size / 1e6:.1f} MB"
    row.add_row(f"sending {one.id}", bar, amount, speed, left)
    return row


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _waiting(lines: list[show.Line], zone: tzinfo) -> Table:
    table = Table(box=None, header_style="bold")
    for column in ("id", "recorded", "MB", "state", "tries", "last error"):
        table.add_column(column, justify="right" if column in ("MB", "tries") else "left")
    for line in lines:
        at = line.made_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        size = f"{line.clip_size / 1e6:.1f}"
        table.add_row(line.id, at, size, line.state, str(line.attempts), line.last_error)
    return table
