"""Holds, deletion with a proof, and what has grown old."""

import contextlib
import json
import os
import sqlite3
from datetime import timedelta

import pytest

from central.audit import SIGN_IN, Audit
from central.errors import BadInput, NotFound
from central.models import AnswerVideo, AppealState
from central.retention import Files, Retention
from firmware.appeals import signing
from firmware.appeals.appeal import Language
from firmware.wire.messages import Stored

DAYS = 30


@pytest.fixture
def audit(central, calendar) -> Audit:
    return Audit(central.store, calendar)


@pytest.fixture
def retention(central, calendar, audit) -> Retention:
    return Retention(
        central.store,
        central.registry,
        audit,
        Files(central.clips.delete, central.videos),
        central.keys.signing,
        calendar,
        days=DAYS,
    )


@pytest.fixture
def stored(central, offer):
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    return clip


def lies(central, id: str) -> bool:
    """Whether its sealed bytes are still there."""
    try:
        with central.clips.reader(id):
            return True
    except NotFound:
        return False


def answer(central, clip, calendar, film=None) -> None:
    video = central.videos.put(film, lambda _done: None) if film else None
    central.decisions.answer(clip.id, "Яма засыпана.", Language.RU, calendar(), video)


def test_a_deletion_leaves_a_signed_proof_and_no_bytes(central, retention, stored, calendar):
    proof = retention.delete(stored.id, "по просьбе заявителя")
    retention.sweep()

    facts = json.loads(signing.verify(proof, central.keys.signing.public_key()))
    assert facts["id"] == stored.id
    assert facts["clip_sha256"] == central.registry.find(stored.id).clip_sha256
    assert facts["deleted_at"] == calendar().isoformat()
    assert retention.proof(stored.id) == proof
    assert not lies(central, stored.id)


def test_nothing_by_which_a_person_could_be_known_is_left(
    central, retention, stored, calendar, film
) -> None:
    answer(central, stored, calendar, film("answer.mp4"))

    retention.delete(stored.id, "по просьбе заявителя")

    entry = central.registry.find(stored.id)
    assert entry.state is AppealState.DELETED
    assert (entry.number, entry.phone, entry.about) == (None, None, None)
    assert central.registry.by_number(stored.number) is None
    with sqlite3.connect(central.store.file) as database:
        everything = "\n".join(database.iterdump())
    database.close()
    for secret in (stored.number, "+77011234567", "Яма засыпана"):
        assert secret not in everything


def test_no_byte_of_it_is_left_in_the_files_of_the_database(
    central, retention, stored, calendar
) -> None:
    answer(central, stored, calendar)
    central.decisions.number(stored.id, "ЖТ-2026-777")
    retention.hold(stored.id, "иск Ахметова")
    retention.release(stored.id)

    # As in a central that runs: somebody has the database open all the time.
    with contextlib.closing(sqlite3.connect(central.store.file)) as other:
        other.execute("SELECT * FROM appeal").fetchall()
        retention.delete(stored.id, "по просьбе заявителя")
        retention.sweep()

        files = list(central.store.folder.glob("central.db*"))
        left = b"".join(file.read_bytes() for file in files)
    assert stored.id.encode() in left
    for secret in (stored.number, "+77011234567", "Яма засыпана", "ЖТ-2026-777", "Ахметова"):
        assert secret.encode() not in left


def test_the_video_of_a_deleted_answer_goes_too(central, retention, stored, calendar, film):
    answer(central, stored, calendar, film("answer.mp4"))
    answer(central, stored, calendar, film("another.mp4"))
    retention.sweep()
    assert len(list(central.store.answers.glob("*.age"))) == 2

    retention.delete(stored.id, "x")
    assert central.registry.find(stored.id).answer.video is None
    retention.sweep()

    assert list(central.store.answers.glob("*.age")) == []
    with central.store.connection():
        assert AnswerVideo.select().count() == 0


def test_a_video_that_cannot_be_deleted_now_is_deleted_later(
    central, retention, stored, calendar, film, monkeypatch
) -> None:
    answer(central, stored, calendar, film("answer.mp4"))
    retention.delete(stored.id, "x")

    def away(_id: str) -> None:
        raise OSError("the bucket is away")

    with monkeypatch.context() as patched:
        patched.setattr(central.videos, "drop", away)
        with pytest.raises(OSError, match="away"):
            retention.sweep()
    retention.sweep()

    assert list(central.store.answers.glob("*.age")) == []


def test_a_sealed_orphan_goes_after_a_day(central, retention) -> None:
    orphan = central.store.answers / "orphan.age"
    orphan.write_bytes(b"age")
    retention.sweep()
    assert orphan.exists()

    os.utime(orphan, (1, 1))
    retention.sweep()

    assert not orphan.exists()


def test_what_is_held_is_not_deleted(retention, stored, calendar, central, audit) -> None:
    answer(central, stored, calendar)
    retention.hold(stored.id, "иск")
    calendar.now += timedelta(days=DAYS + 1)
    audit.note("asel", SIGN_IN)

    with pytest.raises(BadInput, match="held"):
        retention.delete(stored.id, "x")
    assert retention.expire() == 0

    retention.release(stored.id)
    assert retention.expire() == 1


def test_only_what_was_closed_long_ago_expires(retention, stored, calendar, central, audit) -> None:
    calendar.now += timedelta(days=2 * DAYS)
    audit.note("asel", SIGN_IN)
    assert retention.expire() == 0
    answer(central, stored, calendar)

    calendar.now += timedelta(days=DAYS - 1)
    audit.note("asel", SIGN_IN)
    assert retention.expire() == 0
    calendar.now += timedelta(days=2)
    assert retention.expire() == 1
    assert retention.expire() == 0
    assert central.registry.find(stored.id).state is AppealState.DELETED
    assert [acted.who for acted in central.audit.of(stored.id)] == ["central"]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_jumped_deletes_nothing(
    retention, stored, calendar, central, audit, years
) -> None:
    answer(central, stored, calendar)
    audit.note("asel", SIGN_IN)

    calendar.now += timedelta(days=365 * years)

    assert retention.expire() == 0
    assert central.registry.find(stored.id).state is AppealState.ANSWERED


def test_a_crash_between_rows_and_files_is_made_good(central, retention, stored) -> None:
    retention.delete(stored.id, "x")
    assert lies(central, stored.id)

    retention.sweep()
    retention.sweep()

    assert not lies(central, stored.id)


def test_a_booth_that_asks_again_for_a_deleted_clip_hears_stored(
    central, retention, stored
) -> None:
    retention.delete(stored.id, "x")
    retention.sweep()

    ((_topic, state),) = central.receiver.receive([stored.init])

    assert isinstance(state, Stored)


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_a_deletion_needs_a_reason(retention, stored, reason) -> None:
    for act in (retention.delete, retention.hold):
        with pytest.raises(BadInput, match="reason"):
            act(stored.id, reason)


def test_what_cannot_be_is_said(retention, stored) -> None:
    with pytest.raises(BadInput, match="not held"):
        retention.release(stored.id)
    retention.hold(stored.id, "x")
    with pytest.raises(BadInput, match="held already"):
        retention.hold(stored.id, "x")
    retention.release(stored.id)
    retention.delete(stored.id, "x")
    for act in (retention.delete, retention.hold):
        with pytest.raises(BadInput, match="deleted"):
            act(stored.id, "x")
    assert retention.proof(stored.id)
