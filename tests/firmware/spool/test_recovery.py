"""What a start finds and does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.appeals.appeal import Draft
from firmware.appeals.signing import PrivateKey
from firmware.spool.errors import SpoolDamaged, SpoolTooNew
from firmware.spool.models import Appeal
from firmware.spool.recovery import Recovered, recover
from firmware.spool.registration import Recording, Registered, Registrar
from firmware.spool.spool import Spool

MakeClip = Callable[..., Recording]


@pytest.fixture
def registered(registrar: Registrar, draft: Draft, make_clip: MakeClip) -> Registered:
    return registrar.register(draft, make_clip(), registrar.reserve_number())


def test_a_sound_spool_is_left_alone(
    spool: Spool, registered: Registered, booth_key: PrivateKey
) -> None:
    before = sorted(spool.clips.iterdir())

    assert recover(spool, booth_key.public_key()) == Recovered()
    assert sorted(spool.clips.iterdir()) == before
    assert Appeal.select().count() == 1
    assert registered.id in before[0].name


def test_an_unfinished_recording_is_destroyed_and_counted(
    spool: Spool, booth_key: PrivateKey
) -> None:
    (spool.recording / "x.clip.age").write_bytes(b"torn")

    assert recover(spool, booth_key.public_key()) == Recovered(unfinished=1)
    assert list(spool.recording.iterdir()) == []


def test_files_cut_off_between_two_renames_had_no_number_and_go(
    spool: Spool, booth_key: PrivateKey
) -> None:
    (spool.clips / "x.clip.age").write_bytes(b"clip")
    (spool.clips / "x.manifest.age").write_bytes(b"manifest")

    assert recover(spool, booth_key.public_key()) == Recovered(unfinished=2)
    assert list(spool.clips.iterdir()) == []


def test_a_lost_database_is_rebuilt_from_the_envelopes(
    tmp_path: Path, spool: Spool, registered: Registered, booth_key: PrivateKey
) -> None:
    for file in spool.folder.glob("spool.db*"):
        file.unlink()
    again = Spool(tmp_path / "spool")

    assert recover(again, booth_key.public_key()) == Recovered(restored=1)
    with again.connection():
        assert Appeal.get().id == registered.id


def test_a_numbered_appeal_that_is_damaged_is_kept_for_a_person(
    tmp_path: Path, spool: Spool, registered: Registered, booth_key: PrivateKey
) -> None:
    clip = spool.clips / f"{registered.id}.clip.age"
    clip.write_bytes(b"torn")
    for file in spool.folder.glob("spool.db*"):
        file.unlink()

    assert recover(Spool(tmp_path / "spool"), booth_key.public_key()) == Recovered(damaged=1)
    assert clip.exists()


def test_a_database_that_is_none_is_said_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "spool.db").write_bytes(b"this is not a database at all" * 100)

    with pytest.raises(SpoolDamaged, match=r"spool\.db"):
        Spool(tmp_path / "s")


def test_a_newer_database_is_not_touched(spool: Spool) -> None:
    with spool.connection():
        spool._database.pragma("user_version", 99)
        spool._database.pragma("application_id", 99)

    with pytest.raises(SpoolTooNew, match="newer"):
        Spool(spool.folder)
