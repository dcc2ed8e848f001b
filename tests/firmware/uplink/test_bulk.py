"""The bulk connection without a network: what may and may not delete a clip."""

import os
from datetime import UTC
from queue import SimpleQueue

import pytest
from peewee import OperationalError
from rich.console import Console

from firmware import config
from firmware.appeals.manifest import FileFacts
from firmware.appeals.signing import make_key
from firmware.clock import SystemClock
from firmware.spool import command
from firmware.spool.models import Transfer, TransferState
from firmware.spool.outbox import Outbox
from firmware.uplink import bulk as bulk_module
from firmware.uplink.bulk import IDLE_S, RETRY_S, Bulk
from firmware.uplink.line import Acknowledged, Connected, Disconnected, Received, Subscribed
from firmware.uplink.sender import STALL_S
from firmware.wire import messages, signed, topics
from firmware.wire.messages import Reject, Stored, Wait, Want
from firmware.wire.signed import StoredFacts


class FakeLine:
    """Remembers what was published."""

    def __init__(self, *_args) -> None:
        self.published: list[tuple[topics.Topic, bytes]] = []
        self.opened = self.closed = False

    def open(self) -> None:
        self.opened = True

    def close(self) -> None:
        self.closed = True

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        assert not retain
        self.published.append((topics.parse(topic), payload))
        return len(self.published)


class Bench:
    """A bulk connection, its spool and a false central."""

    def __init__(self, booth) -> None:
        booth.configure(1, "5", chunk_bytes=4096)
        self.booth = booth
        self.central_key = booth.central.keys.signing
        self.lines: list[FakeLine] = []
        self.outbox = Outbox(booth.spool)
        self.bulk = Bulk(
            config.load(booth.config),
            self.outbox,
            self.central_key.public_key(),
            SimpleQueue(),
            SystemClock(),
            self.open_line,
        )
        self.now = 100.0

    def open_line(self, *args) -> FakeLine:
        self.lines.append(FakeLine(*args))
        return self.lines[-1]

    def poll(self) -> list[tuple[topics.Topic, bytes]]:
        """What is published by one turn."""
        before = len(self.lines[-1].published) if self.lines else 0
        self.bulk.poll(self.now)
        published = self.lines[-1].published[before:] if self.lines else []
        for mid in range(before + 1, before + len(published) + 1):
            self.bulk.handle(Acknowledged("bulk", mid), self.now)
        return published

    def connect(self, max_payload: int = 1_000_000) -> None:
        self.bulk.poll(self.now)
        self.bulk.handle(Connected("bulk", max_payload), self.now)
        self.bulk.handle(Subscribed("bulk"), self.now)

    def say(self, id: str, state) -> None:
        topic = topics.ClipStateTopic("oskemen", "001", id)
        self.bulk.handle(Received("bulk", str(topic), messages.write(state)), self.now)
        self.poll()

    def facts(self, id: str, **changes) -> StoredFacts:
        pending = next(item for item in self.outbox.pending() if item.id == id)
        values = {
            "id": id,
            "booth": "001",
            "site": "oskemen",
            "clip": FileFacts(pending.clip_size, pending.clip_sha256),
            "manifest_sha256": pending.manifest_sha256,
        }
        return StoredFacts(**{**values, **changes})

    def state(self, id: str) -> str:
        with self.booth.spool.connection():
            return str(Transfer.get_by_id(id).state)


@pytest.fixture
def bench(booth) -> Bench:
    return Bench(booth)


def test_the_line_is_open_only_while_something_is_pending(bench) -> None:
    bench.poll()
    assert bench.lines == []

    id = bench.booth.appeal(b"clip").id
    bench.connect()
    assert bench.lines[0].opened
    bench.say(id, Stored(signed.sign(bench.facts(id), bench.central_key)))
    bench.now += IDLE_S
    bench.poll()

    assert bench.lines[0].closed


