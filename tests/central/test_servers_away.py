"""The database's server or the bucket is away, and comes back."""

import signal
from queue import SimpleQueue
from types import SimpleNamespace

import pytest
from peewee import DatabaseError

from central.claims import SessionClaims
from central.errors import ClipsAway, DatabaseAway, PartInUse
from central.ingest import Ingest
from central.link import Incoming
from firmware.wire import messages, topics
from firmware.wire.messages import Stored, Wait
from tests.central.servers import BucketServer, PostgresServer
from tests.conftest import until

pytestmark = pytest.mark.parametrize("engine", ["servers"], indirect=True)


@pytest.fixture
def postgres():
    """A server that this test may stop."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture
def buckets(tmp_path):
    server = BucketServer(tmp_path)
    yield server
    server.close()


def send_all(central, clip):
    chunk = clip.chunk(0, len(clip.sealed))
    return central.receiver.receive([clip.init, chunk, clip.fin])[0][1]


def settled(central, clip) -> bool:
    """Whether it could be taken over by now."""
    try:
        return isinstance(send_all(central, clip), Stored)
    except (DatabaseError, OSError):
        return False


def test_after_a_failure_all_are_told_at_once_for_a_moment(central, postgres, monkeypatch) -> None:
    clock = SimpleNamespace(monotonic=lambda: 1000.0)
    monkeypatch.setattr("central.engines.time", clock)
    postgres.stop(signal.SIGQUIT)
    for _ in range(2):
        with pytest.raises(DatabaseAway) as caught:
            central.registry.all()
    assert "a moment ago" in str(caught.value)

    clock.monotonic = lambda: 1002.0

    with pytest.raises(DatabaseAway) as caught:
        central.registry.all()
    assert "a moment ago" not in str(caught.value)


def test_a_database_that_goes_and_comes_back_costs_a_wait_and_nothing_else(
    central, offer, postgres
) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, 5000)])

    postgres.stop(signal.SIGQUIT)
    for _ in range(3):
        with pytest.raises(DatabaseAway):
            central.receiver.receive([clip.chunk(5000, 6000)])
    with pytest.raises(DatabaseAway):
        central.registry.all()
    postgres.start()

    until(lambda: settled(central, clip), "the database to be used again")
    assert [entry.id for entry in central.registry.all()] == [clip.id]


class FakeLink:
    """Keeps the last word."""

    def __init__(self) -> None:
        self.said: SimpleQueue[tuple[str, bytes]] = SimpleQueue()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        del retain
        self.said.put((topic, payload))

    def acknowledge(self, incoming: Incoming) -> None:
        del incoming


def test_booths_are_asked_to_wait_meanwhile(central, offer, postgres) -> None:
    clip, link, incoming = offer(), FakeLink(), SimpleQueue()
    ingest = Ingest(incoming, link, central.store, central.receiver, central.booths, None, None)
    postgres.stop()
    ingest.start()

    incoming.put(Incoming(str(clip.init[0]), clip.init_payload, 1, 1))

    topic, payload = link.said.get(timeout=30)
    assert isinstance(messages.read_clip_state(payload, topics.parse(topic)), Wait)
    ingest.stop()
    postgres.start()


def test_a_bucket_that_goes_and_comes_back_loses_no_clip(central, offer, sealed, buckets) -> None:
    clip = offer()
    buckets.close()

    for _ in range(2):
        with pytest.raises(ClipsAway):
            send_all(central, clip)
    assert central.registry.all() == []
    buckets.start()
    buckets.make(central.settings.clips.bucket)

    until(lambda: settled(central, clip), "the bucket to be used again")
    assert sealed(clip.id) == clip.sealed
    assert list(central.store.parts.iterdir()) == []


def test_a_claim_is_taken_again_after_a_restart_unless_somebody_else_has_it(
    central, postgres
) -> None:
    url = central.settings.database.url
    first, second = SessionClaims(url), SessionClaims(url)
    first.take([("ingest", False)])
    with pytest.raises(PartInUse, match="ingest"):
        second.take([("ingest", False)])

    postgres.stop()
    with pytest.raises(DatabaseAway):
        first.keep()
    postgres.start()
    first.keep()
    with pytest.raises(PartInUse):
        second.take([("ingest", False)])

    postgres.stop()
    postgres.start()
    second.take([("ingest", False)])
    with pytest.raises(PartInUse):
        first.keep()
    second.release()
