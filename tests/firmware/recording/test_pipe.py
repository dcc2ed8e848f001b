"""The bounded pipe."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.recording.pipe import Pipe


@given(st.lists(st.binary(max_size=100), max_size=30), st.integers(1, 64))
def test_what_goes_in_comes_out(pieces: list[bytes], size: int) -> None:
    pipe = Pipe()
    for piece in pieces:
        pipe.write(piece)
    pipe.end()

    assert b"".join(iter(lambda: pipe.read(size), b"")) == b"".join(pieces)


def test_a_writer_waits_for_the_reader_and_goes_on() -> None:
    pipe = Pipe(limit=4)
    pipe.write(b"full")
    writer = threading.Thread(target=lambda: (pipe.write(b"more"), pipe.end()))
    writer.start()

    assert b"".join(iter(lambda: pipe.read(4), b"")) == b"fullmore"
    writer.join(5)
    assert not writer.is_alive()


def test_patience_ends_on_both_sides() -> None:
    pipe = Pipe(limit=1, patience_s=0.01)

    with pytest.raises(TimeoutError):
        pipe.read(1)
    pipe.write(b"x")
    with pytest.raises(TimeoutError):
        pipe.write(b"y")


def test_when_one_side_breaks_the_other_is_told() -> None:
    pipe = Pipe()
    pipe.write(b"x")
    pipe.break_(OSError("no space"))

    with pytest.raises(BrokenPipeError, match="no space"):
        pipe.write(b"y")
    with pytest.raises(BrokenPipeError, match="no space"):
        pipe.read()
