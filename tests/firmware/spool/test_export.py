"""Appeals copied to a stick: whole or not at all, and nothing leaves the booth for it."""

import errno
import os
from pathlib import Path

import pytest

from firmware.spool import export as export_module
from firmware.spool.errors import StorageFailed
from firmware.spool.export import Exported, export, waiting
from firmware.spool.outbox import Outbox
from firmware.wire.stick import FOLDER


@pytest.fixture
def ids(registrar, draft, make_clip) -> list[str]:
    return [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(3)]


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / FOLDER).iterdir()}


@pytest.mark.usefixtures("ids")
def test_all_three_files_of_each_appeal_are_copied_byte_for_byte(spool, tmp_path):
    heard: list[tuple[int, int]] = []
    done = export(spool, tmp_path, lambda *step: heard.append(step))

    assert done == Exported(copied=3)
    for file in spool.clips.iterdir():
        assert (tmp_path / FOLDER / file.name).read_bytes() == file.read_bytes()
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.usefixtures("ids")
def test_a_second_export_copies_only_what_is_new(spool, tmp_path, registrar, draft, make_clip):
    export(spool, tmp_path)
    registrar.register(draft, make_clip(), registrar.reserve_number())

    assert export(spool, tmp_path) == Exported(copied=1, there=3)


def test_what_central_has_is_not_copied(spool, ids, tmp_path):
    outbox = Outbox(spool)
    outbox.pending()
    outbox.finish(ids[0], "token")

    assert [appeal.id for appeal in waiting(spool)] == ids[1:]
    assert export(spool, tmp_path) == Exported(copied=2)


def test_a_rejected_appeal_is_copied_too(spool, ids, tmp_path):
    outbox = Outbox(spool)
    outbox.pending()
    outbox.reject(ids[0], "unknown booth")

    assert export(spool, tmp_path).copied == 3


@pytest.mark.parametrize("kind", ["clip.age", "manifest.age", "envelope.jws"])
def test_a_damaged_appeal_is_counted_and_holds_up_no_other(spool, ids, tmp_path, kind):
    file = spool.clips / f"{ids[1]}.{kind}"
    if kind == "envelope.jws":
        file.unlink()
    else:
        file.write_bytes(b"x" + file.read_bytes()[1:])

    assert export(spool, tmp_path) == Exported(copied=2, damaged=1)
    assert f"{ids[1]}.envelope.jws" not in names(tmp_path)
    assert not any(name.endswith(".part") for name in names(tmp_path))


def test_an_appeal_that_central_takes_over_meanwhile_is_no_damage(
    spool, ids, tmp_path, monkeypatch
):
    outbox = Outbox(spool)
    outbox.pending()
    copy = export_module._copy

    def late(clips, folder, appeal):
        if appeal.id == ids[1]:
            outbox.finish(ids[1], "token")
        return copy(clips, folder, appeal)

    monkeypatch.setattr(export_module, "_copy", late)

    assert export(spool, tmp_path) == Exported(copied=2)


@pytest.mark.usefixtures("ids")
def test_a_full_stick_is_said_with_its_file_and_no_appeal_counts_as_there(
    spool, tmp_path, monkeypatch
):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(export_module.os, "fsync", full)
    with pytest.raises(StorageFailed) as raised:
        export(spool, tmp_path)
    monkeypatch.undo()

    assert raised.value.errno == errno.ENOSPC
    assert export(spool, tmp_path).copied == 3


def test_a_stick_that_is_not_there_is_not_made_on_the_booths_own_disk(spool, tmp_path):
    with pytest.raises(StorageFailed):
        export(spool, tmp_path / "not-mounted")
    assert not (tmp_path / "not-mounted").exists()


def test_a_clip_that_the_card_cannot_read_holds_up_no_other(spool, ids, tmp_path):
    clip = spool.clips / f"{ids[0]}.clip.age"
    clip.unlink()
    clip.symlink_to("/proc/self/mem")  # opens, and fails to be read with EIO

    assert export(spool, tmp_path) == Exported(copied=2, damaged=1)
    assert not any(name.startswith(ids[0]) for name in names(tmp_path))


@pytest.mark.parametrize("spoil", [Path.unlink, lambda clip: clip.write_bytes(b"")])
def test_what_a_stick_has_lost_beside_its_envelope_is_copied_anew(spool, ids, tmp_path, spoil):
    export(spool, tmp_path)
    clip = tmp_path / FOLDER / f"{ids[1]}.clip.age"
    spoil(clip)

    assert export(spool, tmp_path) == Exported(copied=1, there=2)
    assert clip.read_bytes() == (spool.clips / clip.name).read_bytes()
