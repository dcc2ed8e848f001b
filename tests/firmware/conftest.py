"""What the tests of both processes share: somebody who listens as systemd does."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.lifeline import Lifeline

WATCHDOG_S = 30


class Systemd:
    """Where NOTIFY_SOCKET leads; `heard` is what came since it was last asked."""

    def __init__(self, file: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(file))
        self.socket.setblocking(False)
        self.environment = {
            "NOTIFY_SOCKET": str(file),
            "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000),
            "WATCHDOG_PID": str(os.getpid()),
        }

    def heard(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return messages


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    made = Systemd(tmp_path / "notify")
    yield made
    made.socket.close()


@pytest.fixture
def watchdog_s() -> int:
    """The period of its watchdog."""
    return WATCHDOG_S


@pytest.fixture
def lifeline(systemd: Systemd, clock) -> Iterator[Lifeline]:
    made = Lifeline(clock, systemd.environment)
    yield made
    made.close()
