"""A part of some bytes, as a Range header asks for it (RFC 9110, section 14)."""

import re

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def part_of(size: int, header: str) -> tuple[int, int] | None:
    """The [start, end) that a Range header asks for; None when it cannot be had.

    What is no range, or more than one, is answered with the whole, as the RFC allows.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        length = int(last)
        return (max(0, size - length), size) if length and size else None
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return 0, size
    return (start, end) if start < size else None
