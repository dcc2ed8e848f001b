"""The two databases that central knows: SQLite in its folder, or a PostgreSQL server.

On both, transactions of writers come one after the other, so that what was read in one
still holds when it writes; SQLite does so by itself.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from peewee import (
    Database,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SqliteDatabase,
)
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

from central.errors import DatabaseAway
from central.settings import without_password
from firmware.wire.errors import one_line

log = logging.getLogger("central")

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
    # Not every build of SQLite overwrites by itself what was deleted.
    "secure_delete": 1,
}

_CHECKPOINT_MS = 200

MOST_CONNECTIONS = 24
# Nobody waits for a database longer than that; a booth is told to ask again.
_CONNECT_S = 4
_STATEMENT_S = 30
_LOCK_S = 10
# After a failure: so long nobody tries again, so that all are told at once.
_REST_S = 1.0
# What has not been said for so long is not heard any more: a machine that is gone lets go.
SERVER_OPTIONS = (
    "-c synchronous_commit=on"
    f" -c statement_timeout={_STATEMENT_S}s -c lock_timeout={_LOCK_S}s"
    " -c idle_in_transaction_session_timeout=60s"
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
CONNECT: dict[str, Any] = {
    "connect_timeout": _CONNECT_S,
    "options": SERVER_OPTIONS,
    "application_name": "dialog-central",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class Engine(Protocol):
    """A database as `Store` uses it."""

    name: str
    """For errors; no secret in it."""
    postgres: bool
    database: Database

    def version(self) -> int:
        """Of the tables that are there; 0 where there are none."""

    def set_version(self, version: int) -> None:
        """Inside a transaction."""

    def alone(self) -> AbstractContextManager[None]:
        """A transaction that no other of these overlaps."""

    def beside(self) -> AbstractContextManager[None]:
        """A transaction that others may overlap."""

    def lock(self, name: str) -> None:
        """Inside a transaction, until its end: nobody else holds the lock of that name."""

    def classified(self) -> AbstractContextManager[None]:
        """What the driver says of a database that does not answer becomes DatabaseAway."""

    def overwrite(self) -> None:
        """What was deleted is on the disk no more, as far as the database can see to it."""

    def close(self) -> None:
        """Let go of connections that nobody uses."""


class Sqlite:
    """A file."""

    postgres = False

    def __init__(self, file: Path) -> None:
        self.name = str(file)
        self._sqlite = SqliteDatabase(str(file), pragmas=_PRAGMAS, autoconnect=False)
        self.database: Database = self._sqlite

    def version(self) -> int:
        return int(self._sqlite.pragma("user_version"))

    def set_version(self, version: int) -> None:
        self._sqlite.pragma("user_version", version)

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._sqlite.atomic("IMMEDIATE"):
            yield

    @contextmanager
    def beside(self) -> Iterator[None]:
        with self.alone():
            yield

    def lock(self, name: str) -> None:
        """A writer is alone already."""

    @contextmanager
    def classified(self) -> Iterator[None]:
        yield

    def overwrite(self) -> None:
        # The log has what pages were like before. Under a reader it stays until the next time:
        # whoever waits here keeps all writers out.
        self._sqlite.pragma("busy_timeout", _CHECKPOINT_MS)
        try:
            self._sqlite.pragma("wal_checkpoint(TRUNCATE)")
        finally:
            self._sqlite.pragma("busy_timeout", _PRAGMAS["busy_timeout"])

    def close(self) -> None:
        """Each connection is closed by whoever used it."""


class Postgres:
    """A server; connections are kept and given to whichever thread needs one."""

    postgres = True

    def __init__(self, url: str) -> None:
        self.name = without_password(url)
        self._pool: Any = PooledPostgresqlDatabase(
            url,
            max_connections=MOST_CONNECTIONS,
            timeout=_LOCK_S,
            autoconnect=False,
            prefer_psycopg3=True,
            **CONNECT,
        )
        self.database: Database = self._pool
        self._rest_until = 0.0

    def version(self) -> int:
        if not self.database.table_exists("schema_version"):
            return 0
        row = self._execute('SELECT max("version") FROM "schema_version"').fetchone()
        return int(row[0] or 0)

    def set_version(self, version: int) -> None:
        self._execute('CREATE TABLE IF NOT EXISTS "schema_version" ("version" INTEGER NOT NULL)')
        self._execute('DELETE FROM "schema_version"')
        self._execute('INSERT INTO "schema_version" VALUES (%s)', version)

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.database.atomic():
            self.lock("writers")
            yield

    @contextmanager
    def beside(self) -> Iterator[None]:
        with self.database.atomic():
            yield

    def lock(self, name: str) -> None:
        self._execute("SELECT pg_advisory_xact_lock(%s)", lock_key(name))

    @contextmanager
    def classified(self) -> Iterator[None]:
        if self.database.is_closed() and time.monotonic() < self._rest_until:
            raise DatabaseAway(self.name, "it did not answer a moment ago")
        try:
            yield
        except DatabaseAway:
            raise
        except (OperationalError, InterfaceError, MaxConnectionsExceeded) as error:
            raise self._away(error) from error
        except (DataError, IntegrityError) as error:
            # Its detail names the values, numbers and telephones, and this may be logged.
            raise type(error)(_without_detail(error)) from None

    def overwrite(self) -> None:
        """The server does so by itself, when it vacuums."""

    def close(self) -> None:
        self._pool.close_idle()

    def _away(self, error: Exception) -> DatabaseAway:
        if _unreachable(error):
            self._rest_until = time.monotonic() + _REST_S
        # The others of that server are as dead, and would cost a failure each.
        self._pool.close_idle()
        return DatabaseAway(self.name, one_line(str(error))[:200])

    def _execute(self, statement: str, *values: object) -> Any:
        return self.database.execute_sql(statement, values)  # type: ignore[no-untyped-call]


def _without_detail(error: Exception) -> str:
    origin = _origin(error)
    said = origin.diag.message_primary if origin else None
    return said or type(error).__name__


def _origin(error: Exception) -> psycopg.Error | None:
    """The driver's own error, which peewee keeps beside its words."""
    origin = getattr(error, "orig", None)
    return origin if isinstance(origin, psycopg.Error) else None


def _unreachable(error: Exception) -> bool:
    """Whether the server is not there, rather than busy."""
    origin = _origin(error)
    if origin is None:
        return False
    return origin.sqlstate is None or origin.sqlstate.startswith(("08", "57P"))


def lock_key(name: str) -> int:
    """The number of an advisory lock; other programs on that server use others."""
    digest = hashlib.sha256(f"dialog {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
