"""The port by which the boot test makes programs hang and crash (package booth-bench)."""

import socket
import time
from pathlib import Path

from tests.boot import tools
from tests.boot.errors import BootTestError, Late

ANSWER_S = 90.0


class Orders:
    """The far end of that port; `devices` are QEMU's words for it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        where = f"socket,id=orders,path={tools.seen_inside(file)},server=on,wait=off"
        self.devices = (
            *("-device", "virtio-serial-pci", "-chardev", where),
            *("-device", "virtserialport,chardev=orders,name=booth.bench"),
        )

    def give(self, order: str) -> str:
        """What was answered to it. Raises Late, BootTestError."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._file))
            line.settimeout(5.0)
            line.sendall(f"{order}\n".encode())
            return self._answer(line, order)

    def _answer(self, line: socket.socket, order: str) -> str:
        end, said = time.monotonic() + ANSWER_S, ""
        while time.monotonic() < end:
            try:
                piece = line.recv(4096)
            except TimeoutError:
                continue
            if not piece:
                raise BootTestError(f"{order}: the port was closed")
            said += piece.decode(errors="replace")
            for found in said.splitlines(keepends=True):
                if found.startswith(order) and found.endswith("\n"):
                    return found.removeprefix(order).strip()
        raise Late(f"answer to {order}", ANSWER_S, said)
