"""Byte ranges [a, b) of a clip: what is there and what is missing.

A `Ranges` is sorted, its ranges are not empty and do not touch. Ranges, not
chunk indices, so that a change of the chunk size in the middle does no harm.
"""

from collections.abc import Iterable

Range = tuple[int, int]
Ranges = tuple[Range, ...]


def merge(ranges: Iterable[Range]) -> Ranges:
    """Any ranges, in any order and overlapping, as `Ranges`; empty ones are dropped."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def add(have: Ranges, start: int, end: int) -> Ranges:
    """`have` and [start, end)."""
    return merge((*have, (start, end)))


def missing(have: Ranges, size: int) -> Ranges:
    """What of [0, size) is not in `have`."""
    gaps: list[Range] = []
    at = 0
    for start, end in have:
        if start >= size:
            break
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    if at < size:
        gaps.append((at, size))
    return tuple(gaps)


def covers(have: Ranges, start: int, end: int) -> bool:
    """Whether all of [start, end) is in `have`."""
    return start >= end or any(a <= start and end <= b for a, b in have)


def total(ranges: Ranges) -> int:
    """How many bytes."""
    return sum(end - start for start, end in ranges)
