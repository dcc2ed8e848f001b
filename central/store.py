"""Central's disk: its folder, and its database there or at a PostgreSQL server."""

import logging
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import DatabaseError

from central import models, schema
from central.engines import Engine, Postgres, Sqlite
from central.errors import DatabaseAway, DatabaseDamaged
from central.tables import TABLES

DATABASE = "central.db"


class Store:
    """Opens (and makes) central's data.

    central.db  the database, unless it is at a server
    parts/      clips that are arriving
    clips/      clips that were taken over, sealed, unless they are in a bucket
    answers/    videos of answers, sealed to the key that opens questions, the same
    viewings/   the same on their way, sealed to the visit that looks at them
    broker/     passwords and ACL of the broker
    keys/       see `keys`
    locks/      see `claims`
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        """`url` of a PostgreSQL server. Raises DatabaseDamaged, DatabaseAway, OSError."""
        self.folder = folder
        self.parts = folder / "parts"
        self.clips = folder / "clips"
        self.answers = folder / "answers"
        self.viewings = folder / "viewings"
        self.broker = folder / "broker"
        self.keys = folder / "keys"
        self.locks = folder / "locks"
        for part in (
            folder,
            self.parts,
            self.clips,
            self.answers,
            self.viewings,
            self.broker,
        ):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = folder / DATABASE
        # No connection opens by itself: each is somebody's, who closes it.
        # At DEBUG peewee writes every statement with its values: numbers, telephones, answers.
        logging.getLogger("peewee").setLevel(logging.INFO)
        if not url and not self.file.exists():
            self._refuse_new(str(self.file))
        self._engine: Engine = Postgres(url) if url else Sqlite(self.file)
        self._database = self._engine.database
        weakref.finalize(self, self._engine.close)
        models.database.initialize(self._database)
        try:
            with self.connection():
                self._open()
        except DatabaseAway:
            raise
        except DatabaseError as error:
            raise DatabaseDamaged(self.name, str(error)) from error

    @property
    def name(self) -> str:
        """Where the database is, for an error."""
        return self._engine.name

    def _refuse_new(self, name: str) -> None:
        if any(self.clips.iterdir()):
            # A new, empty registry would be taken for the real one.
            raise DatabaseDamaged(name, "is missing, but there are clips; bring it back")

    def _open(self) -> None:
        if self._is_current():
            return
        with self._engine.alone():
            # Of two that start at once on an empty database the second finds it made.
            if self._is_current():
                return
            version = self._engine.version()
            if version == 0 and self._engine.postgres:
                self._refuse_new(self.name)
            if version:
                schema.climb(self._database, version)
            self._database.create_tables(TABLES)
            schema.guard_audit(self._database, postgres=self._engine.postgres)
            self._engine.set_version(schema.VERSION)

    def _is_current(self) -> bool:
        version = self._engine.version()
        if version > schema.VERSION:
            raise DatabaseDamaged(self.name, f"is of version {version}, newer than this software")
        missing = {table._meta.table_name for table in TABLES} - set(self._database.get_tables())
        return version == schema.VERSION and not missing

    def close(self) -> None:
        """Let go of connections that nobody uses; harmless when repeated."""
        self._engine.close()

    @property
    def connected(self) -> bool:
        """Whether this thread has a connection that did not break."""
        return not self._database.is_closed()

    @contextmanager
    def connection(self) -> Iterator[None]:
        """A connection for this thread, given back at the end; may be nested.

        Raises DatabaseAway when the server does not answer, now or in what is done inside.
        """
        opened = False
        away = True
        try:
            with self._engine.classified():
                opened = self._database.connect(reuse_if_open=True)
                yield
            away = False
        except DatabaseAway:
            raise
        except BaseException:
            away = False
            raise
        finally:
            # A connection that broke is nobody's any more, however long somebody meant to keep it.
            if opened or (away and not self._database.in_transaction()):
                self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed together, and on the disk when it ends.

        No other transaction of a writer overlaps it. Raises DatabaseAway.
        """
        with self.connection(), self._engine.alone():
            yield

    def overwrite(self) -> None:
        """See to it that deleted rows are not on the disk any more; outside of a transaction."""
        with self.connection():
            self._engine.overwrite()

    @contextmanager
    def own_rows(self) -> Iterator[None]:
        """A transaction over rows that nobody else writes; on PostgreSQL it waits for no other."""
        with self.connection(), self._engine.beside():
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone; the transaction around it goes on."""
        with self._database.savepoint():
            yield

    @contextmanager
    def serialised(self, name: str) -> Iterator[None]:
        """One at a time inside, of that name, until the transaction around it ends."""
        self._engine.lock(name)
        yield
