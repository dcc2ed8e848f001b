"""A full disk is said before the citizen speaks."""

from collections import namedtuple

from firmware.kiosk.newsstand import CHECK_EVERY_S, REFRESH_S
from firmware.kiosk.views import Notice
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from firmware.spool import room
from firmware.spool.room import SPARE_BYTES

Usage = namedtuple("Usage", "total used free")


def free(monkeypatch, many: int) -> None:
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - many, many))


def look(bench) -> None:
    bench.tick(REFRESH_S)
    bench.work()


def test_without_room_for_the_longest_clip_nobody_is_asked_to_speak(bench, monkeypatch):
    free(monkeypatch, longest_clip_bytes(bench.rooms.settings) + SPARE_BYTES - 1)
    look(bench)
    bench.touch("touched", "chosen_language:ru")

    menu, chrome = bench.look(), bench.conductor.presenter.chrome(bench.session, None)
    assert (menu.appeal, menu.violation) == (False, False)
    assert Notice.DISK_FULL in chrome.notices


def test_when_there_is_room_again_the_booth_goes_on(bench, monkeypatch):
    free(monkeypatch, 0)
    look(bench)
    free(monkeypatch, 10**11)
    look(bench)
    bench.touch("touched", "chosen_language:ru")

    chrome = bench.conductor.presenter.chrome(bench.session, None)
    assert bench.look().appeal
    assert Notice.DISK_FULL not in chrome.notices


def test_the_longest_clip_counts_every_extension():
    # 120 s and two extensions of 60 s at 2 Mbit/s are 60 MB before any margin.
    assert 60_000_000 < longest_clip_bytes(Settings()) < 90_000_000


def test_damage_is_found_within_a_minute_and_nobody_is_asked_to_speak(bench):
    look(bench)
    assert not bench.conductor.spool_damaged
    with bench.rooms.spool.connection():
        bench.rooms.spool._database.pragma("user_version", -1)
    bench.tick(CHECK_EVERY_S)
    bench.work()

    assert bench.conductor.spool_damaged
    bench.touch("touched", "chosen_language:ru")
    assert not bench.look().appeal


def test_a_disk_that_fails_for_a_moment_is_no_damage(bench, monkeypatch):
    with monkeypatch.context() as moment:

        def fail(_: object) -> None:
            raise OSError(5, "Input/output error")

        moment.setattr(room.shutil, "disk_usage", fail)
        look(bench)
    assert not bench.conductor.presenter.has_room
    look(bench)

    assert bench.conductor.presenter.has_room
    assert not bench.conductor.spool_damaged
