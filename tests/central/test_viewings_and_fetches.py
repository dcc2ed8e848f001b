"""Both ends of a video's transfer against each other over a bad line."""

import os
from collections import deque
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.viewings import KEEP_S, Viewings
from firmware.appeals.appeal import new_id
from firmware.spool.mailbox import KioskMailbox, UplinkMailbox
from firmware.spool.spool import Spool
from firmware.uplink.fetch import CREDIT_BYTES, SILENCE_S, Fetches
from firmware.wire import topics
from firmware.wire.errors import WireError


class Film:
    """Stands for the videos at rest; its "sealed" bytes are known."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def seal_for(self, _id: str, _recipient: str, out: Path) -> None:
        out.write_bytes(self.content)


class Line:
    """Drops, doubles, reorders and spoils while `faults` last."""

    def __init__(self, seed: int, faults: int) -> None:
        self.random, self.faults = Random(seed), faults
        self.queue: deque[tuple[str, bytes]] = deque()

    def carry(self, topic: str, payload: bytes) -> None:
        fault = None
        if self.faults and self.random.random() < 0.3:
            self.faults -= 1
            fault = self.random.choice(("drop", "twice", "later", "spoil"))
        if fault == "drop":
            return
        if fault == "spoil" and payload:
            payload = bytes([payload[0] ^ 1]) + payload[1:]
        at = len(self.queue)
        if fault == "later" and at:
            at = self.random.randrange(at)
        self.queue.insert(at, (topic, payload))
        if fault == "twice":
            self.queue.append((topic, payload))


class Transfer:
    """A video on its way, in steps of a false clock."""

    def __init__(self, spool: Spool, folder: Path, film: bytes, line: Line) -> None:
        self.up, self.down, self.now = line, Line(line.random.random(), line.faults), 0.0
        self.kiosk, self.rid = KioskMailbox(spool), new_id()
        self.sent_bytes = 0
        self.viewings = Viewings(Film(film), folder, lambda: self.now)
        self.viewings.allow("001", self.rid, "video", "age1visit")
        self.fetches = Fetches(UplinkMailbox(spool), "oskemen", "001", self.up.carry, 0)
        self.kiosk.want_video(self.rid)

    @property
    def file(self) -> Path:
        return self.kiosk.video_file(self.rid)

    def turn(self) -> None:
        self.fetches.poll(self.now, online=True)
        if self.up.queue:
            self.at_central(*self.up.queue.popleft())
        elif self.down.queue:
            self.at_booth(*self.down.queue.popleft())
        else:
            self.now += SILENCE_S

    def at_central(self, name: str, payload: bytes) -> None:
        topic = topics.parse(name)
        assert isinstance(topic, topics.VideoWantTopic)
        try:
            for said, content in self.viewings.received(topic, payload):
                self.sent_bytes += len(content) if "offset" in said.__slots__ else 0
                self.down.carry(str(said), content)
        except WireError:
            pass

    def at_booth(self, name: str, payload: bytes) -> None:
        topic = topics.parse(name)
        assert isinstance(topic, topics.VideoTopic)
        try:
            topic.check_size(payload)
            self.fetches.received(topic, payload, self.now)
        except WireError:
            pass

    def run(self) -> None:
        for _ in range(3000):
            if self.file.exists():
                return
            self.turn()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), faults=st.integers(0, 25), size=st.integers(1, 900_000))
def test_every_video_arrives_whatever_the_line_does(tmp_path, spool, seed, faults, size) -> None:
    folder = tmp_path / f"viewings-{new_id()}"
    folder.mkdir()
    film = os.urandom(size)
    transfer = Transfer(spool, folder, film, Line(seed, faults))

    try:
        transfer.run()
        assert transfer.file.read_bytes() == film
    finally:
        transfer.kiosk.drop_video(transfer.rid)
    transfer.now += KEEP_S
    transfer.viewings.forget_old()
    assert list(folder.iterdir()) == [], "also when the word that it is enough was lost"


def test_a_good_line_carries_every_byte_once(tmp_path, spool) -> None:
    folder = tmp_path / "viewings"
    folder.mkdir()
    transfer = Transfer(spool, folder, os.urandom(5 * CREDIT_BYTES + 77), Line(1, 0))

    transfer.run()

    assert transfer.file.exists()
    assert transfer.sent_bytes == 5 * CREDIT_BYTES + 77
