"""How the notices are, for the desk."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from peewee import fn

from central.notices.models import Notice, NoticeState, stamp
from central.store import Store


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database says. `oldest`: since when the longest of those waits that may go."""

    queued: int
    unknown: int
    failed_today: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """`up` and `since` are of the line to the gateway; `problem` says what is wrong with it."""

    kind: str
    running: bool
    up: bool
    since: datetime
    problem: str
    figures: Figures


def read_figures(store: Store, now: datetime, timezone: ZoneInfo) -> Figures:
    """The figures of now; "today" is of that zone."""
    midnight = datetime.combine(now.astimezone(timezone).date(), time(), timezone)
    queued = Notice.state == NoticeState.QUEUED
    with store.connection():
        oldest = (
            Notice.select(fn.MIN(Notice.not_before))
            .where(queued, Notice.not_before <= stamp(now))
            .scalar()
        )
        return Figures(
            queued=Notice.select().where(queued).count(),
            unknown=Notice.select().where(Notice.state == NoticeState.UNKNOWN).count(),
            failed_today=Notice.select()
            .where(Notice.state == NoticeState.FAILED, Notice.settled_at >= stamp(midnight))
            .count(),
            oldest=datetime.fromisoformat(oldest) if oldest else None,
        )
