"""Room for the day when the disk is full."""

import shutil
from collections import namedtuple

import pytest

from firmware.spool.reserve import RESERVE_BYTES, Reserve

Usage = namedtuple("Usage", "total used free")


def test_room_is_kept_given_back_once_and_kept_again(tmp_path) -> None:
    reserve = Reserve(tmp_path)
    assert not reserve.give()

    reserve.keep()

    assert (tmp_path / "reserve").stat().st_blocks * 512 >= RESERVE_BYTES
    assert reserve.give()
    assert not reserve.give()
    reserve.keep()
    assert reserve.give()


@pytest.mark.parametrize("free", [0, RESERVE_BYTES])
def test_a_full_disk_is_not_filled_further(tmp_path, monkeypatch, free) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, free))

    Reserve(tmp_path).keep()

    assert list(tmp_path.iterdir()) == []
