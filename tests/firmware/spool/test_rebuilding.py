"""A database that is not sound is set aside and made anew; no numbered appeal is lost."""

import os
import sqlite3
from pathlib import Path

import pytest

from firmware.spool.errors import SpoolTooNew, SpoolUnavailable, StorageFailed
from firmware.spool.models import Appeal
from firmware.spool.outbox import Outbox
from firmware.spool.rebuilding import open_or_rebuild, set_aside
from firmware.spool.recovery import Recovered, recover
from firmware.spool.share import alone
from firmware.spool.spool import Spool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made"


@pytest.mark.parametrize("page", [0, 1, 2, 3])
def test_a_damaged_page_costs_no_appeal(spool, registrar, draft, make_clip, booth_key, page):
    ids = [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(3)]
    spool._database.close()
    spool._share.release()
    database = sqlite3.connect(spool.file)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with spool.file.open("r+b") as file:
        file.seek(page * 4096)
        file.write(os.urandom(4096))
    folder = spool.folder
    spool, rebuilt = open_or_rebuild(folder)
    found = recover(spool, booth_key.public_key(), rebuilt=rebuilt)
    with spool.connection():
        kept = {appeal.id for appeal in Appeal.select()}

    assert kept == set(ids)
    assert found == (Recovered(restored=3, rebuilt=1) if rebuilt else Recovered())


def test_a_sound_database_is_not_touched(folder):
    Spool(folder)._share.release()
    spool, rebuilt = open_or_rebuild(folder)

    assert not rebuilt
    assert not list(folder.glob("*.damaged-*"))
    assert spool.file.exists()


def test_each_damaged_database_is_kept_beside_the_last(folder):
    for _ in range(2):
        folder.mkdir(exist_ok=True)
        (folder / "spool.db").write_bytes(b"nothing of a database" * 300)
        open_or_rebuild(folder)[0]._share.release()

    assert {path.name for path in folder.glob("spool.db.damaged-*")} == {
        "spool.db.damaged-1",
        "spool.db.damaged-2",
    }


def test_a_newer_database_is_left_for_the_newer_software(folder):
    spool = Spool(folder)
    with spool.connection():
        spool._database.pragma("user_version", 99)
        spool._database.pragma("application_id", 99)
    spool._share.release()

    with pytest.raises(SpoolTooNew):
        open_or_rebuild(folder)
    assert not list(folder.glob("*.damaged-*"))


def test_a_database_that_another_process_uses_is_not_set_aside(folder):
    in_use = Spool(folder)
    with pytest.raises(SpoolUnavailable, match="another process"), alone(folder, patience_s=0.0):
        pass
    in_use._share.release()

    with alone(folder, patience_s=0.0):
        pass


def test_a_disk_that_does_not_rename_is_said(folder, monkeypatch):
    Spool(folder)._share.release()

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageFailed, match="Read-only"):
        set_aside(folder)


def test_missing_and_torn_files_are_counted_and_said(
    spool, registrar, draft, make_clip, booth_key, caplog
):
    ids = [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(3)]
    (spool.clips / f"{ids[0]}.clip.age").unlink()
    (spool.clips / f"{ids[1]}.manifest.age").write_bytes(b"torn")
    found = recover(spool, booth_key.public_key())

    assert found == Recovered(damaged=1, missing=1)
    assert ids[0] in caplog.text
    assert ids[1] in caplog.text


@pytest.mark.parametrize("column", ["id", "boot", "clip_sha256"])
def test_a_turned_byte_in_a_text_costs_no_appeal(
    spool, registrar, draft, make_clip, booth_key, column
):
    ids = [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(3)]
    spool._share.release()
    database = sqlite3.connect(spool.file)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (text,) = database.execute(f"SELECT {column} FROM appeal WHERE seq = 2").fetchone()
    database.close()
    content = spool.file.read_bytes()
    turned = text.encode()[:-1] + bytes([text.encode()[-1] | 0x80])
    at = content.rindex(text.encode())
    spool.file.write_bytes(content[:at] + turned + content[at + len(turned) :])
    spool, rebuilt = open_or_rebuild(spool.folder)
    recover(spool, booth_key.public_key(), rebuilt=rebuilt)

    assert rebuilt
    assert [pending.id for pending in Outbox(spool).pending()] == ids


def test_a_version_below_nothing_is_damage(folder):
    spool = Spool(folder)
    with spool.connection():
        spool._database.pragma("user_version", -1)
    spool._share.release()

    assert open_or_rebuild(folder)[1]
