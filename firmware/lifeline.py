"""What a process tells systemd: that it is ready, that it lives, that it ends (sd_notify(3)).

Without NOTIFY_SOCKET nobody is told. Nothing here waits or raises: systemd may be
gone, and a booth that cannot say that it lives must still do its work.
"""

import contextlib
import os
import socket
from collections.abc import Mapping

from firmware.clock import Clock

_SHARE = 4
"""How often within its period the watchdog is fed; sd_watchdog_enabled(3) asks for twice."""


class Lifeline:
    """One datagram a message. `alive` may be called in every turn of a loop: it is sparing."""

    def __init__(self, clock: Clock, environment: Mapping[str, str] | None = None) -> None:
        found = os.environ if environment is None else environment
        self._clock = clock
        self._address = _address(found.get("NOTIFY_SOCKET", ""))
        self._every_s = _period_s(found) / _SHARE
        self._fed_at = float("-inf")
        self._status = ""
        self._socket: socket.socket | None = None
        if self._address:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            self._socket.setblocking(False)

    @property
    def watched(self) -> bool:
        """Whether systemd waits for `alive`."""
        return self._socket is not None and self._every_s > 0

    def ready(self) -> None:
        """The start is over: what waits for this process may begin."""
        self._send("READY=1")

    def alive(self) -> None:
        """Feed the watchdog where it is time; only from the loop that must not stand still."""
        now = self._clock.monotonic()
        if self.watched and now - self._fed_at >= self._every_s:
            self._fed_at = now
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`, sent when it has changed; nothing personal."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """The end has begun: from now on the watchdog is not waited for."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Give the socket back; may be called twice."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # PID 1 is dead, or does not read
                self._socket.sendto(message.encode(), self._address)


def _address(given: str) -> str:
    """A path, or a name in the abstract space, which systemd writes with an @."""
    return "\0" + given[1:] if given.startswith("@") else given


def _period_s(environment: Mapping[str, str]) -> float:
    """Seconds after which a silent process is killed; 0: never, or it means another process."""
    try:
        period_s = int(environment.get("WATCHDOG_USEC", "0")) / 1e6
        meant = int(environment.get("WATCHDOG_PID", os.getpid()))
    except ValueError:
        return 0.0
    return period_s if period_s > 0 and meant == os.getpid() else 0.0
