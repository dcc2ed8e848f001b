"""Two steps side by side: what fails on either side is heard, and nobody waits for ever."""

import pytest

from central.piping import piped

CONTENT = bytes(range(256)) * 4096


def test_what_the_one_writes_the_other_takes() -> None:
    taken = []

    made = piped(lambda sink: sink.write(CONTENT), lambda source: taken.append(source.read()))

    assert (made, taken) == (len(CONTENT), [CONTENT])


def test_a_taker_that_fails_is_heard_although_the_maker_sees_only_a_broken_pipe() -> None:
    def fails(_source) -> None:
        raise ValueError("the disk")

    with pytest.raises(ValueError, match="the disk"):
        piped(lambda sink: sink.write(CONTENT), fails)
    with pytest.raises(ValueError, match="the disk"):
        piped(lambda _sink: None, fails)


def test_a_maker_that_fails_is_heard_and_the_taker_ends() -> None:
    taken = []

    def fails(sink) -> None:
        sink.write(b"half")
        raise LookupError("no such film")

    with pytest.raises(LookupError, match="no such film"):
        piped(fails, lambda source: taken.append(source.read()))
    assert taken == [b"half"]
