import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hw.bench.slips import LINE_DOTS, LONGEST_ROWS, SlipReader
from hw.raster import pack

CUT = b"\x1dV\x00"


def noise_slip() -> Image.Image:
    return Image.effect_noise((64, 150), 200).convert("1")


@given(cuts=st.lists(st.integers(0, 1200), max_size=6))
def test_bytes_may_come_in_any_pieces(cuts: list[int]) -> None:
    data = b"\x1b@" + pack(SLIP) + CUT
    reader = SlipReader(64)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for begin, end in itertools.pairwise(edges):
        reader.feed(data[begin:end])
    assert [slip.size for slip in reader.slips] == [(64, 150)]
    assert reader.unknown == 0
    assert reader.uncut is None


SLIP = noise_slip()


@given(data=st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    SlipReader(64).feed(data)


def test_unknown_bytes_are_counted() -> None:
    reader = SlipReader(64)
    reader.feed(b"hello\x1dV\x01")
    assert reader.unknown == 5
    assert reader.slips == []


def test_lines_are_fed_and_questions_come_in_order() -> None:
    asked = []
    reader = SlipReader(64, lambda which: asked.append((which, len(reader.slips))))
    reader.feed(b"\x1bd\x02\x1dr\x01" + CUT + b"\x1dr\x01")
    assert reader.slips[0].height == 2 * LINE_DOTS
    assert asked == [(1, 0), (1, 1)]


def test_a_band_wider_than_the_paper_is_cut_off() -> None:
    reader = SlipReader(16)
    reader.feed(b"\x1dv0\x00\x03\x00\x01\x00\xff\xff\xff" + CUT)
    assert reader.slips[0].size == (16, 1)


@pytest.mark.parametrize("ascii_m", [0, 0x30])
def test_the_printer_doubles_columns_rows_or_both(ascii_m: int) -> None:
    sizes = []
    for m in range(4):
        reader = SlipReader(16)
        reader.feed(b"\x1dv0" + bytes((ascii_m + m, 1, 0, 1, 0, 0b10100000)) + CUT)
        dots = ~np.asarray(reader.slips[0])
        sizes.append((int(dots[0].sum()), len(dots), dots[0].nonzero()[0].tolist()))
    assert sizes == [
        (2, 1, [0, 2]),
        (4, 1, [0, 1, 4, 5]),
        (2, 2, [0, 2]),
        (4, 2, [0, 1, 4, 5]),
    ]


def test_only_the_last_slips_are_kept() -> None:
    reader = SlipReader(16, keep=2)
    for height in (1, 2, 3):
        reader.feed(b"\x1bJ" + bytes((height,)) + b"\x1dV\x01")
    assert [slip.height for slip in reader.slips] == [2, 3]
    assert reader.cut == 3


def test_paper_that_is_never_cut_does_not_grow_for_ever() -> None:
    reader = SlipReader(16)
    reader.feed(b"\x1bJ\xff" * 200)
    assert reader.uncut.height == LONGEST_ROWS


def test_zeros_mean_nothing() -> None:
    reader = SlipReader(16)
    reader.feed(bytes(50))
    assert (reader.unknown, reader.uncut) == (0, None)
