"""From one command at central to a booth that sends: over TLS, with a real broker."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from central.models import Booth
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings, EstListener, ExternalBroker
from firmware import cli
from firmware.commissioning.code import KeptCode
from firmware.wire import card
from tests.conftest import until
from tests.firmware.commissioning.machine import Machine, lay
from tests.firmware.uplink.conftest import Mosquitto


@pytest.fixture
def town(tmp_path) -> Iterator[tuple[Central, Mosquitto]]:
    """A central with a directory, behind a mosquitto with TLS, and its listener for booths."""
    made = Central(CentralSettings.on_free_ports(tmp_path / "central"))
    publish_sample(made)
    broker = Mosquitto(tmp_path, made.settings.data)
    broker.config = made.broker_config(tmp_path / "broker", ["localhost"], broker.port)
    broker.start()
    certificate, key = made.own_certificate
    own = ExternalBroker("localhost", broker.port, ca=made.authority.file)
    settings = replace(
        made.settings,
        broker=replace(own, certificate=certificate, key=key),
        est=EstListener("127.0.0.1", 0, ("localhost",)),
    )
    with Central(settings) as central:
        yield central, broker
    broker.kill()


def operator(central: Central, *words: object) -> None:
    """A command of central, beside the one that runs."""
    command = [sys.executable, "-m", "central.cli", *map(str, words)]
    subprocess.run([*command, "--data", str(central.settings.data)], timeout=60, check=True)


@pytest.fixture
def machine(town, tmp_path) -> Machine:
    """A new machine with the card that central has just made for it."""
    central, broker = town
    ports = ["--port", broker.port, "--est-port", central.est_port]
    where = ["--card", tmp_path / "made", "--host", "localhost", *ports]
    arguments = ["booth", "add", "001", "--site", "oskemen", *where]
    operator(central, *arguments)
    assert broker.process is not None
    broker.process.send_signal(signal.SIGHUP)
    made = Machine(tmp_path / "booth", tmp_path / "card")
    files = (file for file in (tmp_path / "made").rglob("*") if file.is_file())
    lay(made, {str(file.relative_to(tmp_path / "made")): file.read_bytes() for file in files})
    return made


def first_boot(machine: Machine) -> int:
    options = ["--card", machine.card, "--config", machine.config, "--notice", machine.notice]
    return cli.main(["first-boot", *map(str, options)])


def command(machine: Machine, *words: str) -> list[str]:
    return [sys.executable, "-m", "firmware.cli", *words, "--config", str(machine.config)]


@pytest.fixture
def beside() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end with the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for one in started:
        one.terminate()
        one.wait(30)


def test_a_card_makes_a_booth_that_central_knows(town, machine, beside) -> None:
    central, _ = town
    assert first_boot(machine) == 0

    done = subprocess.run(
        command(machine, "enrol", "--wait"), timeout=120, check=False, capture_output=True
    )
    assert (done.returncode, b"enrolled: certificate until" in done.stderr) == (0, True)
    assert KeptCode(machine.keys).get() is None
    assert not (machine.keys / "enrolment-code").exists()
    assert central.booths.pem("001") == (machine.keys / "booth.pub").read_bytes()
    beside.append(subprocess.Popen(command(machine, "uplink"), stderr=subprocess.DEVNULL))
    until(lambda: _health(central), "the booth's health at central")
    assert first_boot(machine) == 0
    assert "certificate: until" in machine.status()


def _health(central: Central) -> str:
    with central.store.connection():
        return str(Booth.get_by_id("001").health or "")


def test_a_booth_that_waits_for_the_line_enrols_once_central_is_back(
    town, machine, beside, tmp_path
) -> None:
    central, _ = town
    first_boot(machine)
    port = central.est_port
    central.stop()
    log = tmp_path / "enrol.log"
    with log.open("wb") as out:
        beside.append(subprocess.Popen(command(machine, "enrol", "--wait"), stderr=out))
    until(lambda: "not enrolled yet" in log.read_text(), "a try without a line")
    est = EstListener("127.0.0.1", port, ("localhost",))
    with Central(replace(central.settings, est=est)):
        assert beside[0].wait(60) == 0
    assert (machine.keys / "booth.pem").exists()


def test_a_void_code_is_tried_once_and_said(town, machine) -> None:
    central, _ = town
    first_boot(machine)
    operator(central, "booth", "code", "001")

    for _ in range(2):
        done = subprocess.run(
            command(machine, "enrol", "--wait"), timeout=120, check=False, capture_output=True
        )
        assert done.returncode == 2
    assert b"central refused the last code" in done.stderr
    first_boot(machine)
    assert f"put a new {card.CODE} here" in machine.status()


def test_a_card_copied_for_a_second_machine_is_refused(machine, tmp_path) -> None:
    first_boot(machine)
    again = Machine(tmp_path / "second", machine.card)
    shared = {"keys": (machine.keys, again.keys), "spool": (machine.spool, again.spool)}
    machine.put(card.CODE, (KeptCode(machine.keys).get() or "") + "\n")
    for old, new in (*shared.values(), (machine.config.parent, again.config.parent)):
        machine.edit(str(old), str(new))
    assert (
        subprocess.run(
            command(machine, "enrol", "--wait"), timeout=120, check=False, stderr=subprocess.DEVNULL
        ).returncode
        == 0
    )

    assert first_boot(again) == 0
    done = subprocess.run(
        command(again, "enrol", "--wait"), timeout=120, check=False, capture_output=True
    )
    assert done.returncode == 2
    assert b"central refuses the code" in done.stderr


def test_nothing_of_the_booth_s_key_ever_lies_on_the_card(town, machine) -> None:
    central, _ = town
    first_boot(machine)
    secrets = [(machine.keys / "booth.key").read_bytes()]
    secrets += [file.read_bytes() for file in Path(central.settings.data / "keys").glob("*.key")]

    for file in machine.card.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not any(secret in content for secret in secrets)
        assert b"PRIVATE KEY" not in content
