"""A central that runs on this machine as an installation does: its own mosquitto, TLS, EST.

The guest reaches it at `HOST`; its broker knows booths by their certificates.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from central.card import Reached, Wish, write_card
from central.models import Booth
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings, EstListener, ExternalBroker
from firmware import config
from firmware.settings import Settings
from firmware.wire import card
from firmware.wire.messages import Health, UpdateNews
from tests.boot.errors import BootTestError, Late
from tests.boot.far_end import BOOTH, HOST, SITE

LOOK_S = 0.5
LISTENS_S = 20.0


@dataclass(frozen=True)
class FarSide:
    """What a step asks of the central that its booth talks to."""

    central: Central
    mosquitto: "subprocess.Popen[bytes]"
    port: int

    def card_folder(self, folder: Path, change: Callable[[Settings], Settings]) -> None:
        """Write the booth's card, with its settings changed as an engineer would."""
        wish = Wish(BOOTH, SITE, "Диалог 001", "Өскемен")
        est = self.central.est_port or 0
        where = Reached(HOST, self.port, HOST, est)
        write_card(self.central, folder, wish, where, timedelta(hours=12))
        self.mosquitto.send_signal(signal.SIGHUP)
        file = folder / card.SETTINGS
        text = config.render(change(config.load(file)))
        # An engineer's editor on Windows leaves such lines.
        file.write_text(text, encoding="utf-8", newline="\r\n")

    def publish(self, bundle: Path, version: str) -> None:
        """Announce an update; the broker has it within seconds. Raises BadInput."""
        self.central.updates.publish(bundle, version)

    def news(self) -> UpdateNews | None:
        """What the booth's health says of updates; None before it said anything."""
        health = self.health()
        return health.update if health else None

    def health(self) -> Health | None:
        """What the booth said last."""
        with self.central.store.connection():
            row = Booth.get_by_id(BOOTH)
        return msgspec.json.decode(row.health, type=Health) if row.health else None


@contextmanager
def far_side() -> Iterator[FarSide]:
    """Start it; what it kept is gone afterwards."""
    with TemporaryDirectory(prefix="boot-test-central-") as folder:
        data, port = Path(folder) / "data", _free_port()
        first = Central(CentralSettings.on_free_ports(data))
        first.add_booth(BOOTH, SITE)
        publish_sample(first)
        conf = first.broker_config(Path(folder) / "broker", [HOST, "localhost"], port)
        certificate, key = first.own_certificate
        ca = first.authority.file
        first.stop()
        broker = ExternalBroker("localhost", port, ca=ca, certificate=certificate, key=key)
        est = EstListener("127.0.0.1", 0, (HOST, "localhost"))
        settings = replace(first.settings, broker=broker, est=est)
        with _mosquitto(conf, port) as mosquitto, Central(settings) as central:
            yield FarSide(central, mosquitto, port)


@contextmanager
def _mosquitto(conf: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise BootTestError("mosquitto is not installed (apt-get install mosquitto)")
    with conf.with_suffix(".log").open("ab") as log:
        running = subprocess.Popen([program, "-c", str(conf)], stdout=log, stderr=log)
    try:
        end = time.monotonic() + LISTENS_S
        while not _listens(port):
            if time.monotonic() > end or running.poll() is not None:
                raise Late("mosquitto", LISTENS_S, conf.with_suffix(".log").read_text()[-300:])
            time.sleep(LOOK_S)
        yield running
    finally:
        running.kill()
        running.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
