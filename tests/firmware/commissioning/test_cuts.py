"""The power goes at every single step: card and booth stay usable, and nothing is lost."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware import config
from firmware.appeals.signing import load_key
from firmware.wire import card
from tests.firmware.commissioning.machine import Machine, lay

STEPS = ("fsync", "rename", "replace", "unlink", "link")
WIFI = 'ssid = "net"\npassword = "canary-of-wifi"\ncountry = "KZ"\n'


class PowerCut(BaseException):
    """Nothing after it happens."""


class Mains:
    """Counts what changes a disk, and goes at the step that a test wants: before or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.cut_at: int | None = None
        self.after = False
        self._gone = False
        for name in STEPS:
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def on(self, cut_at: int | None = None, *, after: bool = False) -> None:
        self.steps, self.cut_at, self.after, self._gone = [], cut_at, after, False

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **more: Any) -> Any:
            if self._gone:
                raise PowerCut
            self.steps.append(f"{name} {args[0]}")
            here = len(self.steps) - 1 == self.cut_at
            if here and not self.after:
                self._gone = True
                raise PowerCut
            try:
                return real(*args, **more)
            finally:
                if here:
                    self._gone = True
                    raise PowerCut

        return step


@pytest.fixture
def mains(monkeypatch) -> Mains:
    return Mains(monkeypatch)


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def usable(machine, code: str) -> None:
    """The booth is a booth, the card is clean, and the code is in one place at least."""
    assert not machine.notice.exists()
    assert config.load(machine.config).booth.id == "001"
    assert machine.code.get() == code
    assert load_key(machine.keys / "booth.key")
    assert len(list((machine.spool / "photos").iterdir())) == 1
    on_card = files(machine.card)
    assert not {card.CODE, card.WIFI} & set(on_card)
    assert not any(name.endswith(".taken") for name in on_card)
    assert not any(code.encode() in content for content in on_card.values())
    assert "canary-of-wifi" in (machine.network / "dialog-wifi.nmconnection").read_text()


def test_a_cut_at_any_step_of_the_first_start_is_made_good_by_the_next(
    machine, mains, made_card, tmp_path_factory
) -> None:
    code = made_card[card.CODE].decode().strip()
    photos = sorted(name for name in made_card if name.endswith(".jpg"))
    one_photo = {name: made_card[name] for name in set(made_card) - set(photos[1:])}
    for name in photos[1:]:
        (machine.card / name).unlink()
    machine.put(card.WIFI, WIFI)
    mains.on()
    machine.start()
    count = len(mains.steps)
    assert count > 30
    for at in range(count):
        for after in (False, True):
            mains.on()
            folder = tmp_path_factory.mktemp("booth")
            one = Machine(folder, folder / "card")
            lay(one, one_photo)
            one.put(card.WIFI, WIFI)
            mains.on(at, after=after)
            with pytest.raises(PowerCut):
                one.start()
            mains.on()
            left = files(one.card)
            kept = one.code.get() == code
            assert kept or left.get(card.CODE, b"").decode().strip() == code
            assert one.start() == 0, mains.steps
            usable(one, code)


def test_a_cut_at_any_step_of_an_edit_leaves_the_old_settings_or_the_new(machine, mains) -> None:
    machine.start()
    old = (machine.card / card.SETTINGS).read_text()
    new = old.replace("[central]", "[screen]\nwidth = 800\n[central]")
    mains.on()
    machine.put(card.SETTINGS, new)
    machine.start()
    count = len(mains.steps)
    assert count > 3
    for at in range(count):
        mains.on()
        machine.put(card.SETTINGS, old)
        machine.start()
        machine.put(card.SETTINGS, new)
        mains.on(at)
        with pytest.raises(PowerCut):
            machine.start()
        mains.on()
        assert config.load(machine.config).screen.width in (1280, 800)
        assert machine.start() == 0
        assert config.load(machine.config).screen.width == 800


@pytest.mark.parametrize("name", [card.CODE, card.WIFI])
@pytest.mark.parametrize("torn", [b"\0\0", b"\0" * 30, b"\0" * 4 + b"half of it"])
def test_what_an_old_wiping_left_half_overwritten_is_wiped_not_read(machine, name, torn) -> None:
    machine.put(name, torn)
    machine.put("Code.txt.Taken", torn)

    assert machine.start() == 0
    assert machine.code.get() is None if name == card.CODE else machine.code.get()
    assert not (machine.card / name).exists()
    assert not (machine.card / "Code.txt.Taken").exists()


def test_a_torn_status_txt_is_written_anew(machine) -> None:
    machine.start()
    good = machine.status()
    machine.put(card.STATUS, good[:10])
    machine.put(f"{card.STATUS}.new", "torn")

    machine.start()
    assert machine.status() == good
    assert not (machine.card / f"{card.STATUS}.new").exists()
