"""From "send" to the number, or to the word that there is none; and who walks away."""

import pytest
from peewee import IntegrityError, OperationalError

from firmware.kiosk.views import Ending, Failure
from firmware.kiosk.visit import LIMITS
from firmware.spool import registration
from firmware.spool.models import Appeal
from firmware.spool.recovery import Recovered, recover


def appeals(bench) -> int:
    with bench.rooms.spool.connection():
        return Appeal.select().count()


def test_no_number_is_shown_or_printed_before_the_appeal_is_safe(bench):
    bench.to_review()
    bench.touch("send_it")
    for _ in range(3):
        bench.tick(1)

    assert bench.state == "registering"
    assert bench.printer.slips == []
    assert bench.session.registered is None


def test_send_before_the_clip_is_finished_waits_for_it(bench):
    bench.to_recording()
    bench.speak()
    bench.touch("stopped", "send_it")
    assert bench.state == "registering"

    bench.work()

    assert bench.state == "receipt"


def test_a_clip_that_fails_after_send_leads_to_the_failed_screen(bench):
    bench.to_recording()
    bench.speak()
    bench.camera.breaks = True
    bench.touch("stopped", "send_it")

    bench.work()

    assert bench.state == "failed"
    assert bench.session.failure is Failure.CAMERA
    bench.work()
    assert bench.files == []
    assert appeals(bench) == 0


def test_storage_that_fails_is_said_and_the_citizen_can_try_again(bench):
    bench.to_review()
    bench.disk.good = 0
    bench.touch("send_it")
    bench.work()
    assert bench.state == "failed"
    assert bench.session.failure is Failure.STORAGE
    assert bench.files == []

    bench.disk.good = None
    bench.touch("again")
    bench.to_receipt()

    assert appeals(bench) == 1
    assert len(list(bench.rooms.spool.clips.iterdir())) == 3


@pytest.mark.parametrize("good_syncs", range(4))
def test_what_was_told_as_failed_is_not_registered_at_the_next_start(bench, booth_key, good_syncs):
    bench.to_review()
    bench.disk.good = good_syncs
    bench.touch("send_it")
    bench.work()

    assert bench.state == "failed"
    assert list(bench.rooms.spool.clips.iterdir()) == []
    assert recover(bench.rooms.spool, booth_key.public_key()) == Recovered()
    assert appeals(bench) == 0


def test_who_walks_away_discards_by_default(bench):
    bench.to_review()
    bench.tick(LIMITS["review"] + 20)
    bench.work()

    assert bench.state == "attract"
    assert bench.files == []
    assert appeals(bench) == 0


def test_by_setting_who_walks_away_is_sent_but_nothing_is_printed_or_shown(make_bench):
    with make_bench(walk_away="send") as bench:
        bench.to_review()
        bench.tick(LIMITS["review"] + 20)
        assert bench.state == "registering"
        bench.work()

        assert bench.state == "thanks"
        assert bench.look().ending is Ending.SENT_UNATTENDED
        assert bench.printer.slips == []
        assert appeals(bench) == 1
        bench.tick(LIMITS["thanks"])
        assert bench.state == "attract"


def test_a_walk_away_without_a_phone_is_never_sent(make_bench):
    with make_bench(walk_away="send") as bench:
        bench.touch("touched", "chosen_language:kk", "violation", "body_chosen:police")
        bench.touch("phone_skipped", "consented")
        bench.to_review()
        bench.tick(LIMITS["review"] + 20)

        assert bench.state == "attract"


def test_who_comes_back_after_a_failed_walk_away_sees_the_number(make_bench):
    with make_bench(walk_away="send") as bench:
        bench.to_review()
        bench.disk.good = 0
        bench.tick(LIMITS["review"] + 20)
        bench.work()
        assert bench.state == "failed"
        bench.disk.good = None

        bench.touch("again")
        bench.to_receipt()

        assert len(bench.printer.slips) == 1


def test_a_database_that_fails_is_a_failed_appeal_and_nothing_is_left(bench, monkeypatch):
    bench.to_review()

    def no_row(*_: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(registration, "insert_appeal", no_row)
    bench.touch("send_it")
    bench.work()

    assert bench.state == "failed"
    assert bench.files == list(bench.rooms.spool.clips.iterdir()) == []


def test_a_number_that_was_taken_is_not_tried_twice(bench, monkeypatch):
    bench.to_review()
    real, taken = registration.insert_appeal, [True]

    def insert(*facts: object) -> None:
        if taken:
            taken.pop()
            raise IntegrityError("UNIQUE constraint failed: appeal.number_hash")
        real(*facts)

    monkeypatch.setattr(registration, "insert_appeal", insert)
    first = bench.session.reserved.number
    bench.touch("send_it")
    bench.work()
    assert bench.state == "failed"
    bench.touch("again")
    bench.to_receipt()

    assert bench.session.registered.number != first
