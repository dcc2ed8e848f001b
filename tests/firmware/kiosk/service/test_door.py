"""When a stick may be plugged in."""

from pathlib import Path

import pytest

from firmware.kiosk.service.door import StickDoor


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "service-open"


def test_it_is_open_from_the_pin_to_the_end_of_the_service(file):
    door = StickDoor(file)
    assert not file.exists()
    door.open()
    assert file.exists()
    door.shut()
    door.shut()
    assert not file.exists()


def test_what_a_kiosk_left_open_that_was_killed_is_shut_by_the_next(file):
    StickDoor(file).open()
    StickDoor(file)
    assert not file.exists()


def test_on_a_machine_without_the_rules_it_is_nothing(tmp_path):
    door = StickDoor(tmp_path / "nowhere" / "service-open")
    door.open()
    door.shut()
    assert not (tmp_path / "nowhere").exists()
