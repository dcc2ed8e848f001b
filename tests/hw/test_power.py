"""Mains, voltage, temperature and wear; whatever is missing is unknown."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hw.bench.power import BenchPower
from hw.board import CARD, EXT4, TEMPERATURE, THROTTLED, Board, vcgencmd
from hw.pi_power import POLL_S, SETTLE_S, PiPower
from hw.pins import RETRY_S
from hw.power import NoPower, PowerStatus
from tests.conftest import until


class Fed:
    """A bench's power that is looked at when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.power = BenchPower(clock=lambda: self.now)
        self.power._stop.set()
        self.power._thread.join()
        self.wait(1)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / POLL_S)):
            self.now += POLL_S
            self.power.look()


@pytest.fixture
def fed() -> Iterator[Fed]:
    made = Fed()
    yield made
    made.power.close()
    made.power.close()


def test_mains_that_stay_away_are_gone_and_may_come_back(fed) -> None:
    assert fed.power.mains is True
    fed.power.cut()
    fed.wait(SETTLE_S - POLL_S)
    assert fed.power.mains is True
    fed.wait(2 * POLL_S)
    assert fed.power.mains is False
    assert fed.power.status().worries == ("the mains are gone",)
    fed.power.cut(mains=True)
    fed.wait(1)
    assert fed.power.mains is True


def test_a_dip_is_no_power_cut(fed) -> None:
    for _ in range(20):
        fed.power.cut()
        fed.wait(SETTLE_S / 2)
        fed.power.cut(mains=True)
        fed.wait(POLL_S)
        assert fed.power.mains is True


def test_a_pin_that_vanishes_is_unknown_and_no_power_cut(fed) -> None:
    pin = fed.power._inputs.input("good")
    pin.close()
    fed.wait(1)
    assert fed.power.mains is None
    assert fed.power.status().worries == ()
    fed.wait(RETRY_S)
    assert fed.power.mains is not None


def test_an_active_low_pin_says_it_the_other_way_round() -> None:
    power = BenchPower(active_low=True)
    pin = power._inputs.input("good")
    assert pin is not None
    assert not pin.pin.state
    power.cut()
    assert pin.pin.state
    power.close()


def test_its_own_thread_looks() -> None:
    power = BenchPower()
    until(lambda: power.mains is not None)
    assert power.mains is True
    power.close()


def test_everything_is_read(fed) -> None:
    fed.power.flag("under_voltage", "throttled_seen")
    fed.power.heat(61.25)
    fed.power.wear(11, 3)
    fed.power.damage(2)
    status = fed.power.status()

    assert status == PowerStatus(
        mains=True,
        under_voltage=True,
        capped=False,
        throttled=False,
        hot=False,
        under_voltage_seen=False,
        capped_seen=False,
        throttled_seen=True,
        hot_seen=False,
        temperature_c=61.25,
        wear_percent=110,
        card_end="urgent",
        disk_errors=2,
    )
    assert status.worries == (
        "under-voltage",
        "the card is worn out",
        "errors in the file system",
    )


def test_what_is_missing_is_unknown(tmp_path: Path) -> None:
    assert Board(tmp_path, lambda: None).status() == PowerStatus()
    assert NoPower().status() == PowerStatus()
    assert NoPower().mains is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense", b"0x0 zz", b"-", b"9" * 40])
def test_nonsense_is_unknown_and_no_error(tmp_path: Path, content: bytes) -> None:
    for path in (f"{CARD}/life_time", f"{CARD}/pre_eol_info", f"{EXT4}/sda1/errors_count"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    for path in (THROTTLED, TEMPERATURE):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).mkdir()
    status = Board(tmp_path, lambda: "no throttled here").status()

    assert (status.under_voltage, status.temperature_c, status.wear_percent) == (None, None, None)
    assert status.card_end is None


def test_without_the_file_the_firmware_is_asked(tmp_path: Path) -> None:
    status = Board(tmp_path, lambda: "throttled=0x50005\n").status()

    assert (status.under_voltage, status.throttled, status.hot) == (True, True, False)
    assert (status.under_voltage_seen, status.throttled_seen) == (True, True)


def test_a_firmware_that_does_not_answer_says_nothing(monkeypatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("vcgencmd", 2)

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/vcgencmd")
    monkeypatch.setattr("subprocess.run", hangs)
    assert vcgencmd() is None
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert vcgencmd() is None


def test_a_board_without_a_ups_knows_nothing_of_the_mains(tmp_path: Path) -> None:
    power = PiPower(board=Board(tmp_path, lambda: None))
    assert power.mains is None
    power.close()
