"""The export to a USB stick, and sticks that are not there or break."""

from pathlib import Path

import pytest

from firmware.kiosk.service.stick import Outcome, Stick
from firmware.wire.stick import FOLDER


@pytest.fixture
def appeal(registrar, draft, make_clip):
    return registrar.register(draft, make_clip(), registrar.reserve_number())


def stick(folder: Path, mounted: bool = True) -> Stick:
    return Stick(folder, "001", lambda _: mounted)


def test_the_waiting_appeals_and_the_log_are_copied(spool, appeal, tmp_path):
    result = stick(tmp_path).export(spool, ("one line", "another"), lambda _done, _of: None)

    assert (result.outcome, result.exported.copied) == (Outcome.DONE, 1)
    assert (tmp_path / FOLDER / f"{appeal.id}.envelope.jws").exists()
    assert (tmp_path / FOLDER / "booth-001.log").read_text() == "one line\nanother\n"


def test_without_a_stick_nothing_is_written_on_the_card(spool, tmp_path):
    result = stick(tmp_path / "media", mounted=False).export(spool, (), lambda _done, _of: None)

    assert result.outcome is Outcome.NO_STICK
    assert not (tmp_path / "media").exists()


def test_a_plain_folder_is_no_stick(tmp_path):
    assert not Stick(tmp_path, "001").there()


@pytest.mark.usefixtures("appeal")
def test_a_stick_that_cannot_be_written_is_said_and_loses_nothing(spool, tmp_path):
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    result = stick(tmp_path).export(spool, (), lambda _done, _of: None)

    assert result.outcome is Outcome.BROKEN
    assert len(list(spool.clips.iterdir())) == 3
