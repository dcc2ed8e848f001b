"""Whatever the broker brings, the booth's lines go on: published samples, bent and broken."""

from queue import SimpleQueue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware import config
from firmware.clock import SystemClock
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.outbox import Outbox
from firmware.spool.shelf import Shelf
from firmware.uplink.bulk import Bulk
from firmware.uplink.control import Control
from firmware.uplink.health import Checkup
from firmware.uplink.line import Connected, Received, Subscribed
from firmware.wire import topics
from firmware.wire.vectors import load

SAMPLES = load()
PHOTO = str(topics.PhotoTopic("oskemen", "ab" * 32))
TOPICS = [*sorted({sample.topic for sample in SAMPLES}), PHOTO, "", "dialog/1", "../../etc/x"]


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A published sample with a few of its bytes changed, cut out or doubled."""
    payload = bytearray(draw(st.sampled_from(SAMPLES)).payload)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(payload)))
        match draw(st.sampled_from("xcd")):
            case "x":
                payload[at : at + 1] = draw(st.binary(max_size=2))
            case "c":
                del payload[at : at + draw(st.integers(1, 64))]
            case "d":
                payload[at:at] = payload[at : at + 32]
    return bytes(payload)


PAYLOADS = bent() | st.binary(max_size=300)


class FakeLine:
    """Counts what was published and asked for."""

    def __init__(self, *_: object) -> None:
        self.published = 0
        self.subscribed: list[str] = []

    def open(self) -> None: ...

    close = open

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        assert topics.parse(topic)
        assert payload is not None
        assert retain in (True, False)
        self.published += 1
        return self.published

    def subscribe(self, topic: str) -> None:
        self.subscribed.append(topic)


@pytest.fixture
def lines(booth):
    """Both lines of a booth with a clip that waits, connected."""
    booth.configure(1, "5")
    booth.appeal(b"clip" * 1000)
    found, clock, key = config.load(booth.config), SystemClock(), booth.central.keys.signing
    line = FakeLine()
    control = Control(
        found,
        UplinkMailbox(booth.spool),
        Shelf(booth.spool),
        Checkup(found, booth.spool, clock),
        key.public_key(),
        clock,
        SimpleQueue(),
        lambda *_: line,
    )
    bulk = Bulk(
        found, Outbox(booth.spool), key.public_key(), SimpleQueue(), clock, lambda *_: FakeLine()
    )
    control.open()
    bulk.poll(0.0)
    for event in (Connected("bulk", 1_000_000), Subscribed("bulk")):
        bulk.handle(event, 0.0)
        control.handle(type(event)(*("control", *([1_000_000] * isinstance(event, Connected)))))
    yield control, bulk, booth
    bulk.close()


def files(booth) -> set[str]:
    return {str(path) for path in booth.folder.rglob("*") if "spool.db" not in path.name}


def test_nothing_that_comes_ends_a_line_or_leaves_a_file(lines):
    control, bulk, booth = lines
    before, clips = files(booth), sorted(booth.spool.clips.iterdir())
    now = iter(range(10**9))

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.sampled_from(TOPICS) | st.text(max_size=80), PAYLOADS)
    def bombard(topic: str, payload: bytes) -> None:
        control.handle(Received("control", topic, payload))
        bulk.handle(Received("bulk", topic, payload), float(next(now)) / 1000)
        bulk.poll(float(next(now)) / 1000)

    bombard()

    assert files(booth) == before
    assert sorted(booth.spool.clips.iterdir()) == clips
    assert Shelf(booth.spool).version() == 0
    assert control.refused_messages > 100
