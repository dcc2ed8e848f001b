"""Who is signed in. The browser keeps a random token, the database only its SHA-256."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from central.desk.models import Person, Session
from central.store import Store

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
HALF = timedelta(minutes=5)
"""Between the password and the one-time code."""

_NOTE_USE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a page sees it; `complete` is false before the one-time code."""

    token: str
    csrf: str
    complete: bool
    person: Person


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def begin(self, person: Person, *, complete: bool) -> str:
        """A new session; returns what the browser is to keep. Others of old age are dropped."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._store.transaction():
            oldest = (now - AT_MOST).isoformat()
            Session.delete().where(Session.begun_at < oldest).execute()
            Session.insert(
                token=_hashed(token),
                person=person.id,
                csrf=secrets.token_urlsafe(24),
                complete=complete,
                begun_at=now.isoformat(),
                used_at=now.isoformat(),
            ).execute()
        return token

    def find(self, token: str) -> SignedIn | None:
        """Whose that token is, while the session lasts and the person may sign in."""
        hashed, now = _hashed(token), self._now()
        with self._store.connection():
            query = Session.select(Session, Person).join(Person).where(Session.token == hashed)
            row = query.first()
        if row is None:
            return None
        used_at = datetime.fromisoformat(row.used_at)
        if not row.person.active or not _lasts(row, used_at, now):
            self.end(token)
            return None
        if now - used_at > _NOTE_USE_AFTER:
            with self._store.transaction():
                Session.update(used_at=now.isoformat()).where(Session.token == hashed).execute()
        return SignedIn(hashed, row.csrf, bool(row.complete), row.person)

    def end(self, token: str) -> None:
        """Sign out; harmless when repeated."""
        with self._store.transaction():
            Session.delete().where(Session.token == _hashed(token)).execute()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _lasts(row: Session, used_at: datetime, now: datetime) -> bool:
    age = now - datetime.fromisoformat(row.begun_at)
    # A clock that was put back ends sessions rather than prolonging them.
    if age < -_NOTE_USE_AFTER:
        return False
    if not row.complete:
        return age < HALF
    return age < AT_MOST and now - used_at < IDLE
