"""Which process does what: each part of each site is done by one.

A claim is a lock that ends with its process, however that ends. In the folder it is a
lock of a file; with PostgreSQL, where workers stand on several machines, it is one of a
session too. A worker of all sites excludes those of single ones, and the other way round.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg

from central.engines import CONNECT, lock_key
from central.errors import DatabaseAway, PartInUse
from central.settings import RunSettings, without_password
from firmware.wire.errors import one_line

_CLAIMED = ("ingest", "answers", "publisher", "notices", "retention")
_BY_SITE = ("ingest", "answers", "publisher")

Claim = tuple[str, bool]
"""A name, and whether others may hold it too, in the same way."""


def claims_of(run: RunSettings) -> list[Claim]:
    """What a process with these settings must claim."""
    return list(_claims(run))


def _claims(run: RunSettings) -> Iterator[Claim]:
    for part in _CLAIMED:
        if part not in run.parts:
            continue
        if part in _BY_SITE and run.sites:
            yield part, True
            yield from ((f"{part} of {site}", False) for site in sorted(set(run.sites)))
        else:
            yield part, False


class FileClaims:
    """Locks of files in DATA/locks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[int] = []

    def take(self, claims: Iterable[Claim]) -> None:
        """All of them, or none. Raises PartInUse, OSError."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        try:
            for name, shared in claims:
                self._take(name, shared)
        except BaseException:
            self.release()
            raise

    def _take(self, name: str, shared: bool) -> None:
        handle = os.open(self._folder / name.replace(" ", "-"), os.O_RDWR | os.O_CREAT, 0o600)
        self._held.append(handle)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PartInUse(str(self._folder.parent), name) from None

    def release(self) -> None:
        """Let go of them; harmless when repeated."""
        for handle in self._held:
            os.close(handle)
        self._held.clear()


class SessionClaims:
    """Advisory locks of a session of its own at a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = without_password(url)
        self._claims: list[Claim] = []
        self._session: psycopg.Connection | None = None

    def take(self, claims: Iterable[Claim]) -> None:
        """All of them, or none. Raises PartInUse, DatabaseAway."""
        self._claims = list(claims)
        try:
            self._session = psycopg.connect(self._url, autocommit=True, **CONNECT)
            for name, shared in self._claims:
                self._take(self._session, name, shared)
        except psycopg.Error as error:
            self._hang_up()
            raise DatabaseAway(self._name, one_line(str(error))[:200]) from error
        except BaseException:
            self._hang_up()
            raise

    def keep(self) -> None:
        """To be called now and then: a session that broke is made anew, its claims taken again.

        Raises PartInUse when somebody else has taken them meanwhile, DatabaseAway.
        """
        try:
            if self._session is not None:
                self._session.execute("SELECT 1")
                return
        except psycopg.Error:
            self._hang_up()
        self.take(self._claims)

    def release(self) -> None:
        """Let go of them; harmless when repeated."""
        self._hang_up()
        self._claims = []

    def _take(self, session: psycopg.Connection, name: str, shared: bool) -> None:
        kind = "_shared" if shared else ""
        statement = f"SELECT pg_try_advisory_lock{kind}(%s)"
        row = session.execute(statement, [lock_key(f"claim {name}")]).fetchone()
        if row is None or not row[0]:
            raise PartInUse(self._name, name)

    def _hang_up(self) -> None:
        if self._session is not None:
            # The server notices the end of a session a moment later.
            with contextlib.suppress(psycopg.Error):
                self._session.execute("SELECT pg_advisory_unlock_all()")
            self._session.close()
            self._session = None
