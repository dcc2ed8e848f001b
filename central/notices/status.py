"""How the notices are, for the desk."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from peewee import Expression, fn

from central.notices.models import Notice, NoticeState, stamp
from central.store import Store


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database says. `oldest`: since when the one waits that could have gone first."""

    queued: int
    unknown_today: int
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
    midnight = stamp(datetime.combine(now.astimezone(timezone).date(), time(), timezone))
    queued = Notice.state == NoticeState.QUEUED
    unknown = Notice.state == NoticeState.UNKNOWN
    ended_today = Notice.settled_at >= midnight
    with store.connection():
        waits = Notice.select(fn.MIN(Notice.not_before))
        oldest = waits.where(queued, Notice.not_before <= stamp(now)).scalar()
        return Figures(
            queued=_count(queued),
            unknown_today=_count(unknown & (ended_today | Notice.settled_at.is_null())),
            failed_today=_count((Notice.state == NoticeState.FAILED) & ended_today),
            oldest=datetime.fromisoformat(oldest) if oldest else None,
        )


def _count(which: Expression) -> int:
    return int(Notice.select().where(which).count())
