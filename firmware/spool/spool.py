"""The spool: one SQLite database and its folders."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peewee import DatabaseError, OperationalError, SqliteDatabase

from firmware.spool import models
from firmware.spool.durable import make_folder
from firmware.spool.errors import NoSpool, SpoolDamaged, SpoolError, SpoolTooNew, SpoolUnavailable
from firmware.spool.migrations import VERSION, migrate
from firmware.spool.models import Constant
from firmware.spool.share import Share

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "secure_delete": 1,
}


FILE = "spool.db"


class Spool:
    """Opens (and makes) the spool in a folder; closes it as a context manager.

    recording/  a clip while it is recorded and reviewed; nothing here has a number
    clips/      the three files of every registered appeal
    photos/     officials' photos by hash
    answers/    the video of an answer, sealed to the visit that looks at it; gone after it
    """

    def __init__(self, folder: Path) -> None:
        """Raises SpoolDamaged, SpoolTooNew, SpoolUnavailable for the database, OSError."""
        self.folder = folder
        self.recording = folder / "recording"
        self.clips = folder / "clips"
        self.photos = folder / "photos"
        self.answers = folder / "answers"
        for part in (folder, self.recording, self.clips, self.photos, self.answers):
            make_folder(part)
        self.file = folder / FILE
        _make_for_both(self.file)
        # No connection opens by itself: each is somebody's, who closes it.
        self._database = SqliteDatabase(str(self.file), pragmas=_PRAGMAS, autoconnect=False)
        models.database.initialize(self._database)
        # Held as long as this spool lives: nobody sets a database aside that is in use.
        self._share = Share(folder)
        try:
            self._open()
        except SpoolError:
            self._share.release()
            raise

    def _open(self) -> None:
        with self._faults(), self.connection():
            self._check()
            self._make_tables()
            self._read_all()

    def check(self) -> None:
        """Look at every page and row. Raises SpoolDamaged, SpoolTooNew, SpoolUnavailable.

        Both processes do so now and then: damage that one of them never reads would let
        it hold the database for ever, and the other could not rebuild it.
        """
        with self._faults(), self.connection():
            self._check()
            self._read_all()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise SpoolUnavailable(self.file, str(error)) from error
        except (DatabaseError, UnicodeDecodeError) as error:
            raise SpoolDamaged(self.file, str(error)) from error

    def _check(self) -> None:
        # Not quick_check: it compares no index with its table, and a row that only one of
        # them knows stops the uplink at every start.
        answer = self._database.pragma("integrity_check", 1)
        if answer != "ok":
            said = " ".join(str(answer).split())
            raise SpoolDamaged(self.file, f"integrity check says: {said}")
        version = self._database.pragma("user_version")
        if version < 0:
            raise SpoolDamaged(self.file, f"is of version {version}")
        if version > VERSION and not 0 < self._database.pragma("application_id") <= VERSION:
            raise SpoolTooNew(self.file, version)

    def _make_tables(self) -> None:
        with self._database.atomic("IMMEDIATE"):
            migrate(self._database, int(self._database.pragma("user_version")))
            Constant.insert(key="salt", value=os.urandom(16)).on_conflict_ignore().execute()

    def _read_all(self) -> None:
        """A turned byte in a text is sound to SQLite, but nobody can read that row again."""
        try:
            for table in models.TABLES:
                for _ in table.select().tuples().iterator():
                    pass
        except sqlite3.OperationalError as error:
            # Rows after the first come past peewee; only SQLite's own errors have a code.
            own = hasattr(error, "sqlite_errorcode")
            kind = SpoolUnavailable if own else SpoolDamaged
            raise kind(self.file, str(error)) from error

    @contextmanager
    def connection(self) -> Iterator[None]:
        """A connection for this thread, closed at the end; may be nested."""
        opened = self._database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            if opened:
                self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed together, and on the disk when it ends."""
        with self.connection(), self._database.atomic("IMMEDIATE"):
            yield


def _make_for_both(file: Path) -> None:
    """Kiosk and uplink are two users of one group: SQLite would let the other one only read."""
    # What is wrong with a file that is there, or cannot be made, SQLite says.
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o660))


def open_existing(folder: Path) -> Spool:
    """The spool, for tools, which may be run by root. Raises NoSpool, and what Spool raises."""
    if not (folder / FILE).exists():
        raise NoSpool(folder)
    return Spool(folder)
