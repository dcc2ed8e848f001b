"""How full the disk is, said early; and how long it will last if nothing leaves."""

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from peewee import fn

from firmware.spool.models import Appeal, Transfer, TransferState
from firmware.spool.spool import Spool

log = logging.getLogger("spool")

WARNINGS = (0.60, 0.80, 0.95)
LOOKED_BACK = timedelta(days=7)
COUNTED_ANEW = timedelta(minutes=1)

# The database, the photos and the uplink's reserve go on growing meanwhile.
SPARE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """`share` of the room for clips that is used, `warning` the highest mark reached (0 to 3),
    `clips` of the longest kind that still fit, `days` until it is full at the pace of the
    last week if nothing leaves; None: too little is known."""

    free_mb: int
    share: float
    warning: int
    clips: int
    days: float | None

    @property
    def is_full(self) -> bool:
        """Whether nobody may be asked to speak."""
        return self.clips < 1


class Room:
    """Looks at disk and database; for a worker thread. `quota_bytes` 0: the whole disk."""

    def __init__(self, spool: Spool, longest_bytes: int, quota_bytes: int = 0) -> None:
        self._spool = spool
        self._longest = longest_bytes
        self._quota = quota_bytes
        self._warned = 0
        self._counted_at: datetime | None = None
        self._counted: tuple[int, int, datetime | None] = (0, 0, None)

    def look(self, now: datetime) -> Usage:
        """How it is; a mark that is newly reached goes to the log once."""
        disk = shutil.disk_usage(self._spool.folder)
        held, recent, first = self._count(now)
        free = max(0, disk.free - SPARE_BYTES)
        total = held + free
        if self._quota:
            total = min(total, self._quota)
            free = max(0, total - held)
        share = 1 - free / total if total else 1.0
        if not self._quota:
            # Whatever else fills the disk counts as well.
            share = max(share, 1 - disk.free / disk.total)
        usage = Usage(
            free_mb=disk.free // 2**20,
            share=share,
            warning=sum(share >= mark for mark in WARNINGS),
            clips=free // self._longest,
            days=_days(free, recent, first, now),
        )
        self._warn(usage)
        return usage

    def _count(self, now: datetime) -> tuple[int, int, datetime | None]:
        """Of the last minute: it is asked for every two seconds, and rows become many."""
        at = self._counted_at
        if at is None or abs(now - at) >= COUNTED_ANEW:
            self._counted_at, self._counted = now, self._clips(now)
        return self._counted

    def _clips(self, now: datetime) -> tuple[int, int, datetime | None]:
        """Bytes that wait or are kept, bytes of the last week, and when its first came."""
        with self._spool.connection():
            gone = Appeal.select(Appeal.id).join(Transfer)
            gone = gone.where(Transfer.state == TransferState.PURGED)
            size = fn.COALESCE(fn.SUM(Appeal.clip_size), 0)
            held = Appeal.select(size).where(Appeal.id.not_in(gone)).scalar()
            since = _least_id(now - LOOKED_BACK)
            week = Appeal.id >= since
            recent = Appeal.select(size).where(week).scalar()
            first = Appeal.select(fn.MIN(Appeal.id)).where(week).scalar()
        return int(held), int(recent), made_at(first) if first else None

    def _warn(self, usage: Usage) -> None:
        if usage.warning > self._warned:
            days = "unknown" if usage.days is None else f"{usage.days:.0f}"
            log.warning(
                "the disk is %.0f %% full: %d clips fit, days left: %s",
                100 * usage.share,
                usage.clips,
                days,
            )
        self._warned = usage.warning


def _days(free: int, recent: int, first: datetime | None, now: datetime) -> float | None:
    if first is None or not recent:
        return None
    span = (now - first).total_seconds() / 86_400
    # The first day says little: one clip in its first minute would be a flood.
    return free / (recent / max(1.0, min(span, LOOKED_BACK.days)))


def made_at(id: str) -> datetime:
    """The time in an id, in UTC: the first 48 bits of a UUIDv7 are milliseconds (RFC 9562)."""
    return datetime.fromtimestamp((UUID(id).int >> 80) / 1000, UTC)


def _least_id(at: datetime) -> str:
    """The smallest UUIDv7 of that time, as ids are written: they sort by time."""
    return str(UUID(int=max(0, int(at.timestamp() * 1000)) << 80))
