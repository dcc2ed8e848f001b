"""A spool of an older software, with what was in it."""

import sqlite3
from pathlib import Path

from firmware.spool.migrations import STEPS, VERSION
from firmware.spool.models import Transfer
from firmware.spool.outbox import Outbox
from firmware.spool.spool import Spool

FIRST = """
CREATE TABLE "appeal" ("id" VARCHAR(255) NOT NULL PRIMARY KEY, "boot" VARCHAR(255) NOT NULL,
 "seq" INTEGER NOT NULL, "number_hash" BLOB, "clip_size" INTEGER NOT NULL,
 "clip_sha256" VARCHAR(255) NOT NULL, "manifest_size" INTEGER NOT NULL,
 "manifest_sha256" VARCHAR(255) NOT NULL);
CREATE TABLE "transfer" ("appeal_id" VARCHAR(255) NOT NULL PRIMARY KEY,
 "state" VARCHAR(255) NOT NULL, "attempts" INTEGER NOT NULL, "last_error" VARCHAR(255) NOT NULL,
 "stored" TEXT NOT NULL, FOREIGN KEY ("appeal_id") REFERENCES "appeal" ("id"));
CREATE TABLE "constant" ("key" VARCHAR(255) NOT NULL PRIMARY KEY, "value" BLOB NOT NULL);
INSERT INTO "appeal" VALUES ('0190-a', 'boot', 7, x'01', 10, 'aa', 5, 'bb');
INSERT INTO "transfer" VALUES ('0190-a', 'stored', 3, '', 'token');
INSERT INTO "constant" VALUES ('salt', x'00112233445566778899aabbccddeeff');
PRAGMA user_version = 1;
"""


def old(folder: Path) -> Path:
    folder.mkdir()
    database = sqlite3.connect(folder / "spool.db")
    database.executescript(FIRST)
    database.close()
    return folder


def test_what_was_in_it_is_still_there_and_the_new_columns_work(tmp_path):
    spool = Spool(old(tmp_path / "spool"))
    with spool.connection():
        row = Transfer.get_by_id("0190-a")
        assert (row.state, row.attempts, row.stored, row.stored_at) == ("stored", 3, "token", None)
        # Stored by a software that did not note when: its time is over.
        Outbox(spool, keep_s=3600).purge_stored()
        assert Transfer.get_by_id("0190-a").state == "purged"
        assert spool._database.pragma("user_version") == VERSION


def test_the_salt_of_the_numbers_stays(tmp_path):
    spool = Spool(old(tmp_path / "spool"))
    with spool.connection():
        rows = spool._database.execute_sql("SELECT value FROM constant WHERE key = 'salt'")
        assert rows.fetchone()[0] == bytes.fromhex("00112233445566778899aabbccddeeff")


def test_a_second_start_changes_nothing(tmp_path):
    folder = old(tmp_path / "spool")
    Spool(folder)
    Spool(folder)


def test_the_steps_leave_no_gap():
    assert list(STEPS) == list(range(2, VERSION + 1))


def newer(folder: Path) -> Path:
    """A spool as a newer software left it: a version up, a column and a table more."""
    spool = Spool(folder)
    with spool.connection():
        for statement in (
            'ALTER TABLE "transfer" ADD COLUMN "colour" TEXT',
            'CREATE TABLE "novelty" ("id" INTEGER PRIMARY KEY)',
            f"PRAGMA user_version = {VERSION + 1}",
        ):
            spool._database.execute_sql(statement)
    return folder


def test_a_booth_that_goes_back_to_its_old_system_keeps_its_spool(tmp_path):
    folder = newer(old(tmp_path / "spool"))

    spool = Spool(folder)
    with spool.connection():
        assert Transfer.get_by_id("0190-a").stored == "token"
        Transfer.update(attempts=4).execute()
        # The newer software must not make its steps twice when it comes back.
        assert spool._database.pragma("user_version") == VERSION + 1
    Spool(folder)
