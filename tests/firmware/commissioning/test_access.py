"""Ssh is on by central's signed word alone, at that booth, and only until its hour."""

import stat
import subprocess
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from central import cli as central_cli
from firmware import config
from firmware.appeals import signing
from firmware.commissioning.access import CANNOT, DONE, LOOK_S, Access, SshGate
from firmware.wire import card as names
from firmware.wire import signed
from firmware.wire.signed import SignedAccess

KEY = "ssh-ed25519 " + "A" * 68
HOUR = 3600


@dataclass
class HandGate:
    """Notes what is opened and shut."""

    opened: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    is_shut: bool = False
    broken: bool = False

    def open(self, access: SignedAccess, seconds: int) -> None:
        self.opened.append((access.keys, seconds))

    def shut(self) -> None:
        self.is_shut = True


class Workshop:
    """A booth that was set up, with central's key in a test's hand."""

    def __init__(self, machine) -> None:
        self.machine = machine
        assert machine.start() == 0
        self.settings = config.load(machine.config)
        self.token = machine.config.parent / names.ACCESS
        self.key = signing.make_key(machine.config.parent / "key.pem")
        Path(self.settings.central.signing_key).write_bytes(signing.public_pem(self.key))
        self.clock, self.gate = machine.clock, HandGate()
        self.waits = 0

    def put(self, **change: object) -> None:
        now = int(self.clock.now().timestamp())
        booth = self.settings.booth
        facts = {"booth": booth.id, "site": booth.site, "keys": (KEY,), "since": now}
        access = SignedAccess(**(facts | {"until": now + HOUR} | change))
        self.token.write_text(signed.sign(access, self.key))

    def run(self, looks: int = 1000) -> int:
        def wait(seconds: float) -> bool:
            self.waits += 1
            self.clock.forward(seconds)
            return self.waits >= looks

        return Access(self.settings, self.token, self.clock, wait, self.gate).run()


@pytest.fixture
def workshop(machine) -> Workshop:
    return Workshop(machine)


def test_the_keys_are_let_in_until_the_hour_is_over(workshop) -> None:
    workshop.put()
    assert workshop.run() == DONE
    assert workshop.gate.opened == [((KEY,), HOUR)]
    assert workshop.waits == HOUR / LOOK_S
    assert workshop.gate.is_shut


def test_it_ends_when_it_is_told_to(workshop) -> None:
    workshop.put()
    assert workshop.run(looks=2) == DONE
    assert workshop.gate.is_shut


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"booth": "002"}, "is for booth 002"),
        ({"site": "almaty"}, "of almaty"),
        ({"until": 2**39}, "seven days"),
        ({"until": 1}, "must last"),
    ],
)
def test_what_is_not_for_this_booth_or_for_ever_opens_nothing(workshop, change, why, caplog):
    workshop.put(**change)
    assert workshop.run() == DONE
    assert workshop.gate.opened == []
    assert why in caplog.text


def test_a_stranger_s_word_opens_nothing(workshop, tmp_path, caplog) -> None:
    workshop.key = signing.make_key(tmp_path / "stranger.pem")
    workshop.put()
    assert workshop.run() == DONE
    assert workshop.gate.opened == []
    assert "ssh stays off" in caplog.text


def test_another_message_of_central_s_is_not_taken_for_access(workshop) -> None:
    workshop.put()
    update = signed.SignedUpdate(version="1.0", size=1, sha256="0" * 64)
    workshop.token.write_text(signed.sign(update, workshop.key))
    workshop.run()
    assert workshop.gate.opened == []


def test_one_that_is_over_opens_nothing(workshop) -> None:
    workshop.put()
    workshop.clock.forward(HOUR + 1)
    workshop.run()
    assert workshop.gate.opened == []


def test_a_clock_that_is_behind_the_token_has_to_be_set_first(workshop) -> None:
    now = int(workshop.clock.now().timestamp())
    workshop.put(since=now + 60, until=now + HOUR)
    workshop.run()
    assert workshop.gate.opened == [((KEY,), HOUR - 60)]


def test_a_clock_that_jumps_ahead_ends_it(workshop) -> None:
    workshop.put()
    real = workshop.clock.forward

    def jump(seconds: float) -> None:
        real(seconds + HOUR)

    workshop.clock.forward = jump
    workshop.run()
    assert workshop.waits == 1
    assert workshop.gate.is_shut


def test_an_sshd_that_ends_is_a_failure(workshop) -> None:
    workshop.put()
    workshop.gate.broken = True
    assert workshop.run() == CANNOT


def test_a_gate_writes_the_keys_for_root_alone_and_takes_them_away(tmp_path, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(
        "firmware.commissioning.access._nft", lambda *words, **_: told.append(words)
    )
    gate = SshGate(tmp_path / "authorized_keys", ("sleep", "1000"))
    gate.open(SignedAccess(booth="001", site="oskemen", keys=(KEY,), since=1, until=2), 90)
    file = tmp_path / "authorized_keys"
    assert file.read_text() == f"{KEY}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not gate.broken
    gate.shut()
    assert gate.broken
    assert not file.exists()
    assert told == [("add", "{ 22 timeout 90s }"), ("delete", "{ 22 }")]


def test_central_makes_it_and_first_boot_takes_it(machine, card_data, tmp_path) -> None:
    public = tmp_path / "id.pub"
    public.write_text(f"{KEY} engineer@workshop\n")
    arguments = ["booth", "access", "001", "--key", str(public), "--hours", "2"]
    assert (
        central_cli.main([*arguments, "--card", str(machine.card), "--data", str(card_data)]) == 0
    )
    assert machine.start() == 0
    taken = machine.config.parent / names.ACCESS
    settings = config.load(machine.config)
    key = signing.load_public(Path(settings.central.signing_key))
    access = signed.read_access(taken.read_text().strip(), key)
    assert access.keys == (KEY,)
    assert access.until - access.since == timedelta(hours=2).total_seconds()


def test_a_forged_access_on_a_card_is_a_mistake_that_is_named(machine) -> None:
    machine.put(names.ACCESS, "a.b.c")
    assert machine.start() != 0
    assert names.ACCESS in machine.status()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n", "a private key"),
        ("# nothing\n", "no key in it"),
        (f'command="sh" {KEY}\n', "line 1"),
        ("ssh-rsa AAAA\n", "line 1"),
        (f"{KEY}\n" * 9, "keys"),
    ],
)
def test_what_is_no_key_is_refused_by_its_place(content, why, card_data, tmp_path, capsys) -> None:
    file = tmp_path / "id.pub"
    file.write_text(content)
    arguments = ["booth", "access", "001", "--key", str(file), "--card", str(tmp_path)]
    assert central_cli.main([*arguments, "--data", str(card_data)]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / names.ACCESS).exists()


def test_nft_that_refuses_is_an_error_with_its_words(monkeypatch, tmp_path) -> None:
    refused = subprocess.CompletedProcess([], 1, "", "no such set")
    monkeypatch.setattr("firmware.commissioning.access.subprocess.run", lambda *_, **__: refused)
    gate = SshGate(tmp_path / "keys", ("sleep", "1000"))
    with pytest.raises(OSError, match="no such set"):
        gate.open(SignedAccess(booth="001", site="oskemen", keys=(KEY,), since=1, until=2), 90)
    gate.shut()
