"""The main loop: what it survives."""

import threading

import pytest
from peewee import OperationalError

from firmware import config
from firmware.clock import SystemClock
from firmware.spool.errors import SpoolDamaged, SpoolUnavailable
from firmware.spool.outbox import Outbox
from firmware.spool.reserve import Reserve
from firmware.spool.spool import Spool
from firmware.uplink import uplink
from firmware.uplink.uplink import Uplink


@pytest.fixture
def settings(booth):
    booth.configure(1, "5")
    return config.load(booth.config)


@pytest.fixture
def reserve(booth) -> Reserve:
    kept = Reserve(booth.spool.folder)
    kept.keep()
    return kept


def test_a_spool_that_cannot_be_opened_on_a_full_disk_gets_the_kept_room(
    settings, reserve, monkeypatch
) -> None:
    refusals = [SpoolUnavailable(settings.booth.spool, "disk I/O error")]

    def full_at_first(folder):
        if refusals:
            raise refusals.pop()
        return Spool(folder)

    monkeypatch.setattr(uplink, "Spool", full_at_first)

    Uplink(settings, SystemClock())

    assert not reserve.give()


def test_a_spool_that_is_damaged_is_still_an_error(settings, monkeypatch) -> None:
    def damaged(_folder):
        raise SpoolDamaged(settings.booth.spool, "not a database")

    monkeypatch.setattr(uplink, "Spool", damaged)

    with pytest.raises(SpoolDamaged):
        Uplink(settings, SystemClock())


def test_a_full_database_ends_nothing_and_gets_the_kept_room(
    settings, reserve, monkeypatch, settle
) -> None:
    asked: list[bool] = []

    def pending(_outbox):
        asked.append(reserve.give())
        if len(asked) == 1:
            reserve.keep()
            raise OperationalError("database or disk is full")
        return []

    monkeypatch.setattr(uplink, "SPOOL_RETRY_S", 0.01)
    monkeypatch.setattr(Outbox, "pending", pending)
    stop = threading.Event()
    running = threading.Thread(target=Uplink(settings, SystemClock()).run, args=(stop,))
    running.start()
    try:
        settle(lambda: len(asked) > 1, "another turn")
    finally:
        stop.set()
        running.join(30)

    assert not running.is_alive()
    assert asked[:2] == [True, False]


def test_damage_that_the_uplink_never_reads_ends_it_so_that_the_kiosk_can_rebuild(
    settings, monkeypatch
) -> None:
    monkeypatch.setattr(uplink, "CHECK_EVERY_S", 0.0)
    made = Uplink(settings, SystemClock())
    with made._spool.connection():
        made._spool._database.pragma("user_version", -1)

    with pytest.raises(SpoolDamaged):
        made.run(threading.Event())
