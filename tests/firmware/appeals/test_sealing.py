"""Sealing of streams: all of it, or an error; never a part that looks whole."""

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.appeals.errors import BadSeal
from firmware.appeals.sealing import VisitKey, open_stream, seal_stream

BLOCK = 65_536
KEY = VisitKey()


class Disk(io.BytesIO):
    """Takes so many writes, then it is full."""

    def __init__(self, takes: int = 10**9) -> None:
        super().__init__()
        self.takes, self.writes = takes, 0

    def write(self, data) -> int:
        self.writes += 1
        if self.writes > self.takes:
            raise OSError(28, "No space left on device")
        return super().write(data)


def sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    seal_stream(io.BytesIO(plain), out, [KEY.recipient])
    return out.getvalue()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3 * BLOCK))
def test_what_is_sealed_as_a_stream_opens_as_one(size: int) -> None:
    plain, out = os.urandom(size), io.BytesIO()

    open_stream(io.BytesIO(sealed(plain)), out, [KEY.identity])

    assert out.getvalue() == plain == KEY.open(sealed(plain))


def test_a_disk_that_is_full_at_any_write_is_said_also_at_the_last() -> None:
    plain = os.urandom(2 * BLOCK + 100)
    disk = Disk()
    seal_stream(io.BytesIO(plain), disk, [KEY.recipient])

    for takes in range(disk.writes):
        with pytest.raises(BadSeal, match="No space") as caught:
            seal_stream(io.BytesIO(plain), Disk(takes), [KEY.recipient])
        assert isinstance(caught.value.__cause__, OSError)
    for takes in range(3):
        with pytest.raises(BadSeal, match="No space"):
            open_stream(io.BytesIO(sealed(plain)), Disk(takes), [KEY.identity])


@pytest.mark.parametrize("cut", [1, 100, BLOCK, 2 * BLOCK + 50])
def test_a_torn_stream_is_never_taken_for_a_whole_one(cut: int) -> None:
    whole = sealed(os.urandom(2 * BLOCK + 100))

    with pytest.raises(BadSeal):
        open_stream(io.BytesIO(whole[:-cut]), io.BytesIO(), [KEY.identity])


def test_a_stranger_and_nonsense_are_refused() -> None:
    with pytest.raises(BadSeal):
        open_stream(io.BytesIO(sealed(b"x")), io.BytesIO(), [VisitKey().identity])
    with pytest.raises(BadSeal):
        open_stream(io.BytesIO(b"no age file"), io.BytesIO(), [KEY.identity])
    with pytest.raises(BadSeal):
        open_stream(io.BytesIO(b""), io.BytesIO(), ["no key"])
    with pytest.raises(BadSeal):
        seal_stream(io.BytesIO(b""), io.BytesIO(), ["age1nobody"])
