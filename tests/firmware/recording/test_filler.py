"""The filler: a calm picture is sealed as soon as a lively one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.recording.filler import CHUNK_BYTES, Filler


class Paper:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.content = bytearray()

    def write(self, data: bytes) -> int:
        self.content += data
        return len(data)


def box(size: int, kind: bytes = b"mdat") -> bytes:
    return size.to_bytes(4, "big") + kind + bytes(size - 8)


def boxes(content: bytes) -> list[tuple[bytes, int]]:
    found, place = [], 0
    while place < len(content):
        size = int.from_bytes(content[place : place + 4], "big")
        found.append((content[place + 4 : place + 8], size))
        place += size
    assert place == len(content)
    return found


@given(st.lists(st.integers(8, 3 * CHUNK_BYTES), min_size=1, max_size=12))
def test_every_fragment_ends_a_chunk_and_is_kept_as_it_is(sizes: list[int]) -> None:
    paper = Paper()
    filler = Filler(paper)
    sealed = 0
    for size in sizes:
        filler.write(box(size))
        filler.keep_up()
        before, sealed = sealed, (len(paper.content) - 1) // CHUNK_BYTES
        assert sealed > before

    kept = [size for kind, size in boxes(bytes(paper.content)) if kind == b"mdat"]
    assert kept == sizes


def test_where_nothing_was_written_nothing_is_filled() -> None:
    paper = Paper()
    filler = Filler(paper)
    filler.write(box(100))
    filler.keep_up()
    size = len(paper.content)
    for _ in range(3):
        filler.keep_up()

    assert len(paper.content) == size


@pytest.mark.parametrize("left", range(1, 10))
def test_a_chunk_that_is_nearly_full_is_filled_by_a_whole_box(left: int) -> None:
    paper = Paper()
    filler = Filler(paper)
    filler.write(box(CHUNK_BYTES - left))
    filler.keep_up()

    assert [kind for kind, _ in boxes(bytes(paper.content))] == [b"mdat", b"free"]
