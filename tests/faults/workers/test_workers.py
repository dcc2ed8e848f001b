"""A worker of central that is killed while booths send."""

from pathlib import Path

from tests.faults.workers.rig import Rig

KILLS = 10


def test_whatever_a_booth_was_told_is_stored_is_there_and_whole(tmp_path: Path) -> None:
    rig = Rig(tmp_path, seed=1)
    try:
        result = rig.run(KILLS)
    finally:
        rig.stop()

    assert result.why == []
    assert result.kills == KILLS
    assert result.stored > 0
