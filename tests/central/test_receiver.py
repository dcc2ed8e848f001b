"""Central's rules of a transfer, without a network."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from central.errors import CannotOpen
from central.models import Booth
from central.receiver import MAX_OPEN_BY_BOOTH
from central.server import Central
from firmware.appeals.appeal import new_id
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.wire import signed
from firmware.wire.messages import Reject, Stored, Unknown, Wait, Want
from firmware.wire.topics import ChunkTopic, FinTopic, InitTopic

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


def say(central, *items):
    said = central.receiver.receive(items)
    assert len(said) == 1
    return said[0][1]


def send_all(central, clip):
    size = len(clip.sealed)
    chunks = [clip.chunk(start, min(start + 8192, size)) for start in range(0, size, 8192)]
    return say(central, clip.init, *chunks, clip.fin)


def test_a_clip_is_taken_over_and_signed_for(central, offer, tmp_path) -> None:
    clip = offer()

    state = send_all(central, clip)

    facts = signed.read_stored(state.signed, central.keys.signing.public_key())
    assert facts.id == clip.id
    assert facts.clip.sha256 == sha256(clip.sealed).hexdigest()
    entry = central.open_clip(clip.number, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == clip.plain
    assert entry.phone == "+77011234567"
    assert entry.promised.isoformat() == "2026-05-18"


def test_everything_may_come_twice_and_is_answered_with_the_same_stored(central, offer) -> None:
    clip = offer()
    state = send_all(central, clip)

    for again in (clip.init, clip.chunk(0, 100), clip.fin):
        assert say(central, again) == state
    assert len(central.registry.all()) == 1


def test_init_asks_what_is_there(central, offer) -> None:
    clip = offer()
    assert say(central, clip.init) == Want((), 4096)

    assert say(central, clip.chunk(100, 300)) == Want(((100, 300),), 4096)
    assert say(central, clip.chunk(0, 100), clip.chunk(500, 600)).have == ((0, 300), (500, 600))
    assert say(central, clip.init).have == ((0, 300), (500, 600))


def test_what_is_there_is_known_after_a_restart(central, offer) -> None:
    clip = offer()
    say(central, clip.init, clip.chunk(0, 5000))

    restarted = Central(central.settings)

    assert say(restarted, clip.init).have == ((0, 5000),)


def test_a_lost_part_starts_anew(central, offer) -> None:
    clip = offer()
    say(central, clip.init, clip.chunk(0, 5000))
    (central.store.parts / f"{clip.id}.part").unlink()

    assert say(central, clip.init).have == ()
    assert isinstance(send_all(central, clip), Stored)


def test_a_crash_between_keeping_and_commit_costs_nothing(central, offer) -> None:
    clip = offer()
    say(central, clip.init, clip.chunk(0, len(clip.sealed)))
    part = central.store.parts / f"{clip.id}.part"
    central.clips.keep(clip.id, part, sha256(clip.sealed).hexdigest())

    assert say(central, clip.init).have == ((0, len(clip.sealed)),)
    assert isinstance(say(central, clip.fin), Stored)
    assert len(central.registry.all()) == 1


def test_a_spoiled_chunk_costs_that_chunk_only(central, offer) -> None:
    clip = offer()
    topic, content = clip.chunk(1000, 2000)
    spoiled = bytes([content[0] ^ 1]) + content[1:]

    state = say(central, clip.init, clip.chunk(0, 1000), (topic, spoiled), clip.chunk(2000, 3000))

    assert state.have == ((0, 1000), (2000, 3000))
    assert central.receiver.spoiled_chunks == 1


def test_a_chunk_beyond_the_end_is_not_written(central, offer) -> None:
    clip = offer()
    content = bytes(100)
    end = len(clip.sealed) - 50
    topic = ChunkTopic("oskemen", "001", clip.id, end, sha256(content).hexdigest())

    assert say(central, clip.init, (topic, content)).have == ()


def test_unsigned_bytes_are_not_taken_even_when_all_chunks_are_right(central, offer) -> None:
    clip = offer()
    content = os.urandom(len(clip.sealed))
    chunk = ChunkTopic("oskemen", "001", clip.id, 0, sha256(content).hexdigest())

    state = say(central, clip.init, (chunk, content), clip.fin)

    assert state == Want((), 4096)
    assert central.registry.all() == []
    assert isinstance(send_all(central, clip), Stored)


def test_a_clip_that_was_never_offered_is_unknown(central, offer) -> None:
    clip = offer()

    assert say(central, clip.chunk(0, 100)) == Unknown()
    assert say(central, clip.fin) == Unknown()


def test_offers_that_do_not_fit_are_rejected(central, offer, tmp_path) -> None:
    good = offer()
    stranger = make_key(tmp_path / "stranger.key")
    cases = [
        offer(key=stranger).init,
        (InitTopic("oskemen", "001", new_id()), good.init_payload),
        (InitTopic("oskemen", "001", good.id), b"{}"),
        offer(booth="002", key=stranger).init,
        offer(site="almaty").init,
    ]

    states = [say(central, case) for case in cases]

    assert [type(state) for state in states] == [Reject, Reject, Reject, Wait, Wait]


def test_an_id_keeps_its_bytes(central, offer) -> None:
    clip = offer()
    say(central, clip.init)

    assert isinstance(say(central, offer(id=clip.id).init), Reject)
    send_all(central, clip)
    assert isinstance(say(central, offer(id=clip.id).init), Reject)
    fin = FinTopic("oskemen", "001", clip.id, 5, "ab" * 32)
    other = offer()
    wrong = FinTopic("oskemen", "001", other.id, fin.size, fin.sha256)
    assert isinstance(say(central, other.init, (wrong, b"")), Reject)


def test_another_booth_cannot_touch_a_clip(central, offer) -> None:
    clip = offer()
    say(central, clip.init)
    topic, content = clip.chunk(0, 100)
    foreign = ChunkTopic("oskemen", "002", clip.id, 0, topic.sha256)

    assert isinstance(say(central, (foreign, content)), Reject)
    assert say(central, clip.init).have == ()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"manifest_id": "01890000-0000-7000-8000-000000000000"}, "another appeal"),
        ({"number": "0021234567890123"}, "check"),
    ],
)
def test_what_cannot_be_believed_is_quarantined_and_still_stored(
    central, offer, wrong, reason
) -> None:
    clip = offer(**wrong)

    assert isinstance(send_all(central, clip), Stored)

    entry = central.registry.find(clip.id)
    assert entry.state == "quarantined"
    assert reason in entry.reason
    assert entry.number is None


def test_a_manifest_sealed_to_others_is_quarantined(central, offer) -> None:
    clip = offer(recipients=(VisitKey().recipient,))
    send_all(central, clip)

    assert "cannot be opened" in central.registry.find(clip.id).reason


def test_a_number_is_registered_once(central, offer) -> None:
    first = offer()
    second = offer(number=first.number)
    send_all(central, first)
    send_all(central, second)

    assert central.registry.by_number(first.number).id == first.id
    assert central.registry.find(second.id).state == "quarantined"


def test_a_second_booth_waits_when_the_credit_is_spent(central, offer, booth_key, tmp_path) -> None:
    public = tmp_path / "second.pem"
    public.write_bytes(public_pem(booth_key))
    central.add_booth("002", "oskemen", public)
    settings = replace(central.settings, credit_budget_bytes=central.settings.credit_bytes)
    small = Central(settings)
    first, second = offer(), offer(booth="002")

    assert isinstance(say(small, first.init), Want)
    assert isinstance(say(small, second.init), Wait)
    assert isinstance(send_all(small, first), Stored)
    assert isinstance(say(small, second.init), Want)


def test_clips_that_must_wait_push_out_none_that_came_half_way(
    central, offer, booth_key, tmp_path
) -> None:
    public = tmp_path / "second.pem"
    public.write_bytes(public_pem(booth_key))
    central.add_booth("002", "oskemen", public)
    small = Central(replace(central.settings, credit_budget_bytes=central.settings.credit_bytes))
    half, other = offer(), offer(booth="002")
    say(small, half.init, half.chunk(0, 100))
    small.receiver._budget.release("001")
    say(small, other.init)

    for _ in range(MAX_OPEN_BY_BOOTH + 1):
        assert isinstance(say(small, offer(b"clip").init), Wait)

    assert isinstance(send_all(small, other), Stored)
    assert say(small, half.init).have == ((0, 100),)


def test_a_clip_that_does_not_open_leaves_no_file(central, offer, tmp_path) -> None:
    clip = offer()
    send_all(central, clip)
    torn = tmp_path / "torn"
    torn.write_bytes(clip.sealed[:-1])
    central.clips.keep(clip.id, torn, sha256(clip.sealed[:-1]).hexdigest())

    with pytest.raises(CannotOpen):
        central.open_clip(clip.id, tmp_path / "clip.mp4")

    assert list(tmp_path.glob("clip.mp4*")) == []


@pytest.mark.parametrize(
    "recorded_at",
    [
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=5))),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
)
def test_an_impossible_date_of_a_booth_is_not_believed(central, offer, recorded_at) -> None:
    clip = offer(recorded_at=recorded_at)

    assert isinstance(send_all(central, clip), Stored)

    promised = central.registry.find(clip.id).promised
    assert timedelta(days=13) < promised - datetime.now(UTC).date() < timedelta(days=16)


@pytest.mark.parametrize("paper", [b"", b"\xff", b'{"id":"\xff"}', b"[" * 60_000])
def test_a_manifest_of_nonsense_is_quarantined(central, offer, paper) -> None:
    clip = offer(paper=paper)

    assert isinstance(send_all(central, clip), Stored)
    assert central.registry.find(clip.id).state == "quarantined"


def test_a_booth_cannot_open_transfers_without_end(central, offer) -> None:
    clips = [offer(b"clip") for _ in range(MAX_OPEN_BY_BOOTH + 1)]
    for clip in clips:
        say(central, clip.init, clip.chunk(0, 10))

    assert say(central, clips[0].chunk(10, 20)) == Unknown()
    assert say(central, clips[1].init).have == ((0, 10),)
    assert len(list(central.store.parts.iterdir())) == MAX_OPEN_BY_BOOTH
    assert isinstance(send_all(central, clips[0]), Stored)


def test_a_few_open_transfers_are_all_kept(central, offer) -> None:
    clips = [offer(b"clip") for _ in range(MAX_OPEN_BY_BOOTH)]
    for clip in clips:
        say(central, clip.init, clip.chunk(0, 10))

    assert all(say(central, clip.init).have == ((0, 10),) for clip in clips)


def test_what_another_booth_says_of_a_clip_does_not_hide_the_answer(central, offer) -> None:
    clip = offer()
    foreign = InitTopic("oskemen", "002", clip.id)

    said = central.receiver.receive([clip.init, (foreign, clip.init_payload)])

    assert [(topic.booth, type(state)) for topic, state in said] == [("001", Want), ("002", Reject)]


@pytest.mark.parametrize("pem", ["", "-----BEGIN PUBLIC KEY-----", "Ә"])
def test_a_lost_key_of_a_booth_makes_that_booth_wait_and_no_other(central, offer, pem) -> None:
    clip = offer()
    with central.store.transaction():
        Booth.update(public_key=pem).where(Booth.id == "001").execute()

    assert isinstance(say(central, clip.init), Wait)
