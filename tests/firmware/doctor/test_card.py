"""What the doctor says of the card of a booth that works."""

import pytest

from firmware.commissioning.code import Fate, KeptCode
from firmware.commissioning.notice import NoticeBoard
from firmware.doctor.card import card
from firmware.doctor.finding import Patient, Verdict
from firmware.settings import BoothSettings, Settings
from tests.conftest import HandClock


@pytest.fixture
def patient(tmp_path) -> Patient:
    return Patient(Settings(booth=BoothSettings(keys=str(tmp_path))), HandClock())


@pytest.fixture
def board(tmp_path) -> NoticeBoard:
    return NoticeBoard(tmp_path / "run/notice.json")


def test_a_card_without_mistakes_is_well(patient, board) -> None:
    assert card(patient, board).verdict is Verdict.OK


def test_what_was_not_taken_is_said(patient, board) -> None:
    board.remark(["wifi.toml: country: is missing", "the settings of before are in force"])

    found = card(patient, board)
    assert found.verdict is Verdict.WARNING
    assert "wifi.toml: country" in found.said
    board.clear()
    assert card(patient, board).verdict is Verdict.OK


@pytest.mark.parametrize("torn", ["", "[]", '{"lines": 5}', "\0"])
def test_a_torn_remark_is_none(patient, board, tmp_path, torn) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/card.json").write_text(torn)

    assert card(patient, board).verdict is Verdict.OK


def test_a_code_that_waits_or_was_refused_is_said(patient, board, tmp_path) -> None:
    code = KeptCode(tmp_path)
    code.keep("ABCDE")

    assert "waits" in card(patient, board).said
    code.spend(Fate.REFUSED)
    assert "refused" in card(patient, board).said
    code.keep("FGHJK")
    code.spend(Fate.USED)
    assert card(patient, board).verdict is Verdict.OK
