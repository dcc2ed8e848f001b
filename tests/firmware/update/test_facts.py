"""What works is what kiosk and uplink have said since the machine was started."""

import os
import subprocess
from unittest.mock import patch

import msgspec
import pytest

from firmware.spool.mailbox import KioskMailbox
from firmware.spool.spool import Spool
from firmware.update.facts import Look
from firmware.update.ledger import Facts
from firmware.uplink import status
from firmware.wire.messages import Condition

WELL = Condition(in_order=True, camera=True, microphone=True, printer="online", paper="ok")
NOTHING = Facts()


class Unit:
    """What systemd says of the kiosk."""

    def __init__(self) -> None:
        self.state, self.restarts, self.broken = "active", 0, False

    def __call__(self, *_: object, **__: object) -> "subprocess.CompletedProcess[str]":
        if self.broken:
            raise FileNotFoundError("systemctl")
        said = f"ActiveState={self.state}\nNRestarts={self.restarts}\n"
        return subprocess.CompletedProcess([], 0, said, "")


@pytest.fixture
def unit() -> Unit:
    return Unit()


@pytest.fixture
def folder(tmp_path):
    Spool(tmp_path / "spool")
    return tmp_path / "spool"


def online(folder) -> None:
    content = msgspec.json.encode(status.Status(online=True))
    (folder / status.FILE).write_bytes(content)


def test_all_works(folder, unit) -> None:
    KioskMailbox(Spool(folder)).put_condition(WELL)
    online(folder)

    found = Look(folder, lambda: True, unit)()

    assert found == Facts(drawn=True, spool=True, camera=True, printer=True, broker=True)


@pytest.mark.parametrize(
    ("change", "lost"),
    [({"camera": False}, "camera"), ({"printer": "silent"}, "printer")],
)
def test_a_device_that_is_away_does_not(folder, unit, change, lost) -> None:
    KioskMailbox(Spool(folder)).put_condition(msgspec.structs.replace(WELL, **change))

    found = Look(folder, lambda: True, unit)()

    assert not found[lost]
    assert found.spool


def test_a_black_screen_is_not_drawn_and_one_nobody_can_see_is_believed(folder, unit) -> None:
    assert not Look(folder, lambda: False, unit)().drawn
    assert Look(folder, lambda: None, unit)().drawn
    unit.state = "activating"
    assert not Look(folder, lambda: True, unit)().drawn


def test_what_was_said_before_the_machine_was_started_is_nothing(folder, unit) -> None:
    spool = Spool(folder)
    with patch("firmware.spool.mailbox._boot", return_value="another boot"):
        KioskMailbox(spool).put_condition(WELL)
    online(folder)
    os.utime(folder / status.FILE, (0, 0))

    found = Look(folder, lambda: True, unit)()

    assert found == Facts(drawn=True)


def test_without_a_spool_nothing_is_known_until_there_is_one(tmp_path, unit) -> None:
    look = Look(tmp_path / "spool", lambda: True, unit)
    assert look() == Facts(drawn=True)

    KioskMailbox(Spool(tmp_path / "spool")).put_condition(WELL)

    assert look().spool


def test_waiting_helps_no_more_once_the_kiosk_has_failed_or_ends_again_and_again(
    folder, unit
) -> None:
    look = Look(folder, lambda: True, unit)
    assert look.hopeless() == ""
    unit.restarts = 3
    assert look.hopeless() == "the kiosk ended 3 times"
    unit.state = "failed"
    assert look.hopeless() == "the kiosk does not run"


def test_without_systemd_nothing_is_drawn_and_nothing_hopeless(folder, unit) -> None:
    unit.broken = True
    look = Look(folder, lambda: True, unit)

    assert look() == NOTHING
    assert look.hopeless() == ""
