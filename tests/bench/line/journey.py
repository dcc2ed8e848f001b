"""A clip on its real way: a spool, the real uplink, mosquitto and central."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from central.server import Central
from central.settings import CentralSettings
from tests.bench.line.lines import FAR_IP, Ends, inside, running
from tests.faults.line.rig import sized
from tests.firmware.uplink.conftest import Booth, Mosquitto

CHUNK = 262_144


class Journey:
    """A booth and its central, at the two ends of a line, or on this machine."""

    def __init__(self, folder: Path, ends: Ends | None = None) -> None:
        self._ends = ends
        folder.mkdir()
        self.central = Central(CentralSettings.on_free_ports(folder / "central"))
        self._broker = Mosquitto(folder, self.central.settings.data)
        self.booth = Booth(folder / "booth", self.central)
        self.booth.configure(self._broker.port, "5", CHUNK)
        self.host, self.port = "127.0.0.1", self._broker.port
        if ends:
            self.host = FAR_IP
            _replace(self.booth.config, "127.0.0.1", FAR_IP)
            _replace(self._broker.config, "127.0.0.1", "0.0.0.0")

    def put(self, size: int) -> str:
        """A clip of that size waits; returns its id."""
        return self.booth.appeal(sized(size)).id

    @contextmanager
    def far_end(self) -> Iterator[None]:
        """Broker and central run."""
        data = str(self.central.settings.data)
        broker = [self._broker.program, "-c", str(self._broker.config)]
        central = ["-m", "central.cli", "--data", data, "run", "--broker", f"127.0.0.1:{self.port}"]
        central += ["--part", "ingest", "--part", "registrar", "--part", "answers"]
        with ExitStack() as stack:
            stack.enter_context(running(self._far(broker), b" running"))
            command = self._far([sys.executable, *central])
            stack.enter_context(running(command, b"central started"))
            yield

    @contextmanager
    def uplink(self) -> Iterator[subprocess.Popen[bytes]]:
        """The uplink runs."""
        module = "tests.bench.line.open_uplink"
        command = [sys.executable, "-m", module, str(self.booth.config)]
        with running(self.near(command), b"uplink started") as process:
            yield process

    def paho(self, what: str) -> list[str]:
        """The command of a plain client at the near end."""
        booth = self.booth
        topic = f"dialog/1/{booth.site}/{booth.id}/up/online"
        module = (sys.executable, "-m", "tests.bench.line.plain_client")
        return self.near(
            [*module, self.host, str(self.port), booth.id, booth.password, topic, what]
        )

    def near(self, command: list[str]) -> list[str]:
        """That command at the booth's end."""
        return inside(self._ends.near, *command) if self._ends else command

    def _far(self, command: list[str]) -> list[str]:
        return inside(self._ends.far, *command) if self._ends else command


def _replace(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new))
