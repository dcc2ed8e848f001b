"""The keys of other systems: shown once, kept as hashes."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from peewee import IntegrityError

from central.cases import Actor
from central.desk.models import ApiToken
from central.errors import BadInput, NotFound
from central.rights import Act
from central.store import Store

PREFIX = "dialog_"
READS = frozenset({Act.SEE, Act.EXPORT})
WRITES = READS | {
    Act.TAKE,
    Act.ANSWER,
    Act.FORWARD,
    Act.EXTEND,
    Act.ASK,
    Act.DISMISS,
    Act.NUMBER,
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
# How exactly it is noted when a key was used; not each use is worth a write.
_USED_S = 60


class Tokens:
    """Makes keys and knows whose they are."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def make(self, name: str, *, may_write: bool) -> str:
        """A new key, which nobody can show again. Raises BadInput."""
        if not _NAME.fullmatch(name):
            raise BadInput(f"name {name!r}: must be a-z, 0-9 and . _ -, at most 32")
        token = PREFIX + secrets.token_urlsafe(32)
        with self._store.transaction():
            try:
                with self._store.savepoint():
                    ApiToken.insert(
                        token=_hash(token),
                        name=name,
                        may_write=may_write,
                        made_at=self._now().isoformat(),
                    ).execute()
            except IntegrityError as error:
                raise BadInput(f"name {name!r}: there is a key of that name") from error
        return token

    def actor(self, token: str) -> Actor | None:
        """Who has that key, while it counts."""
        with self._store.connection():
            row = ApiToken.get_or_none(
                ApiToken.token == _hash(token), ApiToken.revoked_at.is_null()
            )
        if row is None:
            return None
        self._note_use(row)
        return Actor(f"api {row.name}", acts=WRITES if row.may_write else READS)

    def revoke(self, name: str) -> None:
        """It does not count any more. Raises NotFound."""
        with self._store.transaction():
            revoked = ApiToken.update(revoked_at=self._now().isoformat()).where(
                ApiToken.name == name, ApiToken.revoked_at.is_null()
            )
            if not revoked.execute():
                raise NotFound(f"no key of the name {name!r}")

    def all(self) -> list[ApiToken]:
        """Every key, also those that were revoked."""
        with self._store.connection():
            return list(ApiToken.select().order_by(ApiToken.name))

    def _note_use(self, row: ApiToken) -> None:
        now = self._now()
        used = datetime.fromisoformat(row.used_at) if row.used_at else None
        if used is None or abs((now - used).total_seconds()) > _USED_S:
            with self._store.transaction():
                ApiToken.update(used_at=now.isoformat()).where(
                    ApiToken.token == row.token
                ).execute()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
