"""The same process of a booth started twice: the second ends at once and says why."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware import cli
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.kiosk import opening
from firmware.process import OnlyOne
from firmware.uplink import uplink
from tests.faults.disks import card


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A booth.toml of a booth without devices and without a central that answers."""
    pem = tmp_path / "central.pem"
    pem.write_bytes(public_pem(make_key(tmp_path / "central.key")))
    recipient = VisitKey().recipient
    file = tmp_path / "booth.toml"
    file.write_text(
        f"""
[booth]
spool = "{tmp_path / "spool"}"
keys = "{tmp_path / "keys"}"
[central]
host = "127.0.0.1"
port = 1
tls = false
recipients = ["{recipient}"]
ask_recipient = "{recipient}"
signing_key = "{pem}"
[screen]
fullscreen = false
[camera]
driver = "simulated"
[microphone]
driver = "silent"
[printer]
driver = "none"
[lights]
driver = "none"
"""
    )
    return file


@pytest.mark.parametrize(("command", "lock"), [("kiosk", opening.LOCK), ("uplink", uplink.LOCK)])
@pytest.mark.usefixtures("keep_signals")
def test_the_second_ends_with_one_line_and_the_code_of_a_mistake(
    command: str, lock: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = OnlyOne(tmp_path / "spool" / lock)

    assert cli.main([command, "--config", str(config)]) == cli.EXIT_USAGE

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"booth: {tmp_path / 'spool' / lock}: another one runs already\n"
    first.release()


@pytest.fixture
def keep_signals() -> Iterator[None]:
    """What a command does to the signals of its process ends with the test."""
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


def test_two_uplinks_at_once_and_the_lock_dies_with_a_kill(config: Path) -> None:
    first, line = _started(config)
    second = subprocess.run(_command(config), capture_output=True, text=True, timeout=60)
    assert "uplink started" in line
    assert second.returncode == cli.EXIT_USAGE
    assert second.stderr.count("\n") == 1

    first.kill()
    first.communicate()
    third, line = _started(config)
    assert "uplink started" in line
    third.send_signal(signal.SIGTERM)
    third.communicate(timeout=30)
    assert third.returncode == 0


@pytest.mark.parametrize(("command", "code"), [("kiosk", 2), ("uplink", 1)])
@pytest.mark.usefixtures("keep_signals")
def test_a_card_that_is_read_only_at_the_start_is_one_line(
    command: str, code: int, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with card(tmp_path / "spool", 48) as disk:
        disk.fail()

        assert cli.main([command, "--config", str(config)]) == code

        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "Read-only file system" in said
        assert str(disk.folder) in said


def _command(config: Path) -> list[str]:
    return [sys.executable, "-m", "firmware.cli", "uplink", "--config", str(config)]


def _started(config: Path) -> tuple[subprocess.Popen[str], str]:
    """An uplink that runs, and the line that says so (or its last)."""
    process = subprocess.Popen(_command(config), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = ""
    for line in process.stderr:
        if "uplink started" in line:
            break
    return process, line
