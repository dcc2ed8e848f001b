"""Who saw and did what: rows that are only ever added, each with the hash of the one before.

The database refuses to change or remove a row; whoever gets round that breaks the chain,
which `verify` finds. Nothing personal stands in it: acts, ids, hashes, counts.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from central.models import AuditEntry
from central.store import Store

CONSOLE = "console"
CENTRAL = "central"
"""Who did it, where it was no person of the desk: a command, or central by itself."""

SIGN_IN = "sign_in"
"""The act of somebody whose password and one-time code were right."""

_START = "0" * 64


@dataclass(frozen=True, slots=True)
class Acted:
    """One act. `who` is a login, `api NAME`, `console` or `central`; `hash` covers all before."""

    id: int
    at: datetime
    who: str
    act: str
    appeal: str | None
    detail: dict[str, object]
    hash: str


class Audit:
    """Adds to the audit, reads it, and checks that nobody changed it."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def note(self, who: str, act: str, appeal: str | None = None, **detail: object) -> None:
        """Add an act, in the caller's transaction where there is one."""
        with self._store.transaction(), self._store.serialised("audit"):
            last = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
            row = AuditEntry(
                at=self._now().isoformat(),
                who=who,
                act=act,
                appeal=appeal,
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            )
            row.hash = _hash(last.hash if last else _START, row)
            row.save()

    def of(self, appeal: str) -> list[Acted]:
        """What was done with an appeal, the oldest first."""
        with self._store.connection():
            rows = AuditEntry.select().where(AuditEntry.appeal == appeal).order_by(AuditEntry.id)
            return [_acted(row) for row in rows]

    def newest(
        self, limit: int, before: int | None = None, *, who: str = "", act: str = ""
    ) -> list[Acted]:
        """The newest acts, the newest first; `before` is the id of the last one seen."""
        with self._store.connection():
            query = AuditEntry.select().order_by(AuditEntry.id.desc()).limit(limit)
            if before is not None:
                query = query.where(AuditEntry.id < before)
            if who:
                query = query.where(AuditEntry.who == who)
            if act:
                query = query.where(AuditEntry.act == act)
            return [_acted(row) for row in query]

    def verify(self) -> int | None:
        """The id of the first act that is not as it was written; None when all are."""
        with self._store.connection():
            return next(_broken(), None)


def _broken() -> Iterator[int]:
    before = _START
    for row in AuditEntry.select().order_by(AuditEntry.id).iterator():
        if row.hash != _hash(before, row):
            yield row.id
        before = row.hash


def _hash(before: str, row: AuditEntry) -> str:
    said = json.dumps([before, row.at, row.who, row.act, row.appeal, row.detail])
    return hashlib.sha256(said.encode()).hexdigest()


def _acted(row: AuditEntry) -> Acted:
    return Acted(
        id=row.id,
        at=datetime.fromisoformat(row.at),
        who=row.who,
        act=row.act,
        appeal=row.appeal,
        detail=json.loads(row.detail),
        hash=row.hash,
    )
