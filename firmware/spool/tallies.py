"""Counts without persons: visits and what recovery did, a row a day and kind.

What is counted has no language, no number, no time of day: a row of a quiet day
must not tell who was there.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from peewee import fn

from firmware.spool.models import Tally
from firmware.spool.spool import Spool

KEPT_DAYS = 400


class Tallies:
    """Owned by the kiosk; the uplink reads the sums."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def add(self, day: date, what: str, count: int = 1, seconds: float = 0.0) -> None:
        """So many more of a kind on that day, which took so long together."""
        with self._spool.transaction():
            Tally.insert(day=day.isoformat(), what=what, count=count, seconds=seconds).on_conflict(
                conflict_target=(Tally.day, Tally.what),
                update={
                    Tally.count: Tally.count + count,
                    Tally.seconds: Tally.seconds + seconds,
                },
            ).execute()

    def forget_before(self, day: date) -> None:
        """Drop what is older than that day."""
        with self._spool.transaction():
            Tally.remove().where(Tally.day < day.isoformat()).execute()

    def sums(self, since: date | None = None) -> Mapping[str, int]:
        """How many of each kind, from a day on or ever."""
        with self._spool.connection():
            query = Tally.select(Tally.what, fn.SUM(Tally.count)).group_by(Tally.what)
            if since is not None:
                query = query.where(Tally.day >= since.isoformat())
            rows = cast(Iterable[tuple[str, int]], query.tuples())
            return {what: int(count) for what, count in rows}

    def rows(self, since: date) -> list[Tally]:
        """The rows from a day on, oldest first."""
        with self._spool.connection():
            query = Tally.select().where(Tally.day >= since.isoformat())
            return list(query.order_by(Tally.day, Tally.what))
