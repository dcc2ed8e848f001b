"""The booth's key on the disk."""

from pathlib import Path

import pytest

from firmware.appeals.errors import BadSignature
from firmware.appeals.signing import load_key, load_public, make_key, public_pem, sign, verify


def test_a_key_is_read_back_and_signs_the_same(tmp_path: Path) -> None:
    file = tmp_path / "booth.key"
    key = make_key(file)

    assert verify(sign(b"words", load_key(file)), key.public_key()) == b"words"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "booth.key"
    before = public_pem(make_key(file))

    with pytest.raises(FileExistsError):
        make_key(file)

    assert public_pem(load_key(file)) == before


def test_what_a_power_cut_left_of_a_key_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "booth.key"
    file.with_name("booth.key.new").write_bytes(b"-----BEGIN")

    make_key(file)

    load_key(file)
    assert [path.name for path in tmp_path.iterdir()] == ["booth.key"]


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----", b"\xff"])
def test_what_is_no_key_is_said_with_its_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "booth.key"
    file.write_bytes(content)

    for load in (load_key, load_public):
        with pytest.raises(BadSignature, match=r"booth\.key"):
            load(file)
