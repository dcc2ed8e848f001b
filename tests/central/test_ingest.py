"""The worker between the link and the rules."""

import threading
from queue import Queue, SimpleQueue

import pytest
from peewee import OperationalError

from central.answers import Answers
from central.ingest import Ingest
from central.link import Incoming
from central.viewings import Viewings
from firmware.wire import messages, topics
from firmware.wire.messages import Stored, Wait

pytestmark = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


class FakeLink:
    """Notes in which order things were published and acknowledged."""

    def __init__(self) -> None:
        self.done: Queue[tuple[str, object]] = Queue()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.done.put(("publish", (topic, payload, retain)))

    def acknowledge(self, incoming: Incoming) -> None:
        self.done.put(("acknowledge", incoming.mid))

    def next(self) -> tuple[str, object]:
        return self.done.get(timeout=10)


@pytest.fixture
def bench(central):
    incoming: SimpleQueue = SimpleQueue()
    link = FakeLink()
    viewings = Viewings(central.videos, central.store.viewings, lambda: 0.0)
    answers = Answers(central.registry, central.keys, central.lookup, lambda _: None, viewings)
    ingest = Ingest(
        incoming,
        link,
        central.store,
        central.receiver,
        central.booths,
        (answers, viewings),
        central.publisher,
    )
    ingest.start()
    yield link, incoming, ingest
    ingest.stop()


def put(incoming, mid, message) -> None:
    incoming.put(Incoming(str(message[0]), message[1], mid, 1))


def test_a_message_is_acknowledged_when_it_is_safe_and_then_answered(bench, offer) -> None:
    link, incoming, _ = bench
    clip = offer()

    for mid, message in enumerate((clip.init, clip.chunk(0, len(clip.sealed)), clip.fin)):
        put(incoming, mid, message)
        assert link.next() == ("acknowledge", mid)
        kind, (topic, payload, retain) = link.next()
        assert kind == "publish"
        assert not retain

    state = messages.read_clip_state(payload, topics.parse(topic))
    assert isinstance(state, Stored)


def test_a_full_disk_asks_to_wait(bench, offer, central, monkeypatch) -> None:
    link, incoming, _ = bench
    clip = offer()

    def full(_messages):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(central.receiver, "receive", full)
    put(incoming, 1, clip.init)

    assert link.next() == ("acknowledge", 1)
    _, (topic, payload, _retain) = link.next()
    assert isinstance(messages.read_clip_state(payload, topics.parse(topic)), Wait)


def test_nonsense_is_acknowledged_counted_and_does_not_stop_the_worker(bench, offer) -> None:
    link, incoming, ingest = bench
    clip = offer()
    incoming.put(Incoming("dialog/1/oskemen/001/up/nonsense", b"", 1, 1))
    incoming.put(Incoming("dialog/1/oskemen/001/up/health", b"\xff", 2, 1))
    incoming.put(Incoming(str(clip.fin[0]), b"fin has no payload", 3, 1))
    assert [link.next() for _ in range(3)] == [("acknowledge", mid) for mid in (1, 2, 3)]

    put(incoming, 4, clip.init)

    assert link.next() == ("acknowledge", 4)
    assert ingest.refused_messages == 3


def test_videos_of_visits_that_are_over_go_without_a_word_of_a_booth(bench, monkeypatch) -> None:
    _, incoming, _ = bench
    looked = threading.Event()
    monkeypatch.setattr(Viewings, "forget_old", lambda _viewings: looked.set())

    incoming.put(None)

    assert looked.wait(10)


def test_what_nobody_foresaw_costs_one_batch_and_does_not_fill_the_line(
    bench, offer, central, monkeypatch
) -> None:
    link, incoming, _ = bench
    clip = offer()
    honest = central.receiver.receive
    failed = threading.Event()

    def broken(_messages):
        failed.set()
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(central.receiver, "receive", broken)
    put(incoming, 1, clip.init)
    assert failed.wait(10)
    monkeypatch.setattr(central.receiver, "receive", honest)
    put(incoming, 2, clip.init)

    assert [link.next() for _ in range(2)] == [("acknowledge", 1), ("acknowledge", 2)]
    assert link.next()[0] == "publish"


def test_a_database_that_fails_costs_a_note_and_is_acknowledged(
    bench, offer, central, monkeypatch
) -> None:
    link, incoming, _ = bench

    def full(_id, *, online):
        assert online
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(central.booths, "said_online", full)
    incoming.put(Incoming("dialog/1/oskemen/001/up/online", b'{"online":true}', 1, 1))
    put(incoming, 2, offer().init)

    assert [link.next() for _ in range(2)] == [("acknowledge", 1), ("acknowledge", 2)]
