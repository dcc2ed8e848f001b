"""Workers split by site and by part, each a process with a folder and keys of its own."""

import shutil
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from central import config
from central.settings import ExternalBroker, RunSettings
from tests.central import fleet
from tests.central.fleet import Fleet
from tests.central.offered import offered
from tests.conftest import until
from tests.firmware.uplink.conftest import Mosquitto

SITES = {"001": "oskemen", "002": "semey"}


@pytest.fixture
def mosquitto(tmp_path, central):
    fleet.account(central.accounts)
    broker = Mosquitto(tmp_path, central.settings.data)
    yield broker
    broker.kill()


@pytest.fixture
def start(tmp_path, central, mosquitto):
    """Starts `central run` in a new folder with some keys and settings."""
    processes = []

    def run(name: str, run: RunSettings, *keys: str) -> subprocess.Popen[bytes]:
        data = tmp_path / name
        (data / "keys").mkdir(parents=True)
        for key in keys:
            shutil.copy(central.store.keys / key, data / "keys")
        broker = ExternalBroker("127.0.0.1", mosquitto.port)
        settings = replace(central.settings, data=data, broker=broker, run=run)
        (data / config.FILE).write_text(config.render(settings))
        command = [sys.executable, "-m", "central.cli", "run", "--data", str(data)]
        with (data / "log").open("wb") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.wait()


def says(folder, words: str) -> bool:
    return words in (folder / "log").read_text()


@pytest.mark.parametrize("engine", ["servers"], indirect=True)
def test_two_workers_and_a_registrar_share_the_sites(
    central, booth_key, tmp_path, mosquitto, start
) -> None:
    public = tmp_path / "booth.pem"
    central.booths.add("002", "semey", public)
    password = fleet.account(central.accounts)
    mosquitto.start()
    only = ("signing.pem", "broker-password")
    start("a", RunSettings(("ingest",), ("oskemen",)), *only)
    start("b", RunSettings(("ingest",), ("semey",)), *only)
    start("r", RunSettings(("registrar",)), "escrow.age")
    for name in ("a", "b", "r"):
        until(lambda name=name: says(tmp_path / name, "central started"), f"{name} began")
    second = start("c", RunSettings(("ingest",), ("oskemen",)), *only)

    booths = Fleet(mosquitto.port, password, central.keys.signing.public_key(), silence_s=1)
    clips = [
        offered(booth_key, central.keys.recipients, booth=booth, site=site)
        for booth, site in SITES.items()
    ]
    booths.run(clips, 2, 60)
    booths.close()

    for clip, name in zip(clips, ("a", "b"), strict=True):
        assert central.wait_for_appeal(clip.number, 20).site == SITES[clip.booth]
        assert says(tmp_path / name, f"{clip.id}: stored")
        assert list((tmp_path / name / "keys").glob("*.age")) == []
        assert says(tmp_path / "r", f"{clip.id}: registered")
    assert second.wait(20) == 2
    assert says(tmp_path / "c", "another central is running here (ingest of oskemen)")


@pytest.mark.parametrize("engine", ["servers"], indirect=True)
def test_a_worker_whose_claim_is_anothers_ends_itself(tmp_path, mosquitto, start, postgres) -> None:
    mosquitto.start()
    first = start("a", RunSettings(("ingest",)), "signing.pem", "broker-password")
    until(lambda: says(tmp_path / "a", "central started"), "it began")

    first.send_signal(signal.SIGSTOP)
    postgres.cut("dialog-central")
    start("b", RunSettings(("ingest",)), "signing.pem", "broker-password")
    until(lambda: says(tmp_path / "b", "central started"), "another began")
    first.send_signal(signal.SIGCONT)

    assert first.wait(30) == 2
    assert says(tmp_path / "a", "another central is running here (ingest)")
