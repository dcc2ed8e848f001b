"""Registration: the number comes only after everything is safe."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import OperationalError

from firmware.appeals import number as numbers
from firmware.appeals.appeal import Draft
from firmware.appeals.manifest import read_envelope, read_manifest
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import PrivateKey
from firmware.spool import durable, registration
from firmware.spool.errors import NumberTaken, StorageFailed
from firmware.spool.models import Appeal, Constant
from firmware.spool.recovery import Recovered, recover
from firmware.spool.registration import Recording, Registrar
from firmware.spool.spool import Spool

MakeClip = Callable[..., Recording]


def test_a_registered_appeal_is_three_files_and_a_row(
    registrar: Registrar,
    spool: Spool,
    draft: Draft,
    make_clip: MakeClip,
    city: VisitKey,
    booth_key: PrivateKey,
) -> None:
    registered = registrar.register(draft, make_clip(b"clip"), registrar.reserve_number())

    clip, envelope_file, manifest_file = sorted(spool.clips.iterdir())
    envelope = read_envelope(envelope_file.read_text(), booth_key.public_key())
    manifest = read_manifest(city.open(manifest_file.read_bytes()))
    row = Appeal.get_by_id(registered.id)
    assert clip.read_bytes() == b"clip"
    assert manifest.number == registered.number == numbers.parse(registered.number)
    assert (manifest.phone, manifest.addressee) == (draft.phone, draft.addressee)
    assert envelope.clip.sha256 == row.clip_sha256 == hashlib.sha256(b"clip").hexdigest()
    assert (envelope.seq, row.seq) == (1, 1)
    assert list(spool.recording.iterdir()) == []


def test_neither_number_nor_phone_is_in_any_file_of_the_spool(
    registrar: Registrar, spool: Spool, draft: Draft, make_clip: MakeClip
) -> None:
    registered = registrar.register(draft, make_clip(), registrar.reserve_number())

    everything = b"".join(path.read_bytes() for path in spool.folder.rglob("*") if path.is_file())
    for secret in (registered.number, "77011234567", numbers.written(registered.number)):
        assert secret.encode() not in everything


@pytest.mark.usefixtures("dear_numbers")
def test_every_guess_at_a_number_costs_a_thief_128_mib(registrar: Registrar) -> None:
    reserved = registrar.reserve_number()

    number, salt = reserved.number.encode(), bytes(Constant.get_by_id("salt").value)
    assert len(salt) >= 16
    assert reserved.hash == hashlib.scrypt(number, salt=salt, n=2**17, r=8, p=1, maxmem=2**28)


def test_appeals_are_counted_in_order(
    registrar: Registrar, draft: Draft, make_clip: MakeClip
) -> None:
    ids = [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(3)]

    assert [row.id for row in Appeal.select().order_by(Appeal.seq)] == ids


def test_a_number_is_never_given_twice(
    registrar: Registrar, draft: Draft, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = registrar.reserve_number()
    registrar.register(draft, make_clip(), first)
    draws = [first.number, numbers.draw("001")]
    monkeypatch.setattr(numbers, "draw", lambda _: draws.pop(0))

    assert registrar.reserve_number().number != first.number
    assert draws == []


def test_a_number_that_was_taken_meanwhile_registers_nothing(
    registrar: Registrar, draft: Draft, make_clip: MakeClip
) -> None:
    reserved = registrar.reserve_number()
    registrar.register(draft, make_clip(), reserved)

    with pytest.raises(NumberTaken):
        registrar.register(draft, make_clip(), reserved)
    assert Appeal.select().count() == 1


@pytest.mark.parametrize("failing", range(4))
def test_no_fsync_that_fails_leaves_a_number_or_a_file(
    failing: int,
    registrar: Registrar,
    spool: Spool,
    draft: Draft,
    make_clip: MakeClip,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = 0

    def fsync(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing + 1:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(durable.os, "fsync", fsync)

    with pytest.raises(StorageFailed):
        registrar.register(draft, make_clip(), registrar.reserve_number())
    assert Appeal.select().count() == 0
    assert list(spool.clips.iterdir()) == list(spool.recording.iterdir()) == []


def test_a_commit_that_fails_leaves_no_file_that_recovery_would_register(
    registrar: Registrar,
    spool: Spool,
    booth_key: PrivateKey,
    draft: Draft,
    make_clip: MakeClip,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def insert(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(registration, "insert_appeal", insert)
    with pytest.raises(StorageFailed, match="full"):
        registrar.register(draft, make_clip(), registrar.reserve_number())

    assert list(spool.clips.iterdir()) == []
    assert recover(spool, booth_key.public_key()) == Recovered()


def test_the_number_is_not_in_what_describes_it(
    registrar: Registrar, draft: Draft, make_clip: MakeClip
) -> None:
    reserved = registrar.reserve_number()
    registered = registrar.register(draft, make_clip(), reserved)

    assert reserved.number not in repr(reserved) + repr(registered)


def test_a_clip_that_has_vanished_gives_no_number(
    registrar: Registrar, draft: Draft, make_clip: MakeClip
) -> None:
    recording = make_clip()
    Path(recording.file).unlink()

    with pytest.raises(StorageFailed) as caught:
        registrar.register(draft, recording, registrar.reserve_number())
    assert caught.value.file == recording.file
    assert isinstance(caught.value, OSError)
