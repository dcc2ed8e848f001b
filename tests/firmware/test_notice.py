"""The notice: what is wrong, in a file that another program wrote."""

import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware import notice
from firmware.notice import BROKEN, MAX_CHARS, MAX_LINES, SETTINGS, Notice


def test_what_is_written_is_read(tmp_path):
    file = tmp_path / "notice.json"
    said = Notice(SETTINGS, ("booth.toml: printer.baud: must be a number", "қате"))
    notice.write(Notice(BROKEN, ("the first",)), file)
    notice.write(said, file)
    assert notice.read(file) == said
    assert [one.name for one in tmp_path.iterdir()] == ["notice.json"]
    assert stat.S_ISREG(file.stat().st_mode)


def test_where_there_is_none_there_is_none(tmp_path):
    assert notice.read(tmp_path / "notice.json") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"kind": "settings"}', b"\xff\xfe", b"[" * 20_000]
)
def test_one_that_makes_no_sense_is_a_booth_that_is_broken(tmp_path, content):
    file = tmp_path / "notice.json"
    file.write_bytes(content)
    assert notice.read(file) == Notice()


def test_a_kind_of_another_release_and_lines_that_are_none_do_no_harm(tmp_path):
    file = tmp_path / "notice.json"
    file.write_text(json.dumps({"kind": "moon", "lines": ["a", 1, None, "x" * 9999, *"b" * 99]}))
    found = notice.read(file)
    assert found is not None
    assert found.kind == BROKEN
    assert found.lines[:2] == ("a", "x" * MAX_CHARS)
    assert len(found.lines) == MAX_LINES


@given(content=st.binary(max_size=200))
def test_no_bytes_are_an_error(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("notice") / "notice.json"
    file.write_bytes(content)
    assert notice.read(file) is not None