def test_only_the_right_stored_deletes_a_clip(bench, tmp_path) -> None:
    id = bench.booth.appeal(os.urandom(9000)).id
    bench.connect()
    bench.poll()
    files = bench.booth.left_on_disk()
    assert len(files) == 3
    other_key = make_key(tmp_path / "other.pem")
    other_clip = FileFacts(5, "ab" * 32)
    forged = [
        signed.sign(bench.facts(id), other_key),
        signed.sign(bench.facts(id), bench.booth.key),
        signed.sign(bench.facts(id, clip=other_clip), bench.central_key),
        signed.sign(bench.facts(id, manifest_sha256="cd" * 32), bench.central_key),
        signed.sign(bench.facts(id, booth="002"), bench.central_key),
    ]

    for token in forged:
        bench.say(id, Stored(token))

    assert bench.booth.left_on_disk() == files
    assert bench.bulk.refused_messages == len(forged)
    bench.say(id, Stored(signed.sign(bench.facts(id), bench.central_key)))
    assert bench.booth.left_on_disk() == []
    assert bench.state(id) == TransferState.PURGED


def test_a_stored_for_another_clip_does_nothing(bench) -> None:
    first, second = bench.booth.appeal(b"one").id, bench.booth.appeal(b"two").id
    bench.connect()

    bench.say(second, Stored(signed.sign(bench.facts(second), bench.central_key)))

    assert len(bench.booth.left_on_disk()) == 6
    bench.say(first, Stored(signed.sign(bench.facts(first), bench.central_key)))
    assert len(bench.booth.left_on_disk()) == 3


def test_credit_and_the_brokers_packet_size_are_honoured(bench) -> None:
    id = bench.booth.appeal(os.urandom(100_000)).id
    bench.connect(max_payload=3000)
    assert [type(topic) for topic, _ in bench.poll()] == [topics.InitTopic]
    before = len(bench.lines[0].published)

    bench.say(id, Want((), 10_000))

    sent = bench.lines[0].published[before:]
    assert all(len(payload) <= 3000 for _topic, payload in sent)
    assert sum(len(payload) for _topic, payload in sent) <= 10_000
    assert bench.poll() == []


def test_a_rejected_clip_is_kept_for_a_person(bench) -> None:
    id = bench.booth.appeal(b"clip").id
    bench.connect()

    bench.say(id, Reject("conflict"))

    assert len(bench.booth.left_on_disk()) == 3
    assert bench.state(id) == TransferState.REJECTED
    assert bench.poll() == []


def test_a_waiting_clip_does_not_hold_up_the_next(bench) -> None:
    first, second = bench.booth.appeal(b"one").id, bench.booth.appeal(b"two").id
    bench.connect()
    bench.poll()

    bench.say(first, Wait(30))

    assert bench.lines[0].published[-1][0].id == second
    bench.say(second, Wait(300))
    bench.now += 31
    bench.poll()
    assert bench.lines[0].published[-1][0].id == first


def test_a_central_without_room_is_not_asked_about_every_clip_that_waits(bench) -> None:
    first, second, _third = (bench.booth.appeal(plain).id for plain in (b"one", b"two", b"three"))
    bench.connect()
    bench.poll()

    bench.say(first, Wait(30))
    bench.say(second, Wait(30))

    assert bench.poll() == []
    asked = [topic.id for topic, _ in bench.lines[0].published]
    assert asked == [first, second]
    bench.now += 31
    bench.poll()
    assert bench.lines[0].published[-1][0].id == first


def test_a_clip_that_changed_on_the_disk_is_not_sent_as_whole_kept_and_told(
    bench, caplog, capsys
) -> None:
    registered = bench.booth.appeal(os.urandom(5000))
    file = bench.booth.spool.clips / f"{registered.id}.clip.age"
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    bench.connect()
    bench.poll()

    bench.say(registered.id, Want(((0, len(content)),), 10_000))

    assert not any(isinstance(topic, topics.FinTopic) for topic, _ in bench.lines[0].published)
    assert bench.state(registered.id) == TransferState.REJECTED
    assert len(bench.booth.left_on_disk()) == 3
    why = "the clip's file differs from what was registered"
    assert f"clip {registered.id}: rejected, files kept, a person must look: {why}" in caplog.text
    command.list_all(bench.booth.spool, Console(width=200), UTC)
    row = next(line for line in capsys.readouterr().out.splitlines() if registered.id in line)
    assert "rejected" in row
    assert why in row


