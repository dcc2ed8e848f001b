"""The PIN of the service menu."""

import io

import msgspec
import pytest

from firmware import cli, config
from firmware.kiosk.service.pin import BadPin, Pause, hash_pin, is_pin
from firmware.settings import ServiceSettings


def test_a_hash_knows_its_pin_and_no_other():
    kept = hash_pin("190283")

    assert is_pin("190283", kept)
    assert not is_pin("190284", kept)
    assert "190283" not in kept


def test_two_hashes_of_one_pin_differ():
    assert hash_pin("190283") != hash_pin("190283")


def test_the_settings_take_a_hash_as_it_is_made():
    msgspec.convert({"pin_hash": hash_pin("190283")}, ServiceSettings)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "١٢٣٤٥٦"])
def test_what_cannot_be_typed_is_no_pin(pin: str):
    with pytest.raises(BadPin):
        hash_pin(pin)


def test_the_keypad_shuts_after_the_third_wrong_pin_and_for_longer_each_time(clock):
    pause = Pause(clock)
    waits = []
    for _ in range(10):
        pause.was_wrong()
        waits.append(pause.left_s)
        clock.forward(pause.left_s)
        assert pause.left_s == 0

    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_the_right_pin_forgives(clock):
    pause = Pause(clock)
    for _ in range(4):
        pause.was_wrong()
    pause.was_right()

    assert pause.left_s == 0
    assert pause.wrong == 0


def test_the_command_prints_a_line_for_the_settings(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("190283\n"))
    assert cli.main(["service-pin"]) == 0
    settings = config.parse(f"[service]\n{capsys.readouterr().out}")

    assert is_pin("190283", settings.service.pin_hash)


def test_the_command_refuses_a_short_pin_and_says_why(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))

    assert cli.main(["service-pin"]) == 2
    assert "6 to 12 digits" in capsys.readouterr().err
