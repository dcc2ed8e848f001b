"""Where an MQTT packet ends, and what of it is a piece of a clip."""

import asyncio

from tests.faults.line import packets
from tests.faults.line.packets import Packet

CLIP = "dialog/1/oskemen/001/up/clip/01a205c6-3337-76da-adef-4bd8cd7d0e75"
SHA = "0" * 64
EXPIRY = b"\x02\x00\x00\x00\x3c"


def published(topic: str, payload: bytes, properties: bytes = b"") -> bytes:
    """A PUBLISH of MQTT 5 at QoS 1 (section 3.3 of the standard)."""
    name = len(topic).to_bytes(2, "big") + topic.encode()
    body = name + b"\x00\x07" + bytes([len(properties)]) + properties + payload
    length, rest = b"", len(body)
    while rest >= 0x80:
        length += bytes([rest & 0x7F | 0x80])
        rest >>= 7
    return b"\x32" + length + bytes([rest]) + body


def read_all(content: bytes) -> list[Packet]:
    async def read() -> list[Packet]:
        reader = asyncio.StreamReader()
        reader.feed_data(content)
        reader.feed_eof()
        found = []
        while not reader.at_eof():
            found.append(await packets.read(reader))
        return found

    return asyncio.run(read())


def test_packets_are_read_one_by_one_and_a_piece_knows_its_bytes() -> None:
    sent = [
        published(f"{CLIP}/init", b"offer"),
        published(f"{CLIP}/262144/{SHA}", b"x" * 300_000),
        published(f"{CLIP}/0/{SHA}", b"y" * 5, EXPIRY),
        b"\xc0\x00",
    ]

    found = read_all(b"".join(sent))

    assert [packet.content for packet in found] == sent
    assert [packet.piece for packet in found] == [0, 300_000, 5, 0]


def test_a_spoiled_packet_differs_in_its_last_byte_only() -> None:
    packet = read_all(published(f"{CLIP}/0/{SHA}", b"abc"))[0]

    assert packet.spoiled.content[:-1] == packet.content[:-1]
    assert packet.spoiled.content[-1:] != b"c"
