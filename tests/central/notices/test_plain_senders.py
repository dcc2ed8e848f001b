"""The console and the file."""

import io
import json
import stat

import pytest

from central.notices.console import ConsoleSender
from central.notices.file import FileSender
from central.notices.senders import Accepted, Unreachable

PHONE = "+77011234567"


def test_the_console_prints_a_line(calendar) -> None:
    out = io.StringIO()

    assert ConsoleSender(calendar, out).send(PHONE, "жаңа өтініш") == Accepted()

    assert out.getvalue() == f"SMS to {PHONE}: жаңа өтініш\n"


def test_the_file_gets_a_line_each(tmp_path, calendar) -> None:
    file = tmp_path / "sms.jsonl"
    sender = FileSender(file, calendar)

    ids = [sender.send(PHONE, text).message_ids[0] for text in ("әғқ", 'ңө"\\')]

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["phone"], line["text"]) for line in lines] == [
        (PHONE, "әғқ"),
        (PHONE, 'ңө"\\'),
    ]
    assert [line["id"] for line in lines] == ids
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_its_folder_nothing_was_handed_over(tmp_path, calendar) -> None:
    sender = FileSender(tmp_path / "missing" / "sms.jsonl", calendar)

    with pytest.raises(Unreachable):
        sender.send(PHONE, "x")
    assert not sender.line.up

    (tmp_path / "missing").mkdir()
    sender.send(PHONE, "x")
    assert sender.line.up
