"""MQTT packets as bytes: where one ends, and whether it carries a piece of a clip."""

import asyncio
import re
from dataclasses import dataclass

PUBLISH = 3
_CHUNK = re.compile(rb"dialog/1/[^/]+/[^/]+/up/clip/[0-9a-f-]{36}/[0-9]+/[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Packet:
    """One whole packet; `piece` is how many bytes of a clip it carries, always at its end."""

    content: bytes
    piece: int = 0

    @property
    def spoiled(self) -> "Packet":
        """With another last byte."""
        last = self.content[-1] ^ 0x55
        return Packet(self.content[:-1] + bytes([last]), self.piece)


async def read(reader: asyncio.StreamReader) -> Packet:
    """The next packet of MQTT 5. Raises IncompleteReadError at the end."""
    head = await reader.readexactly(1)
    length, header = 0, head
    for shift in range(0, 28, 7):
        byte = await reader.readexactly(1)
        header += byte
        length |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            break
    body = await reader.readexactly(length)
    piece = _piece(body, head[0]) if head[0] >> 4 == PUBLISH else 0
    return Packet(header + body, piece)


def _piece(body: bytes, head: int) -> int:
    end = 2 + int.from_bytes(body[:2], "big")
    if not _CHUNK.fullmatch(body[2:end]):
        return 0
    if head & 0x06:
        end += 2
    properties, width = _varint(body[end:])
    return len(body) - end - width - properties


def _varint(content: bytes) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(content[:4]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, index + 1
    return value, 4
