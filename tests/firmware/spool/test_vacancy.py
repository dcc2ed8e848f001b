"""The lock between a visit and an update."""

import pytest

from firmware.spool.errors import BoothOccupied
from firmware.spool.vacancy import FILE, Vacancy, vacant


def test_during_a_visit_nobody_has_the_booth(tmp_path):
    vacancy = Vacancy(tmp_path)
    assert vacancy.enter()
    assert vacancy.enter()
    assert not vacancy.closed

    with pytest.raises(BoothOccupied) as caught, vacant(tmp_path):
        pass
    assert caught.value.file == tmp_path / FILE

    vacancy.leave()
    vacancy.leave()
    with vacant(tmp_path):
        pass


def test_while_somebody_has_the_booth_no_visit_begins(tmp_path):
    vacancy = Vacancy(tmp_path)
    assert not vacancy.closed

    with vacant(tmp_path):
        assert vacancy.closed
        assert not vacancy.enter()

    assert not vacancy.closed
    assert vacancy.enter()


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(FileNotFoundError):
        Vacancy(tmp_path / "nothing")
