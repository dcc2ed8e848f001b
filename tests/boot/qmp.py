"""QEMU's control socket: commands with their answers, and the events in between."""

import contextlib
import json
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.boot.errors import BootTestError

ANSWER_S = 30.0


class Qmp:
    """A connection to one machine. `events` holds the names of what has happened, in order."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")
        self._lock = threading.Lock()
        self.events: list[str] = []
        self._next()  # the greeting
        self.ask("qmp_capabilities")

    def ask(self, command: str, arguments: Mapping[str, Any] | None = None) -> Any:
        """Run a command, give back what it returns. Raises BootTestError."""
        with self._lock:
            text = json.dumps({"execute": command, "arguments": dict(arguments or {})})
            self._socket.sendall(text.encode() + b"\n")
            while True:
                answer = self._next()
                if "event" in answer:
                    self.events.append(answer["event"])
                elif "error" in answer:
                    raise BootTestError(f"{command}: {answer['error']['desc']}")
                elif "return" in answer:
                    return answer["return"]

    def rest(self) -> list[str]:
        """All events, to the last one of a machine that has ended."""
        with contextlib.suppress(BootTestError, OSError):
            while True:
                self.events += [name] if (name := self._next().get("event")) else []
        return self.events

    def _next(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise BootTestError("the machine has closed its control socket")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()
