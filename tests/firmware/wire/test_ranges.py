"""Ranges against the plainest model: sets of bytes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from firmware.wire import ranges

SIZE = 40
some = st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)), max_size=8)


def bytes_of(parts: object) -> set[int]:
    return {byte for start, end in parts for byte in range(start, end)}


@given(some)
def test_merged_ranges_hold_the_same_bytes_sorted_and_apart(parts) -> None:
    merged = ranges.merge(parts)

    assert bytes_of(merged) == bytes_of(parts)
    assert all(start < end for start, end in merged)
    assert all(a[1] < b[0] for a, b in pairwise(merged))
    assert ranges.total(merged) == len(bytes_of(parts))


@given(some, st.integers(0, SIZE))
def test_missing_is_what_is_not_there(parts, size) -> None:
    missing = ranges.missing(ranges.merge(parts), size)

    assert bytes_of(missing) == set(range(size)) - bytes_of(parts)


@given(some, st.integers(0, SIZE), st.integers(0, SIZE))
def test_adding_and_covering_agree_with_sets(parts, start, end) -> None:
    have = ranges.merge(parts)

    assert ranges.covers(have, start, end) == (set(range(start, end)) <= bytes_of(have))
    assert bytes_of(ranges.add(have, start, end)) == bytes_of(have) | set(range(start, end))
