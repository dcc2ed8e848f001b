"""A part of some bytes, as a player asks for it (RFC 9110, section 14)."""

import re
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PIECE = 262_144


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


def serve(content: bytes, kind: str, header: str) -> Response:
    """The bytes, or the part that `header` asks for."""
    size = len(content)
    headers = {"Accept-Ranges": "bytes"}
    part = part_of(size, header)
    if part is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part
    headers["Content-Length"] = str(end - start)
    status = 200
    if (start, end) != (0, size) or header.strip().startswith("bytes=0-"):
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(_pieces(content, start, end), status, headers, kind)


async def _pieces(content: bytes, start: int, end: int) -> AsyncIterator[bytes]:
    view = memoryview(content)
    for place in range(start, end, _PIECE):
        yield bytes(view[place : min(end, place + _PIECE)])
