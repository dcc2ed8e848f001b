"""`booth spool` as an engineer uses it."""

from pathlib import Path

import pytest

from firmware.appeals.manifest import FileFacts
from firmware.appeals.signing import load_key, make_key, public_pem
from firmware.cli import main
from firmware.spool.models import Appeal
from firmware.wire.signed import StoredFacts, sign
from firmware.wire.stick import FOLDER

BOOTH = """[booth]
spool = "{spool}"
[central]
signing_key = "{key}"
"""


@pytest.fixture
def booth(tmp_path: Path, spool, monkeypatch) -> list[str]:
    monkeypatch.setenv("COLUMNS", "200")
    key = tmp_path / "central.pem"
    key.write_bytes(public_pem(make_key(tmp_path / "central.key")))
    file = tmp_path / "booth.toml"
    file.write_text(BOOTH.format(spool=spool.folder, key=key))
    return ["--config", str(file)]


@pytest.fixture
def id(registrar, draft, make_clip) -> str:
    return registrar.register(draft, make_clip(), registrar.reserve_number()).id


def run(capsys, *arguments: str) -> tuple[int, str]:
    code = main(["spool", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_list_has_a_row_an_appeal_and_nothing_personal(booth, id, capsys):
    code, said = run(capsys, "list", *booth)

    assert code == 0
    assert id in said
    assert "waiting" in said
    assert "1 appeals" in said
    assert "7011234567" not in said


def test_an_empty_spool_is_said(booth, capsys):
    assert run(capsys, "list", *booth) == (0, "0 appeals\n")


def test_show_tells_all_files_of_an_appeal(booth, id, capsys):
    code, said = run(capsys, "show", id, *booth)

    assert code == 0
    for kind in ("clip.age", "manifest.age", "envelope.jws"):
        assert kind in said


def test_an_appeal_that_is_not_there_is_an_error_with_its_id(booth, capsys):
    code, said = run(capsys, "show", "0190", *booth)

    assert code == 2
    assert "there is no appeal 0190" in said


def test_check_finds_a_flipped_bit_and_names_the_file(booth, id, spool, capsys):
    assert run(capsys, "check", *booth)[0] == 0
    file = spool.clips / f"{id}.clip.age"
    file.write_bytes(b"X" + file.read_bytes()[1:])
    code, said = run(capsys, "check", *booth)

    assert code == 1
    assert f"{id}: clip.age is not what was registered" in said


@pytest.mark.parametrize("kind", ["clip.age", "manifest.age", "envelope.jws"])
def test_check_finds_a_missing_file(booth, id, spool, capsys, kind):
    (spool.clips / f"{id}.{kind}").unlink()

    assert f"{kind} is missing" in run(capsys, "check", *booth)[1]


def test_export_and_import_are_the_way_without_a_network(booth, id, spool, tmp_path, capsys):
    stick = tmp_path / "stick"
    stick.mkdir()
    appeal = Appeal.get_by_id(id)
    assert "1 copied" in run(capsys, "export", str(stick), *booth)[1]
    facts = StoredFacts(
        id=id,
        booth="001",
        site="oskemen",
        clip=FileFacts(size=appeal.clip_size, sha256=appeal.clip_sha256),
        manifest_sha256=appeal.manifest_sha256,
    )
    token = sign(facts, load_key(tmp_path / "central.key"))
    (stick / FOLDER / f"{id}.stored").write_text(token)
    code, said = run(capsys, "import-stored", str(stick), *booth)

    assert (code, "1 stored" in said) == (0, True)
    assert not list(spool.clips.iterdir())


def test_a_forged_stored_is_refused_with_its_name(booth, id, spool, tmp_path, capsys):
    (tmp_path / f"{id}.stored").write_text("forged")
    code, said = run(capsys, "import-stored", str(tmp_path), *booth)

    assert (code, f"{id}.stored" in said) == (1, True)
    assert len(list(spool.clips.iterdir())) == 3


@pytest.mark.usefixtures("id")
def test_a_folder_that_cannot_be_written_is_said(booth, tmp_path, capsys):
    (tmp_path / "file").touch()
    code, said = run(capsys, "export", str(tmp_path / "file"), *booth)

    assert code == 2
    assert "Not a directory" in said
