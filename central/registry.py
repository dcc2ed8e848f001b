"""The registry as people and the demo ask it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from peewee import Case, Expression, ModelSelect, fn

from central.deadlines import Deadlines
from central.entries import Entry, read_entries, read_entry
from central.errors import NotFound
from central.models import Answer, Appeal, AppealState, Extension
from central.store import Store
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Kind
from firmware.appeals.errors import BadNumber
from firmware.wire.messages import Rating


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which appeals are looked for; None does not restrict.

    `held_by`: (site, official); `not_about`: a body whose reports are left out; `like`: the
    beginning of an appeal id, or an official number.
    """

    held_by: Collection[tuple[str, str]] | None = None
    not_about: str | None = None
    states: Collection[AppealState] | None = None
    like: str | None = None
    after: int | None = None
    """Registered after the one of that place; then in that order."""
    by_due: bool = False
    """The soonest due first, else the newest first."""


class Registry:
    """Reads appeals, notes what officials did with them."""

    def __init__(self, store: Store, deadlines: Deadlines) -> None:
        self._store = store
        self._deadlines = deadlines
        self._date_the_undated()

    def all(self) -> list[Entry]:
        """Every appeal, the newest first."""
        return self.search(Wanted())

    def search(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> list[Entry]:
        """The appeals that are wanted, in order."""
        with self._store.connection():
            query = _query(wanted)
            if wanted.after is not None:
                query = query.order_by(Appeal.place)
            elif wanted.by_due:
                soonest = Case(
                    None, [(Appeal.promised < Appeal.legal, Appeal.promised)], Appeal.legal
                )
                query = query.order_by(soonest.asc(nulls="last"), Appeal.id)
            else:
                query = query.order_by(Appeal.received_at.desc(), Appeal.id)
            if limit is not None:
                query = query.limit(limit).offset(offset)
            return read_entries(list(query))

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        with self._store.connection():
            return int(_query(wanted).count())

    def find(self, case: str) -> Entry:
        """By appeal id or registration number. Raises NotFound."""
        with self._store.connection():
            return read_entry(self.row(case))

    def by_number(self, number: str) -> Entry | None:
        """The appeal of that number (sixteen digits), if there is one."""
        with self._store.connection():
            row = Appeal.get_or_none(Appeal.number == number)
            return None if row is None else read_entry(row)

    def rate(self, id: str, rating: Rating) -> None:
        """What the citizen thought of the newest answer; nothing where there is none."""
        with self._store.transaction():
            newest = Answer.select(Answer.id).where(Answer.appeal == id)
            newest = newest.order_by(Answer.id.desc()).limit(1)
            Answer.update(rating=rating).where(Answer.id.in_(newest)).execute()

    def _date_the_undated(self) -> None:
        """Appeals of an older software have no legal day yet."""
        with self._store.connection():
            sound = Appeal.number.is_null(False)
            undated = list(Appeal.select().where(Appeal.legal.is_null(), sound))
        if not undated:
            return
        with self._store.transaction():
            for row in undated:
                legal = self._deadlines.answer_by(datetime.fromisoformat(row.received_at))
                if days := extended_days(row):
                    legal = self._deadlines.extended(legal, days)
                Appeal.update(legal=legal).where(Appeal.id == row.id).execute()

    def row(self, case: str) -> Appeal:
        """The row itself, on the caller's connection. Raises NotFound."""
        try:
            query, named = Appeal.number == numbers.parse(case), "of that number"
        except BadNumber:
            query, named = Appeal.id == case.strip().lower(), repr(case)
        row: Appeal | None = Appeal.get_or_none(query)
        if row is None:
            raise NotFound(f"no appeal {named}")
        return row


def extended_days(row: Appeal) -> int:
    """By how many days its day was put off, in all."""
    days = Extension.select(fn.SUM(Extension.days)).where(Extension.appeal == row.id).scalar()
    return int(days or 0)


def not_about(body: str) -> Expression:
    """The appeals that are no reports about that body.

    Of a deleted report nobody knows any more whom it was about.
    """
    open_to_it = Appeal.about.is_null() | (Appeal.about != body)
    kept = (Appeal.state != AppealState.DELETED) | Appeal.kind.is_null()
    return open_to_it & (kept | (Appeal.kind != Kind.MESSAGE))


def _query(wanted: Wanted) -> "ModelSelect[Appeal]":
    found: list[Expression] = []
    if wanted.held_by is not None:
        places = [
            (Appeal.site == site) & (Appeal.holder == official) for site, official in wanted.held_by
        ]
        theirs = Appeal.id.is_null()
        for place in places:
            theirs |= place
        found.append(theirs)
    if wanted.not_about is not None:
        found.append(not_about(wanted.not_about))
    if wanted.states is not None:
        found.append(Appeal.state.in_(list(wanted.states)))
    if wanted.like:
        found.append(
            Appeal.id.startswith(wanted.like.lower()) | (Appeal.official_number == wanted.like)
        )
    if wanted.after is not None:
        found.append(Appeal.place > wanted.after)
    query = Appeal.select()
    return query.where(*found) if found else query
