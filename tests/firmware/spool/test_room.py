"""How full it is: marks, clips that fit, days that are left."""

from collections import namedtuple
from datetime import timedelta

import pytest

from firmware.spool import room
from firmware.spool.outbox import Outbox
from firmware.spool.room import SPARE_BYTES, Room

Disk = namedtuple("Disk", "total used free")
CLIP = 1_000_000


@pytest.fixture
def disk(monkeypatch):
    def set_to(free: int, total: int = 1_000 * CLIP) -> None:
        found = Disk(total, total - free, free)
        monkeypatch.setattr(room.shutil, "disk_usage", lambda _: found)

    return set_to


@pytest.mark.parametrize(
    ("free", "warning"), [(900, 0), (401, 0), (399, 1), (199, 2), (49, 3), (0, 3)]
)
def test_each_mark_is_reached_in_time(spool, clock, disk, free, warning):
    disk(free * CLIP)
    usage = Room(spool, CLIP).look(clock.now())

    assert usage.warning == warning
    assert usage.share == pytest.approx(1 - free / 1000, abs=0.06)


def test_the_disk_is_full_when_the_longest_clip_does_not_fit_beside_the_spare(spool, clock, disk):
    looker = Room(spool, CLIP)
    disk(SPARE_BYTES + CLIP)
    assert not looker.look(clock.now()).is_full
    disk(SPARE_BYTES + CLIP - 1)
    assert looker.look(clock.now()).is_full


def test_a_mark_is_logged_when_it_is_reached_and_not_again(spool, clock, disk, caplog):
    looker = Room(spool, CLIP)
    for free in (900, 350, 340, 100, 100, 900, 350):
        disk(free * CLIP)
        looker.look(clock.now())

    assert [record.getMessage()[:22] for record in caplog.records] == [
        "the disk is 65 % full:",
        "the disk is 90 % full:",
        "the disk is 65 % full:",
    ]


def test_a_quota_counts_what_waits_and_nothing_else(
    spool, clock, disk, registrar, draft, make_clip
):
    disk(900 * CLIP)
    registered = registrar.register(draft, make_clip(), registrar.reserve_number())
    size = (spool.clips / f"{registered.id}.clip.age").stat().st_size
    usage = Room(spool, size, quota_bytes=4 * size).look(clock.now())
    assert (usage.clips, usage.share) == (3, pytest.approx(0.25))

    outbox = Outbox(spool)
    outbox.pending()
    outbox.finish(registered.id, "token")
    assert Room(spool, size, quota_bytes=4 * size).look(clock.now()).clips == 4


def test_days_left_are_those_of_the_last_weeks_pace(
    spool, clock, disk, registrar, draft, make_clip
):
    assert Room(spool, CLIP).look(clock.now()).days is None
    registered = registrar.register(draft, make_clip(), registrar.reserve_number())
    size = (spool.clips / f"{registered.id}.clip.age").stat().st_size
    made = room.made_at(registered.id)
    disk(SPARE_BYTES + 70 * size)

    assert Room(spool, CLIP).look(made).days == pytest.approx(70)
    week = Room(spool, CLIP).look(made + timedelta(days=6.9)).days
    assert week == pytest.approx(70 * 6.9, rel=0.02)
    assert Room(spool, CLIP).look(made + timedelta(days=8)).days is None
