"""Central's disk: one SQLite database and the folders of sealed clips."""

import fcntl
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from peewee import DatabaseError, SqliteDatabase

from central import models
from central.errors import DatabaseDamaged, FolderInUse
from central.tables import TABLES

STEPS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        2: ('ALTER TABLE "appeal" ADD COLUMN "legal" DATE',),
        3: (
            'ALTER TABLE "appeal" ADD COLUMN "official_number" VARCHAR(255)',
            'ALTER TABLE "appeal" ADD COLUMN "closed_at" VARCHAR(255)',
            """ALTER TABLE "appeal" ADD COLUMN "site" VARCHAR(255) NOT NULL DEFAULT ''""",
            'ALTER TABLE "appeal" ADD COLUMN "holder" VARCHAR(255)',
            """UPDATE "appeal" SET "site" = COALESCE(
                (SELECT "site" FROM "booth" WHERE "booth"."id" = "appeal"."booth"), '')""",
            """UPDATE "appeal" SET "holder" = COALESCE(
                (SELECT "official" FROM "forwarding" WHERE "appeal_id" = "appeal"."id"
                 ORDER BY "forwarding"."id" DESC LIMIT 1), "addressee")""",
            """UPDATE "appeal" SET "closed_at" = "received_at" WHERE "state" = 'quarantined'""",
            """UPDATE "appeal" SET "closed_at" = (SELECT MIN("answered_at") FROM "answer"
                WHERE "appeal_id" = "appeal"."id") WHERE "state" = 'answered'""",
            """ALTER TABLE "booth" ADD COLUMN "online_since" VARCHAR(255) NOT NULL DEFAULT ''""",
            """ALTER TABLE "booth" ADD COLUMN "heard_at" VARCHAR(255) NOT NULL DEFAULT ''""",
        ),
    }
)
"""What leads to each version of the database; 1 was the first. A step never changes."""

SCHEMA_VERSION = max(STEPS)
DATABASE = "central.db"

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
}


class Store:
    """Opens (and makes) central's data in a folder.

    central.db  the database
    parts/      clips that are arriving
    clips/      clips that were taken over, sealed
    answers/    videos of answers, sealed to the key that opens questions
    viewings/   the same on their way, sealed to the visit that looks at them
    booths/     public keys of the booths
    broker/     passwords and ACL of the broker
    keys/       see `keys`
    run.lock    held by the one central that receives
    """

    def __init__(self, folder: Path) -> None:
        """Raises DatabaseDamaged, OSError."""
        self.folder = folder
        self.parts = folder / "parts"
        self.clips = folder / "clips"
        self.answers = folder / "answers"
        self.viewings = folder / "viewings"
        self.booths = folder / "booths"
        self.broker = folder / "broker"
        self.keys = folder / "keys"
        for part in (
            folder,
            self.parts,
            self.clips,
            self.answers,
            self.viewings,
            self.booths,
            self.broker,
        ):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = folder / DATABASE
        if not self.file.exists() and any(self.clips.iterdir()):
            # A new, empty registry would be taken for the real one.
            raise DatabaseDamaged(self.file, "is missing, but there are clips; bring it back")
        self._claim: int | None = None
        # No connection opens by itself: each is somebody's, who closes it.
        # At DEBUG peewee writes every statement with its values: numbers, telephones, answers.
        logging.getLogger("peewee").setLevel(logging.INFO)
        self._database = SqliteDatabase(str(self.file), pragmas=_PRAGMAS, autoconnect=False)
        models.database.initialize(self._database)
        try:
            with self.connection():
                self._open()
        except DatabaseError as error:
            raise DatabaseDamaged(self.file, str(error)) from error

    def _open(self) -> None:
        version = self._database.pragma("user_version")
        if version > SCHEMA_VERSION:
            raise DatabaseDamaged(self.file, f"is of version {version}, newer than this software")
        with self._database.atomic("IMMEDIATE"):
            for step in range(version + 1, SCHEMA_VERSION + 1) if version else ():
                for statement in STEPS[step]:
                    self._database.execute_sql(statement)  # type: ignore[no-untyped-call]
            self._database.create_tables(TABLES)
            self._database.pragma("user_version", SCHEMA_VERSION)

    def claim(self) -> None:
        """Receive on this folder alone, until `release` or the end. Raises FolderInUse, OSError."""
        handle = os.open(self.folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise FolderInUse(self.folder) from None
        self._claim = handle

    def release(self) -> None:
        """Let go of the folder; harmless when repeated."""
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

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

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone; the transaction around it goes on."""
        with self._database.savepoint():
            yield

    @contextmanager
    def serialised(self, name: str) -> Iterator[None]:
        """One at a time inside, of that name, until the transaction ends."""
        # SQLite's transactions are one at a time anyway.
        del name
        yield
