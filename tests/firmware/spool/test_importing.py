"""Central's `stored` on a stick: only the right one frees a clip."""

import os
from pathlib import Path

import pytest

from firmware.appeals.manifest import FileFacts
from firmware.appeals.signing import make_key
from firmware.spool.errors import StorageFailed
from firmware.spool.importing import import_stored
from firmware.spool.models import Appeal, Transfer
from firmware.spool.outbox import Outbox
from firmware.wire.signed import StoredFacts, sign
from firmware.wire.stick import FOLDER


@pytest.fixture
def central(tmp_path: Path):
    return make_key(tmp_path / "central.key")


@pytest.fixture
def appeal(registrar, draft, make_clip) -> Appeal:
    return Appeal.get_by_id(registrar.register(draft, make_clip(), registrar.reserve_number()).id)


def facts(appeal: Appeal, **changes: object) -> StoredFacts:
    values = {
        "id": appeal.id,
        "booth": "001",
        "site": "oskemen",
        "clip": FileFacts(size=appeal.clip_size, sha256=appeal.clip_sha256),
        "manifest_sha256": appeal.manifest_sha256,
    }
    return StoredFacts(**{**values, **changes})


def put(folder: Path, name: str, content: str) -> None:
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / f"{name}.stored").write_text(content)


def take(spool, tmp_path, central):
    return import_stored(spool, Outbox(spool), tmp_path, central.public_key(), "001", "oskemen")


def test_the_right_one_frees_the_clip(spool, appeal, tmp_path, central):
    put(tmp_path, appeal.id, sign(facts(appeal), central))
    found = take(spool, tmp_path, central)

    assert (found.stored, found.foreign, found.refused) == (1, 0, ())
    assert Transfer.get_by_id(appeal.id).state == "purged"
    assert not list(spool.clips.iterdir())
    assert take(spool, tmp_path, central).stored == 1


def test_those_of_other_booths_are_left_alone(spool, appeal, tmp_path, central):
    put(tmp_path, "other", sign(facts(appeal, booth="002"), central))
    put(
        tmp_path, "unknown", sign(facts(appeal, id="0190b1a2-0000-7000-8000-000000000000"), central)
    )

    assert take(spool, tmp_path, central).foreign == 2
    assert len(list(spool.clips.iterdir())) == 3


def test_forged_torn_and_wrong_ones_are_refused_by_name_and_free_nothing(
    spool, appeal, tmp_path, central
):
    forger = make_key(tmp_path / "forger.key")
    right = sign(facts(appeal), central)
    put(tmp_path, "a-forged", sign(facts(appeal), forger))
    put(tmp_path, "b-torn", right[: len(right) // 2])
    put(tmp_path, "c-empty", "")
    put(tmp_path, "d-long", "x" * 100_000)
    put(tmp_path, "e-letters", "ә" * 10)
    put(tmp_path, "f-other-bytes", sign(facts(appeal, manifest_sha256="0" * 64), central))
    found = take(spool, tmp_path, central)

    assert [name[0] for name, _why in found.refused] == list("abcdef")
    assert found.stored == 0
    assert len(list(spool.clips.iterdir())) == 3


def test_a_stick_without_the_folder_is_read_as_it_is(spool, appeal, tmp_path, central):
    (tmp_path / f"{appeal.id}.stored").write_text(sign(facts(appeal), central))

    assert take(spool, tmp_path, central).stored == 1


def test_a_stick_that_is_not_there_is_said(spool, tmp_path, central):
    with pytest.raises(StorageFailed, match="no such folder"):
        take(spool, tmp_path / "not-mounted", central)


def test_what_is_no_file_is_left_alone(spool, appeal, tmp_path, central):
    put(tmp_path, appeal.id, sign(facts(appeal), central))
    (tmp_path / FOLDER / "a.stored").mkdir()
    os.mkfifo(tmp_path / FOLDER / "b.stored")
    (tmp_path / FOLDER / "c.stored").symlink_to("nowhere")

    assert take(spool, tmp_path, central).stored == 1
