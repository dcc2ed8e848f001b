"""A line of a given rate, delay and loss between two network namespaces.

    python -m tests.bench.line.emulator NEAR FAR MBIT RTT_MS LOSS_PERCENT

Packets are read from the tun device of one namespace and written into that of the
other: for kernels without netem. Both ways are alike; a full queue drops its tail.
"""

import ctypes
import fcntl
import os
import random
import select
import struct
import sys
import time
from collections import deque
from pathlib import Path

DEVICE = "line0"
BUFFER_S = 0.3
_CLONE_NEWNET = 0x40000000
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000


class Way:
    """One direction; times are monotonic seconds."""

    def __init__(self, bytes_s: float, delay_s: float, loss: float, chance: random.Random) -> None:
        self._bytes_s = bytes_s
        self._delay_s = delay_s
        self._loss = loss
        self._chance = chance
        self._free_at = 0.0
        self._queue: deque[tuple[float, bytes]] = deque()

    @property
    def due(self) -> float | None:
        """When the next packet leaves."""
        return self._queue[0][0] if self._queue else None

    def put(self, packet: bytes, now: float) -> None:
        """A packet comes; it may be lost."""
        if self._free_at - now > BUFFER_S or self._chance.random() < self._loss:
            return
        self._free_at = max(self._free_at, now) + len(packet) / self._bytes_s
        self._queue.append((self._free_at + self._delay_s, packet))

    def take(self, now: float) -> list[bytes]:
        """What leaves now."""
        out = []
        while self._queue and self._queue[0][0] <= now:
            out.append(self._queue.popleft()[1])
        return out


def open_tun(namespace: str) -> int:
    """The device of that namespace; this process is in it afterwards. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/run/netns", namespace).open() as handle:
        if libc.setns(handle.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH14x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return tun


def carry(near: int, far: int, up: Way, down: Way) -> None:
    """Until killed."""
    ways = ((near, far, up), (far, near, down))
    while True:
        now = time.monotonic()
        dues = [way.due for _, _, way in ways if way.due is not None]
        wait = max(0.0, min(dues) - now) if dues else None
        readable = select.select([near, far], [], [], wait)[0]
        now = time.monotonic()
        for source, target, way in ways:
            if source in readable:
                _read_all(source, way, now)
            for packet in way.take(now):
                os.write(target, packet)


def _read_all(source: int, way: Way, now: float) -> None:
    try:
        while True:
            way.put(os.read(source, 2048), now)
    except BlockingIOError:
        return


def main(near: str, far: str, mbit: str, rtt_ms: str, loss_percent: str) -> None:
    """The command."""
    bytes_s, delay_s, loss = float(mbit) * 125_000, float(rtt_ms) / 2000, float(loss_percent) / 100
    ends = open_tun(near), open_tun(far)
    ways = [Way(bytes_s, delay_s, loss, random.Random(seed)) for seed in (1, 2)]
    print("ready", flush=True)
    carry(*ends, *ways)


if __name__ == "__main__":
    main(*sys.argv[1:])
