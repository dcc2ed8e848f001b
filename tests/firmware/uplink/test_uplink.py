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


class Told:
    """A lifeline that notes what it is told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def ready(self) -> None:
        self.words.append("ready")

    def alive(self) -> None:
        self.words.append("alive")

    def status(self, text: str) -> None:
        self.words.append(text)

    def stopping(self) -> None:
        self.words.append("stopping")


def test_systemd_hears_of_the_start_of_every_turn_and_of_the_end(settings, settle) -> None:
    told, stop = Told(), threading.Event()
    made = Uplink(settings, SystemClock())
    running = threading.Thread(target=made.run, args=(stop, told))
    running.start()
    try:
        settle(lambda: told.words.count("alive") > 2, "three turns")
    finally:
        stop.set()
        running.join(30)

    assert told.words[0] == "ready"
    assert told.words[1] == "alive"
    assert told.words[-1] == "stopping"


def test_a_main_loop_that_stands_feeds_no_watchdog(settings, monkeypatch) -> None:
    told, stop, goes_on = Told(), threading.Event(), threading.Event()
    stands = threading.Event()

    def stand(_outbox):
        stands.set()
        goes_on.wait(60)
        return []

    monkeypatch.setattr(Outbox, "pending", stand)
    running = threading.Thread(target=Uplink(settings, SystemClock()).run, args=(stop, told))
    running.start()
    try:
        assert stands.wait(60)
        assert "alive" not in told.words
    finally:
        stop.set()
        goes_on.set()
        running.join(30)