def test_a_missing_file_does_not_stop_the_others(bench) -> None:
    first, second = bench.booth.appeal(b"one").id, bench.booth.appeal(b"two").id
    (bench.booth.spool.clips / f"{first}.clip.age").unlink()
    bench.connect()
    bench.poll()
    bench.now += RETRY_S

    bench.poll()
    bench.connect()
    bench.poll()

    assert bench.state(first) == TransferState.REJECTED
    assert bench.lines[-1].published[-1][0].id == second


def test_after_a_cut_the_clip_is_offered_again(bench) -> None:
    id = bench.booth.appeal(os.urandom(50_000)).id
    bench.connect()
    bench.poll()
    bench.say(id, Want((), 8192))
    bench.bulk.handle(Disconnected("bulk", "cut"), bench.now)
    assert bench.poll() == []

    bench.bulk.handle(Connected("bulk", 1_000_000), bench.now)
    bench.bulk.handle(Subscribed("bulk"), bench.now)

    assert [type(topic) for topic, _ in bench.poll()] == [topics.InitTopic]


@pytest.mark.parametrize("payload", [b"", b"\xff", b'{"state":"want"}', b"x" * 70_000])
def test_nonsense_is_counted_and_nothing_more(bench, payload) -> None:
    id = bench.booth.appeal(b"clip").id
    bench.connect()
    topic = topics.ClipStateTopic("oskemen", "001", id)

    bench.bulk.handle(Received("bulk", str(topic), payload), bench.now)
    bench.bulk.handle(Received("bulk", "other/topic", payload), bench.now)

    assert bench.bulk.refused_messages == 2
    assert len(bench.booth.left_on_disk()) == 3


def test_a_clip_that_does_not_move_does_not_hold_up_the_next(bench) -> None:
    first, second = bench.booth.appeal(b"one").id, bench.booth.appeal(b"two").id
    bench.connect()
    bench.poll()

    bench.now += STALL_S
    bench.poll()

    assert bench.state(first) == TransferState.WAITING
    assert bench.lines[0].published[-1][0].id == second


@pytest.fixture
def full_disk(monkeypatch):
    """Nothing can be noted in the database while it lasts."""

    def full(*_values, **_named):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "_update", full)
        yield patched


def test_a_full_disk_does_not_keep_a_clip_from_leaving(bench, full_disk) -> None:
    id = bench.booth.appeal(os.urandom(9000)).id
    bench.connect()
    bench.poll()
    bench.say(id, Want((), 100_000))
    stored = Stored(signed.sign(bench.facts(id), bench.central_key))

    with pytest.raises(OperationalError):
        bench.say(id, stored)

    assert len(bench.booth.left_on_disk()) == 3
    full_disk.undo()
    bench.now += RETRY_S
    assert [type(topic) for topic, _ in bench.poll()] == [topics.InitTopic]
    bench.say(id, stored)
    assert bench.booth.left_on_disk() == []


def test_what_central_says_cannot_forge_a_line_of_the_log(bench, caplog) -> None:
    id = bench.booth.appeal(b"clip").id
    bench.connect()

    bench.say(id, Reject("no\nERROR forged"))

    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_outside_the_hours_the_line_is_closed_and_inside_it_goes_on(bench, booth, monkeypatch):
    booth.appeal(b"clip")
    allowed = [False]
    monkeypatch.setattr(bulk_module, "within", lambda _hours, _now: allowed[0])
    bench.bulk.poll(100.0)
    assert bench.lines == []
    allowed[0] = True
    bench.bulk.poll(101.0)
    assert len(bench.lines) == 1
    allowed[0] = False
    bench.bulk.poll(102.0)
    assert bench.lines[0].closed
