"""What the engineer wants to know and only the disk can tell."""

import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from importlib import metadata
from uuid import UUID

from peewee import JOIN

from firmware.spool.mailbox import KioskMailbox
from firmware.spool.models import Appeal, Transfer, TransferState
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool

_GONE = (TransferState.STORED, TransferState.PURGED)
_SHOWN = ("dialog-booth", "pygame-ce", "av")


@dataclass(frozen=True, slots=True)
class Report:
    """The spool and the line. `oldest` is when the oldest clip that waits was recorded."""

    disk_free_mb: int
    waiting: int
    oldest: datetime | None
    online: bool
    directory: int | None


def gather(spool: Spool, zone: tzinfo) -> Report:
    """Look at disk and database; for a worker thread. Times are in that zone."""
    directory = Shelf(spool).directory()
    with spool.connection():
        open_ = Transfer.state.is_null() | Transfer.state.not_in(_GONE)
        waiting = Appeal.select(Appeal.id).join(Transfer, JOIN.LEFT_OUTER).where(open_)
        count, first = waiting.count(), waiting.order_by(Appeal.id).first()
    return Report(
        disk_free_mb=shutil.disk_usage(spool.folder).free // 2**20,
        waiting=count,
        oldest=_made_at(str(first.id), zone) if first else None,
        online=KioskMailbox(spool).online(),
        directory=directory.version if directory else None,
    )


def _made_at(id: str, zone: tzinfo) -> datetime:
    """The time in an id: the first 48 bits of a UUIDv7 are milliseconds (RFC 9562)."""
    return datetime.fromtimestamp((UUID(id).int >> 80) / 1000, zone)


@cache
def versions() -> Mapping[str, str]:
    """Of the software and what it stands on; read from the disk once."""
    found = {"Python": platform.python_version(), "Linux": platform.release()}
    for name in _SHOWN:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # not installed, run from its folder
            found[name] = "-"
    return found
