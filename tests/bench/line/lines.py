"""Two namespaces of the network and a line between them; needs root."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.line.emulator import DEVICE

NEAR_IP, FAR_IP = "10.88.0.1", "10.88.0.2"


@dataclass(frozen=True)
class Kind:
    """What line it is."""

    mbit: float
    rtt_ms: int
    loss_percent: float = 0.0

    def __str__(self) -> str:
        loss = f"_{self.loss_percent:g}loss" if self.loss_percent else ""
        return f"{self.mbit:g}mbit_{self.rtt_ms}ms{loss}"


@dataclass(frozen=True)
class Ends:
    """The names of the namespaces."""

    near: str
    far: str


def possible() -> bool:
    """Whether this machine lets us make one."""
    return os.geteuid() == 0 and Path("/dev/net/tun").exists()


def inside(namespace: str, *command: str) -> list[str]:
    """That command in that namespace."""
    return ["ip", "netns", "exec", namespace, *command]


@contextmanager
def running(command: list[str], ready: bytes = b"ready") -> Iterator[subprocess.Popen[bytes]]:
    """A process while the block lasts; before it begins, the process has said `ready`."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    try:
        wait_for(process, ready)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for(process: subprocess.Popen[bytes], words: bytes) -> float:
    """The monotonic time at which it says these words. Raises SystemExit when it ends."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return time.monotonic()
    raise SystemExit(f"{process.args!r} ended without {words!r}")


@contextmanager
def line(kind: Kind) -> Iterator[Ends]:
    """A line of that kind while the block lasts."""
    ends = Ends(f"dialog-near-{os.getpid()}", f"dialog-far-{os.getpid()}")
    emulator = [sys.executable, "-m", "tests.bench.line.emulator", ends.near, ends.far]
    numbers = [str(kind.mbit), str(kind.rtt_ms), str(kind.loss_percent)]
    try:
        for name, own, other in (
            (ends.near, NEAR_IP, FAR_IP),
            (ends.far, FAR_IP, NEAR_IP),
        ):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
            _ip("-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tun")
            _ip("-n", name, "address", "add", own, "peer", other, "dev", DEVICE)
            _ip("-n", name, "link", "set", DEVICE, "up")
        with running([*emulator, *numbers]):
            yield ends
    finally:
        for name in (ends.near, ends.far):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def copy_s(ends: Ends, size: int, congestion: str) -> float:
    """Seconds that a plain TCP copy takes up that line."""
    copier = [sys.executable, "-m", "tests.bench.line.copy"]
    with running(inside(ends.far, *copier, "serve", "9000")):
        command = inside(ends.near, *copier, "send", FAR_IP, "9000", str(size), congestion)
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
