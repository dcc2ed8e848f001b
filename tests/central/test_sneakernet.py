"""Appeals that come on a stick are taken over by the same rules, and answered on it."""

from pathlib import Path

import pytest

from central import config
from central.cli import main
from central.errors import BadInput
from central.sneakernet import import_stick
from firmware.wire.messages import Init, decode
from firmware.wire.signed import read_stored
from firmware.wire.stick import CLIP, ENVELOPE, FOLDER, MANIFEST, STORED

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick" / FOLDER).mkdir(parents=True)
    return tmp_path / "stick"


def put(stick: Path, clip) -> Path:
    """As a booth exports it; the folder it lies in."""
    init = decode(clip.init[1], Init, "init")
    folder = stick / FOLDER
    (folder / f"{clip.id}{CLIP}").write_bytes(clip.sealed)
    (folder / f"{clip.id}{MANIFEST}").write_bytes(init.manifest)
    (folder / f"{clip.id}{ENVELOPE}").write_text(init.envelope)
    return folder


def take(central, stick: Path, heard: list[tuple[int, int]] | None = None):
    steps = heard if heard is not None else []
    return import_stick(central.receiver, stick, lambda *step: steps.append(step))


def test_an_appeal_on_a_stick_is_stored_and_its_signed_word_lies_beside_it(
    central, offer, sealed, stick
):
    clip, heard = offer(), []
    folder = put(stick, clip)
    found = take(central, stick, heard)

    assert (found.stored, found.refused) == (1, ())
    assert sealed(clip.id) == clip.sealed
    assert central.registry.by_number(clip.number) is not None
    token = (folder / f"{clip.id}{STORED}").read_text()
    assert read_stored(token, central.keys.signing.public_key()).id == clip.id
    assert heard == [(0, 1), (1, 1)]


def test_a_stick_may_come_again_and_a_clip_that_came_half_by_line_is_finished(
    central, offer, stick
):
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed) // 2)])
    put(stick, clip)

    assert take(central, stick).stored == 1
    assert take(central, stick).stored == 1
    assert len(central.registry.all()) == 1


@pytest.mark.parametrize(
    ("kind", "content", "word"),
    [
        (CLIP, b"other bytes", "other bytes"),
        (CLIP, None, "No such file"),
        (MANIFEST, b"another manifest", ""),
        (MANIFEST, None, "No such file"),
        (ENVELOPE, b"no token", "signed token"),
        (ENVELOPE, b"a.e30.c", ""),
        (ENVELOPE, "ә".encode() * 9, ""),
    ],
)
def test_what_is_not_whole_or_not_signed_is_refused_by_id_and_the_others_are_taken(
    central, offer, stick, kind, content, word
):
    good, bad = offer(), offer()
    put(stick, good)
    file = put(stick, bad) / f"{bad.id}{kind}"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    found = take(central, stick)

    assert found.stored == 1
    assert [id for id, _why in found.refused] == [bad.id]
    assert word in found.refused[0][1]
    assert not (stick / FOLDER / f"{bad.id}{STORED}").exists()


def test_an_envelope_of_another_name_opens_no_other_folder(central, offer, stick):
    clip = offer()
    folder = put(stick, clip)
    (folder / f"x..{ENVELOPE}").write_bytes((folder / f"{clip.id}{ENVELOPE}").read_bytes())

    assert len(take(central, stick).refused) == 1


def test_a_folder_without_appeals_is_a_mistake(central, tmp_path):
    for folder in (tmp_path / "missing", tmp_path):
        with pytest.raises(BadInput, match="no appeals"):
            take(central, folder)


def test_the_command_tells_what_was_taken_and_what_not(central, offer, stick, capsys):
    good, bad = offer(), offer()
    put(stick, good)
    (put(stick, bad) / f"{bad.id}{CLIP}").write_bytes(b"torn")
    data = str(central.settings.data)
    (central.settings.data / "central.toml").write_text(config.render(central.settings))

    with pytest.raises(SystemExit) as ended:
        main(["--data", data, "import", str(stick)])
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert bad.id in said
    assert "1 stored, 1 refused" in said
    assert main(["--data", data, "import", str(stick / "none")]) == 2
