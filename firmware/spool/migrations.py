"""From one version of the database to the next: what an older booth's spool still lacks.

A new table needs no step, it is made where it is missing. A step is never changed
once a booth has run it; the version is SQLite's user_version.

A booth whose new system does not prove itself goes back to the old one, with the spool as
the new one left it. So steps only add, and each spool says which is the oldest software
that can still use it (SQLite's application_id, which is ours to use).
"""

from collections.abc import Mapping
from types import MappingProxyType

from peewee import SqliteDatabase

from firmware.spool.models import TABLES

STEPS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        2: ('ALTER TABLE "transfer" ADD COLUMN "stored_at" REAL',),
    }
)
"""What leads to each version; 1 was the first."""

VERSION = max(STEPS)
OLDEST = 1
"""The oldest software that can use a spool of VERSION."""


def migrate(database: SqliteDatabase, version: int) -> None:
    """Bring tables of `version` (0: there are none) up to VERSION, in the caller's transaction.

    A spool of a newer software keeps its version: its steps must not be made twice.
    """
    if version > VERSION:
        return
    if version:
        for step in range(version + 1, VERSION + 1):
            for statement in STEPS[step]:
                database.execute_sql(statement)  # type: ignore[no-untyped-call]
    database.create_tables(TABLES)
    database.pragma("user_version", VERSION)
    database.pragma("application_id", OLDEST)
