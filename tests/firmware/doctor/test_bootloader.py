"""The date of the board's bootloader."""

from datetime import UTC, datetime

import pytest

from firmware.doctor.bootloader import bootloader
from firmware.doctor.finding import Patient, Verdict
from firmware.settings import Settings
from tests.conftest import HandClock

PATIENT = Patient(Settings(), HandClock())


@pytest.mark.parametrize(
    ("year", "verdict"), [(2021, Verdict.WARNING), (2022, Verdict.WARNING), (2023, Verdict.OK)]
)
def test_an_old_one_is_said_with_what_to_do(tmp_path, year, verdict) -> None:
    seconds = int(datetime(year, 3, 4, tzinfo=UTC).timestamp())
    (tmp_path / "built").write_bytes(seconds.to_bytes(4, "big"))

    found = bootloader(PATIENT, tmp_path / "built")
    assert found.verdict is verdict
    assert f"{year}-03-04" in found.said


def test_another_machine_has_none(tmp_path) -> None:
    assert bootloader(PATIENT, tmp_path / "none").verdict is Verdict.OK
