"""Some bytes for a player, which asks for them in parts."""

import re
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from central.ranges import part_of

_PIECE = 262_144
# A player that asks for the whole as a part wants to hear how large it is.
_FROM_THE_START = re.compile(r"bytes=0-[0-9]*")


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
    if (start, end) != (0, size) or _FROM_THE_START.fullmatch(header.strip()):
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(_pieces(content, start, end), status, headers, kind)


async def _pieces(content: bytes, start: int, end: int) -> AsyncIterator[bytes]:
    view = memoryview(content)
    for place in range(start, end, _PIECE):
        yield bytes(view[place : min(end, place + _PIECE)])
