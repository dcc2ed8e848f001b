"""The bench without hands: a Unix socket that takes one JSON object a line and answers each.

{"do": "look"} shows the bench; {"do": "throw", "fault": NAME} and {"do": "mend",
"fault": NAME} do what they say, {"do": "mend"} mends everything. The answer is
{"state": ..., "what": ...} or {"error": TEXT}. Only its owner may use the socket.
"""

import contextlib
import json
import os
import socket
import stat
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hw.bench.bench import Bench
from hw.bench.errors import BenchRefused, BenchUnreachable, SocketTaken
from hw.errors import DeviceError

LONGEST_LINE = 4096
# One at a time is served: who says nothing for so long is not waited for.
IDLE_S = 2.0
ANSWER_WITHIN_S = 10.0
_LOOK_S = 0.2


def default_socket() -> Path:
    """Where a bench listens that was told no other place: one a user."""
    return Path(tempfile.gettempdir()) / f"booth-bench-{os.getuid()}.sock"


class Control:
    """Serves one bench in a thread of its own, from `start` to `close`."""

    def __init__(self, bench: Bench, path: Path) -> None:
        """Raises SocketTaken when another bench listens there, or nothing can."""
        self._bench = bench
        self.path = path
        self._closing = threading.Event()
        self._socket = _listen(path)
        self._thread = threading.Thread(target=self._run, name="bench control", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """End, and take the socket away; may be called twice."""
        if self._closing.is_set():
            return
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(IDLE_S + 1)
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        self._socket.settimeout(_LOOK_S)
        while not self._closing.is_set():
            with contextlib.suppress(OSError):  # nobody came, or went in the middle
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(IDLE_S)
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            while not self._closing.is_set() and (line := lines.readline(LONGEST_LINE)):
                answer = self._answer(line)
                connection.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                if not line.endswith(b"\n"):
                    return  # the rest of it would be taken for the next

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            self._obey(_parsed(line))
        except DeviceError as error:
            return {"error": str(error)}
        what = {name: fault.what for name, fault in self._bench.faults.items()}
        return {"state": asdict(self._bench.state()), "what": what}

    def _obey(self, wish: Mapping[str, object]) -> None:
        do, fault = wish.get("do"), wish.get("fault")
        if set(wish) - {"do", "fault"} or not isinstance(fault, str | None):
            raise BenchRefused('a wish is {"do": ..., "fault": NAME}')
        if do == "throw" and fault is not None:
            self._bench.throw(fault)
        elif do == "mend" and fault is not None:
            self._bench.mend(fault)
        elif do == "mend":
            self._bench.mend_all()
        elif do != "look" or fault is not None:
            raise BenchRefused('"do" must be look, throw (with a fault) or mend')


def ask(path: Path, do: str, fault: str | None = None) -> dict[str, Any]:
    """Ask the bench on that socket: its answer as the module says.

    Raises BenchUnreachable, and BenchRefused with what the bench said.
    """
    wish = {"do": do} | ({} if fault is None else {"fault": fault})
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWER_WITHIN_S)
            connection.connect(str(path))
            connection.sendall(json.dumps(wish).encode() + b"\n")
            with connection.makefile("rb") as lines:
                answer = json.loads(lines.readline())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BenchUnreachable(f"no bench answers on {path}: {why}") from error
    if "error" in answer:
        raise BenchRefused(str(answer["error"]).removeprefix("bench: "))
    return dict(answer)


def _parsed(line: bytes) -> dict[str, object]:
    if not line.endswith(b"\n"):
        raise BenchRefused(f"a line has at most {LONGEST_LINE} bytes and ends in a newline")
    try:
        wish = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BenchRefused(f"this is no JSON: {error}") from error
    if not isinstance(wish, dict):
        raise BenchRefused("a wish is a JSON object")
    return wish


def _listen(path: Path) -> socket.socket:
    _clear_away(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(path))
        path.chmod(0o600)  # nobody can connect before it listens
        listening.listen()
    except OSError as error:
        listening.close()
        raise SocketTaken(f"cannot listen on {path}: {error.strerror or error}") from error
    return listening


def _clear_away(path: Path) -> None:
    """Remove the socket that a bench left behind which ended suddenly."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise SocketTaken(f"{path} is there and is no socket")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(IDLE_S)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise SocketTaken(f"{path} cannot be used: {error.strerror or error}") from error
    raise SocketTaken(f"another bench listens on {path}")
