"""A short visit of the monkey; `python -m tests.faults.monkey` lets it in for longer."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from firmware.kiosk.box import Box
from firmware.kiosk.conductor import Conductor
from firmware.kiosk.jobs import Done
from firmware.kiosk.page import Page
from firmware.kiosk.registering import Registering
from firmware.kiosk.session import Session
from firmware.kiosk.takes import Takes
from firmware.kiosk.theme import INK
from firmware.kiosk.visit import IdleGuard
from firmware.kiosk.widgets import Label
from firmware.kiosk.widgets.typeset import Style
from tests.faults.leaks import Rest, Secrets
from tests.faults.monkey import run

ROOT = Path(__file__).parents[2]
PHONE = "7011234567"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_monkey_finds_nothing_that_does_not_hold(seed: int) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.faults.monkey", "--steps", "1500"]
    done = subprocess.run(
        [*command, "--seed", str(seed)], cwd=ROOT, capture_output=True, text=True, timeout=220
    )

    assert done.returncode == 0, done.stdout + done.stderr


def keep_the_visit(self: Conductor, state: str) -> None:
    KEPT.append(self.session)
    END(self, state)


def log_the_phone(self: Registering, session: Session, done: Done) -> None:
    REGISTERED(self, session, done)
    logging.getLogger("firmware.kiosk").info("registered for %s", session.phone)


def leave_the_file(self: Takes, session: Session) -> None:
    self.keep(session)


def forget_the_time(self: IdleGuard) -> int | None:
    del self
    return None


KEPT: list[Session] = []
END, REGISTERED = Conductor._end, Registering._registered


@pytest.mark.parametrize(
    ("part", "name", "mutant", "found"),
    [
        (Conductor, "_end", keep_the_visit, "still held"),
        (Registering, "_registered", log_the_phone, "in the log"),
        (Takes, "drop", leave_the_file, "recordings are left"),
        (IdleGuard, "tick", forget_the_time, "s alone"),
    ],
)
def test_a_booth_that_does_not_hold_to_it_is_found_out(
    monkeypatch: pytest.MonkeyPatch, part: type, name: str, mutant: object, found: str
) -> None:
    monkeypatch.setattr(part, name, mutant)

    with pytest.raises(AssertionError, match=found):
        some_monkeys()
    KEPT.clear()


def some_monkeys() -> None:
    """One may miss what is wrong, all of them do not; mostly the first comes upon it."""
    for seed in range(1, 9):
        run(2000, seed, Console(file=StringIO()))


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Secrets]:
    made = Secrets(tmp_path)
    made.learn(PHONE)
    yield made
    made.stop()


def page(text: str) -> Page:
    label = Label(key="text", box=Box(0, 0, 100, 100), text=text, style=Style(20, 20, INK))
    return Page("menu", (label,))


def test_a_phone_is_found_on_the_screen_only_once_its_visit_is_over(secrets: Secrets) -> None:
    secrets.look_at(page("+7 701 123 45 67"))
    secrets.visit_over()

    with pytest.raises(Rest, match="screen"):
        secrets.look_at(page("+7 701 123 45 67"))


def test_a_phone_in_the_log_is_found_though_its_visit_goes_on(secrets: Secrets) -> None:
    logging.getLogger("firmware.kiosk").warning("typed %s", PHONE)

    with pytest.raises(Rest, match="log"):
        secrets.visit_over()


def test_a_phone_in_a_file_is_found(secrets: Secrets, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    secrets.look_into_files()
    (tmp_path / "deep" / "spool.db-wal").write_bytes(b"\0\0" + PHONE.encode() + b"\0")

    with pytest.raises(Rest, match="wal"):
        secrets.look_into_files()
