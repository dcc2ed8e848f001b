"""What became of the appeals of a period: counts by area, booth and official."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN, fn

from central.models import Answer, Appeal, AppealState
from central.registry import not_about
from central.store import Store

WEEK = timedelta(days=7)
_NEVER_COUNTED = AppealState.QUARANTINED


class Outcome(StrEnum):
    """How an appeal stands against its day; `dismissed`: it was none."""

    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Counted:
    """One appeal, as far as figures need it. `days`: from the receipt to the closing."""

    received: date
    site: str
    booth: str
    official: str
    outcome: Outcome
    days: int | None
    rating: str | None


@dataclass(slots=True)
class Group:
    """The figures of some appeals."""

    name: str
    received: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    ratings: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)

    def add(self, appeal: Counted) -> None:
        """One more."""
        self.received += 1
        self.outcomes[appeal.outcome] += 1
        if appeal.rating:
            self.ratings[appeal.rating] += 1
        if appeal.days is not None:
            self.days.append(appeal.days)

    @property
    def median(self) -> float | None:
        """Days until the answer, of those that have one."""
        return statistics.median(self.days) if self.days else None


def counted(
    store: Store,
    first: date,
    last: date,
    today: date,
    zone: ZoneInfo,
    held_by: Iterable[tuple[str, str]] | None = None,
    apart_from: str | None = None,
) -> list[Counted]:
    """The appeals received from `first` to `last`, of those offices alone where they are named.

    `apart_from`: the body whose reports are left out.
    """
    # A day more on each side: the rows are in UTC, the days are not.
    start, end = (first - timedelta(days=1)).isoformat(), (last + timedelta(days=2)).isoformat()
    newest = Answer.select(fn.MAX(Answer.id)).group_by(Answer.appeal)
    with store.connection():
        query = (
            Appeal.select(
                Appeal.received_at,
                Appeal.site,
                Appeal.booth,
                Appeal.holder,
                Appeal.state,
                Appeal.closed_at,
                Appeal.promised,
                Appeal.legal,
                Answer.rating,
            )
            .join(Answer, JOIN.LEFT_OUTER, on=(Answer.appeal == Appeal.id) & Answer.id.in_(newest))
            .where(
                Appeal.received_at >= start,
                Appeal.received_at < end,
                Appeal.state != _NEVER_COUNTED,
            )
        )
        if apart_from is not None:
            query = query.where(not_about(apart_from))
        rows: list[Any] = list(query.tuples())
    offices = None if held_by is None else set(held_by)
    found = (_counted(row, today, zone) for row in rows)
    return [
        one
        for one in found
        if first <= one.received <= last
        and (offices is None or (one.site, one.official) in offices)
    ]


def grouped(appeals: Iterable[Counted], name: Callable[[Counted], str]) -> list[Group]:
    """The figures by a name, the most appeals first."""
    groups: dict[str, Group] = {}
    for appeal in appeals:
        key = name(appeal)
        groups.setdefault(key, Group(key)).add(appeal)
    return sorted(groups.values(), key=lambda group: (-group.received, group.name))


def weeks(appeals: Iterable[Counted], first: date, last: date) -> list[tuple[date, Group]]:
    """The figures of each week of the period, by its Monday."""
    monday = first - timedelta(days=first.weekday())
    found: dict[date, Group] = {}
    while monday <= last:
        found[monday] = Group(monday.isoformat())
        monday += WEEK
    for appeal in appeals:
        found[appeal.received - timedelta(days=appeal.received.weekday())].add(appeal)
    return list(found.items())


def _counted(row: Any, today: date, zone: ZoneInfo) -> Counted:
    received_at, site, booth, holder, state, closed_at, promised, legal, rating = row
    received = _day(received_at, zone)
    closed = _day(closed_at, zone) if closed_at else None
    days = (closed - received).days if closed else None
    answered = state in (AppealState.ANSWERED, AppealState.DELETED)
    return Counted(
        received=received,
        site=str(site),
        booth=str(booth),
        official=str(holder or ""),
        outcome=_outcome(str(state), closed, promised, legal, today),
        days=days if answered else None,
        rating=str(rating) if rating else None,
    )


def _outcome(
    state: str, closed: date | None, promised: object, legal: object, today: date
) -> Outcome:
    if state == AppealState.NOT_AN_APPEAL:
        return Outcome.DISMISSED
    known = [day for day in (promised, legal) if isinstance(day, date)]
    in_time = not known or (closed or today) <= min(known)
    if closed is None and in_time:
        return Outcome.RUNNING
    return Outcome.ON_TIME if in_time else Outcome.LATE


def _day(text: object, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(str(text)).astimezone(zone).date()
