"""A central, a broker and a booth for the tests of the uplink."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from central.server import Central
from central.settings import CentralSettings, EstListener, ExternalBroker
from firmware.appeals import number as numbers
from firmware.appeals.manifest import ClipFacts
from firmware.appeals.sealing import seal
from firmware.appeals.signing import make_key, public_pem
from firmware.spool.registration import Recording, Registered, Registrar, ReservedNumber
from firmware.spool.spool import Spool
from tests.conftest import DRAFT, until
from tests.firmware.uplink.installation import Installation

SITE = "oskemen"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """A real mosquitto on central's own password and ACL files."""

    def __init__(self, folder: Path, data: Path) -> None:
        program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            pytest.fail("mosquitto is not installed; `apt install mosquitto` (make test does it)")
        self.program = program
        self.port = free_port()
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"listener {self.port} 127.0.0.1\n"
            "allow_anonymous false\n"
            f"password_file {data / 'broker' / 'passwords'}\n"
            f"acl_file {data / 'broker' / 'acl'}\n"
            "max_packet_size 1048576\n"
            "max_inflight_messages 64\n"
            "set_tcp_nodelay true\n"
            "user root\n"
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = self.config.with_suffix(".log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [self.program, "-c", str(self.config)], stdout=log, stderr=log
            )
        until(self._listens, "mosquitto listens")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Booth:
    """A booth's files and its uplink, as a thread or as a process."""

    def __init__(self, folder: Path, central: Central, id: str = "001", site: str = SITE) -> None:
        self.folder = folder
        self.id, self.site = id, site
        self.central = central
        folder.mkdir()
        (folder / "keys").mkdir()
        self.key = make_key(folder / "keys" / "booth.key")
        public = folder / "keys" / "public.pem"
        public.write_bytes(public_pem(self.key))
        self.password = central.add_booth(id, site, public)
        (folder / "password").write_text(self.password)
        self.spool = Spool(folder / "spool")
        self.registrar = Registrar(
            self.spool,
            booth=id,
            site=site,
            key=self.key,
            recipients=central.keys.recipients,
        )
        self.process: subprocess.Popen[bytes] | None = None

    def configure(self, port: int, protocol: str, chunk_bytes: int = 262_144) -> None:
        """A booth.toml for a broker without TLS."""
        self._write_config(
            f'host = "127.0.0.1"\nport = {port}\ntls = false\nprotocol = "{protocol}"\n'
            f'password = "{self.folder}/password"\n',
            chunk_bytes,
        )

    def configure_tls(self, port: int, ca: Path, host: str = "localhost", est: str = "") -> None:
        """A booth.toml for a broker with TLS and certificates."""
        self._write_config(
            f'host = "{host}"\nport = {port}\nca = "{ca}"\nest = "{est}"\n'
            f'certificate = "{self.folder}/keys/booth.pem"\n',
            262_144,
        )

    def _write_config(self, broker: str, chunk_bytes: int) -> None:
        keys = self.central.keys
        (self.folder / "booth.toml").write_text(
            f'[booth]\nid = "{self.id}"\nsite = "{self.site}"\nkeys = "{self.folder}/keys"\n'
            f'spool = "{self.folder}/spool"\n'
            f"[central]\n{broker}"
            f'recipients = ["{keys.recipients[0]}", "{keys.recipients[1]}"]\n'
            f'ask_recipient = "{keys.ask_recipient}"\nsigning_key = "{keys.public_file}"\n'
            f"[uplink]\nchunk_bytes = {chunk_bytes}\n"
        )

    @property
    def config(self) -> Path:
        return self.folder / "booth.toml"

    def appeal(self, plain: bytes) -> Registered:
        """Register an appeal whose clip is these bytes, sealed."""
        sealed = seal(plain, self.central.keys.recipients)
        file = self.spool.recording / f"take-{time.monotonic_ns()}"
        file.write_bytes(sealed)
        facts = ClipFacts(
            sha256=hashlib.sha256(sealed).hexdigest(),
            size=len(sealed),
            duration_ms=1000,
            video_frames=25,
            codec="h264/aac",
        )
        recording = Recording(file, facts, datetime.now(UTC), True)
        number = numbers.draw(self.id)
        return self.registrar.register(DRAFT, recording, ReservedNumber(number, os.urandom(32)))

    def start(self, *, hurried: bool = False) -> None:
        """Start the uplink as a process of its own, as in the booth; `hurried` waits for less."""
        command = [sys.executable, "-m", "firmware.cli", "uplink", "--config", str(self.config)]
        if hurried:
            command[2:] = ["tests.faults.line.hurry", "uplink", str(self.config)]
        with (self.folder / "uplink.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def left_on_disk(self) -> list[str]:
        return sorted(path.name for path in self.spool.clips.iterdir())


@pytest.fixture
def settle() -> Callable[..., None]:
    """Wait for a condition, with a deadline."""
    return until


@pytest.fixture
def central_data(tmp_path: Path) -> Central:
    """A central that is not started yet."""
    return Central(CentralSettings.on_free_ports(tmp_path / "central"))


@pytest.fixture
def booth(tmp_path: Path, central_data: Central) -> Iterator[Booth]:
    """Booth 001 of that central."""
    made = Booth(tmp_path / "booth", central_data)
    yield made
    made.stop()


@pytest.fixture
def mosquitto(tmp_path: Path, central_data: Central, booth: Booth) -> Iterator[Mosquitto]:
    """A running mosquitto that knows central and the booth."""
    broker = Mosquitto(tmp_path, central_data.settings.data)
    broker.start()
    booth.configure(broker.port, "5")
    yield broker
    broker.kill()


@pytest.fixture
def central(central_data: Central, mosquitto: Mosquitto) -> Iterator[Central]:
    """A central at the mosquitto."""
    settings = replace(central_data.settings, broker=ExternalBroker("127.0.0.1", mosquitto.port))
    with Central(settings) as started:
        yield started


@pytest.fixture
def embedded(central_data: Central, booth: Booth) -> Iterator[Central]:
    """A central with the broker inside."""
    with central_data:
        booth.configure(central_data.port, "3.1.1")
        yield central_data


@pytest.fixture
def installation(tmp_path, central_data, mosquitto, booth):
    mosquitto.kill()
    mosquitto.config = central_data.broker_config(
        tmp_path / "broker", ["localhost"], mosquitto.port
    )
    mosquitto.start()
    certificate, key = central_data.own_certificate
    broker = ExternalBroker(
        "localhost",
        mosquitto.port,
        ca=central_data.authority.file,
        certificate=certificate,
        key=key,
    )
    est = EstListener("127.0.0.1", 0, ("localhost",))
    with Central(replace(central_data.settings, broker=broker, est=est)) as central:
        yield Installation(central, mosquitto, booth)
