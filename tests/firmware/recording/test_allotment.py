"""Room that is taken before a recording and given back after it."""

import errno
import os
from pathlib import Path

import pytest

from firmware.recording import allotment
from firmware.recording.allotment import give_back, take

MANY = 8 * 2**20
BLOCK = 512


@pytest.fixture
def file(tmp_path: Path):
    with (tmp_path / "clip").open("wb") as made:
        yield made


def test_the_room_is_taken_and_the_size_stays_what_was_written(file):
    assert take(file.fileno(), MANY)
    file.write(b"some")
    file.flush()
    facts = os.fstat(file.fileno())

    assert facts.st_size == 4
    assert facts.st_blocks * BLOCK >= MANY


def test_what_was_not_written_is_given_back(file):
    take(file.fileno(), MANY)
    file.write(b"some")
    file.flush()
    give_back(file.fileno())

    assert os.fstat(file.fileno()).st_size == 4
    assert os.fstat(file.fileno()).st_blocks * BLOCK < MANY


def test_more_than_there_is_is_refused_at_once(file):
    with pytest.raises(OSError, match=r"space|large") as raised:
        take(file.fileno(), 2**60)

    assert raised.value.errno in (errno.ENOSPC, errno.EFBIG)


def test_a_file_system_that_cannot_is_no_error(file, monkeypatch):
    monkeypatch.setattr(allotment._libc, "fallocate", lambda *_: -1)
    monkeypatch.setattr(allotment.ctypes, "get_errno", lambda: errno.EOPNOTSUPP)

    assert not take(file.fileno(), MANY)


def test_a_signal_in_the_middle_is_no_error(file, monkeypatch):
    answers = [-1, 0]
    monkeypatch.setattr(allotment._libc, "fallocate", lambda *_: answers.pop(0))
    monkeypatch.setattr(allotment.ctypes, "get_errno", lambda: errno.EINTR)

    assert take(file.fileno(), MANY)
