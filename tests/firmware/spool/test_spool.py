"""The spool on the disk: two users of one group work on it."""

import os
from pathlib import Path

import pytest

from firmware.spool.spool import Spool


@pytest.fixture
def as_in_the_booth():
    """The umask of both units."""
    before = os.umask(0o007)
    yield
    os.umask(before)


@pytest.mark.usefixtures("as_in_the_booth")
def test_the_other_user_of_the_group_may_write_all_that_one_has_made(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")

    with spool.transaction():
        made = [file for file in spool.folder.iterdir() if file.name.startswith("spool.db")]
        assert len(made) == 3, "the database, its journal, their index"
        assert {file.stat().st_mode & 0o777 for file in made} == {0o660}


def test_a_database_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    Spool(tmp_path)
    (tmp_path / "spool.db").chmod(0o600)

    Spool(tmp_path)

    assert (tmp_path / "spool.db").stat().st_mode & 0o777 == 0o600
