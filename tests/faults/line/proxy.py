"""The line between a booth and the broker: slow, and as bad as it is told to be."""

import asyncio
import random
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.line import packets
from tests.faults.line.packets import Packet

SLICE = 16_384
# A piece that is to overtake the one before it is waited for that long.
SWAP_S = 0.3
CLOSE_S = 5.0
# What the kernel holds for us counts as not sent yet, so it is little.
RECEIVE_BUFFER = 32_768


@dataclass
class Counts:
    """What went up: bytes of clips on the line, and what the line itself did to pieces."""

    piece_bytes: int = 0
    repeated_bytes: int = 0
    spoiled: int = 0
    swapped: int = 0
    repeated: int = 0

    @property
    def events(self) -> int:
        """How often a piece was spoiled, swapped or repeated."""
        return self.spoiled + self.swapped + self.repeated


@dataclass(eq=False)
class _Pair:
    """A connection from end to end; a dead one swallows all and tells nobody."""

    down: asyncio.StreamWriter
    up: asyncio.StreamWriter
    dead: bool = False

    def abort(self) -> None:
        for writer in (self.down, self.up):
            writer.transport.abort()


@dataclass
class Line:
    """A TCP proxy in a thread of its own; every method may be called from any thread."""

    target: int
    bytes_s: float
    chance: random.Random
    trouble: float = 0.0
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self._pairs: set[_Pair] = set()
        self._free_at = 0.0
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        # asyncio sends at once only where the protocol is named.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cut everything and end."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """Every connection is reset."""
        self._do(lambda: [pair.abort() for pair in self._pairs])

    def die(self) -> None:
        """Every connection of now carries nothing any more, and nobody is told."""

        def die() -> None:
            for pair in self._pairs:
                pair.dead = True

        self._do(die)

    def silence(self, seconds: float) -> None:
        """Nothing moves in either direction for so long, then it goes on."""

        def hush() -> None:
            self._open.clear()
            self._loop.call_later(seconds, self._open.set)

        self._do(hush)

    def _do(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, sock=self._socket, limit=SLICE)
        )
        self._loop.run_forever()
        server.close()
        self._open.set()
        for pair in self._pairs:
            pair.abort()
        if tasks := asyncio.all_tasks(self._loop):
            self._loop.run_until_complete(asyncio.wait(tasks, timeout=CLOSE_S))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._open.wait()
            answers, up = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = _Pair(writer, up)
        self._pairs.add(pair)
        ways = [
            asyncio.create_task(self._up(reader, pair)),
            asyncio.create_task(self._down(answers, pair)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pair.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._pairs.discard(pair)

    async def _up(self, reader: asyncio.StreamReader, pair: _Pair) -> None:
        held: Packet | None = None
        while True:
            coming = asyncio.create_task(packets.read(reader))
            try:
                if held:
                    done, _ = await asyncio.wait({coming}, timeout=SWAP_S)
                    if not done:
                        await self._send(held, pair)
                        held = None
                packet = await coming
            finally:
                coming.cancel()
            if held is None and self._wants_to("swapped", packet):
                held = packet
                continue
            await self._send(self._perhaps_spoiled(packet), pair)
            if self._wants_to("repeated", packet):
                self.counts.repeated_bytes += packet.piece
                await self._send(packet, pair)
            if held:
                await self._send(held, pair)
                held = None

    async def _down(self, reader: asyncio.StreamReader, pair: _Pair) -> None:
        while content := await reader.read(SLICE):
            await self._open.wait()
            if not pair.dead:
                pair.down.write(content)
                await pair.down.drain()

    def _perhaps_spoiled(self, packet: Packet) -> Packet:
        return packet.spoiled if self._wants_to("spoiled", packet) else packet

    def _wants_to(self, what: str, packet: Packet) -> bool:
        if not packet.piece or self.chance.random() >= self.trouble:
            return False
        setattr(self.counts, what, getattr(self.counts, what) + 1)
        return True

    async def _send(self, packet: Packet, pair: _Pair) -> None:
        """At the line's speed; a cut may come in the middle of a packet."""
        head = len(packet.content) - packet.piece
        for start in range(0, len(packet.content), SLICE):
            part = packet.content[start : start + SLICE]
            await self._pace(len(part))
            await self._open.wait()
            if packet.piece:
                self.counts.piece_bytes += max(0, start + len(part) - max(start, head))
            if not pair.dead:
                pair.up.write(part)
                await pair.up.drain()

    async def _pace(self, size: int) -> None:
        now = self._loop.time()
        self._free_at = max(self._free_at, now) + size / self.bytes_s
        await asyncio.sleep(self._free_at - now)
