"""The card as people and their computers leave it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.commissioning.errors import BadCard
from firmware.commissioning.folder import CardFolder, decoded


@pytest.fixture
def folder(tmp_path) -> CardFolder:
    return CardFolder(tmp_path)


def test_what_is_not_there_is_none(folder, tmp_path) -> None:
    assert folder.text("booth.toml", 10) is None
    assert folder.read("central/ca.pem", 10) is None
    assert CardFolder(tmp_path / "no card").text("booth.toml", 10) is None
    (tmp_path / "central").write_text("a file, not a folder")
    assert folder.read("central/ca.pem", 10) is None


@pytest.mark.parametrize("name", ["BOOTH.TOML", "Booth.toml", "booth.toml"])
def test_names_are_found_in_any_letter_case(folder, tmp_path, name) -> None:
    (tmp_path / name).write_text("x = 1")

    assert folder.text("booth.toml", 10) == "x = 1"


def test_folders_are_found_in_any_letter_case(folder, tmp_path) -> None:
    (tmp_path / "CENTRAL").mkdir()
    (tmp_path / "CENTRAL/CA.PEM").write_text("x")

    assert folder.read("central/ca.pem", 10) == b"x"


def test_two_names_that_differ_in_case_alone_are_refused_unless_one_is_right(
    folder, tmp_path
) -> None:
    (tmp_path / "Code.txt").write_text("a")
    (tmp_path / "CODE.TXT").write_text("b")
    with pytest.raises(BadCard, match=r"code\.txt: is there more than once"):
        folder.text("code.txt", 10)
    (tmp_path / "code.txt").write_text("c")
    assert folder.text("code.txt", 10) == "c"


def test_an_ending_that_windows_hides_is_said(folder, tmp_path) -> None:
    (tmp_path / "wifi.toml.txt").write_text("")

    with pytest.raises(BadCard, match=r"wifi\.toml: is named wifi\.toml\.txt"):
        folder.text("wifi.toml", 10)


def test_what_is_too_large_or_no_file_is_refused(folder, tmp_path) -> None:
    (tmp_path / "booth.toml").write_bytes(b"x" * 11)
    (tmp_path / "code.txt").mkdir()
    (tmp_path / "wifi.toml").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(BadCard, match="at most 10 bytes"):
        folder.text("booth.toml", 10)
    for name in ("code.txt", "wifi.toml", "pipe"):
        with pytest.raises(BadCard, match="is not a file"):
            folder.text(name, 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_editor_s_encodings_and_line_ends_are_understood(encoding, end) -> None:
    text = 'name = "Өскемен ☎"\nid = "001"\n'

    assert decoded(text.replace("\n", end).encode(encoding), "booth.toml") == text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('a = 1\nname = "Өскемен"'.encode("cp1251", "replace") + "ф".encode("cp1251"), "line 2"),
        ("text".encode("utf-16-le"), "zero bytes"),
        (b"\0" * 4096, "zero bytes"),
        (b"\xff\xfea", "save the file as UTF-8"),
    ],
)
def test_what_is_no_text_is_said_with_what_to_do(content, said) -> None:
    with pytest.raises(BadCard, match=said) as error:
        decoded(content, "booth.toml")
    assert error.value.file == "booth.toml"
    assert "UTF-8" in error.value.problem


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_named_mistake(content: bytes) -> None:
    try:
        text = decoded(content, "booth.toml")
    except BadCard:
        return
    assert "\r" not in text
    assert "\0" not in text


def test_a_card_copied_with_its_folder_is_recognised(folder, tmp_path) -> None:
    (tmp_path / "card-001").mkdir()
    Path(tmp_path / "card-001/booth.toml").write_text("")

    assert folder.inside("booth.toml") == "card-001"
    assert folder.inside("code.txt") is None
