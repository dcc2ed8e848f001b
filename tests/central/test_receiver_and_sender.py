"""The two cores of the transfer against each other over a bad line."""

from collections import deque
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.uplink.sender import SILENCE_S, SendChunk, Sender, SendFin, SendInit, Taken
from firmware.wire import signed
from firmware.wire.errors import WireError

FAULTS = ("drop", "twice", "later", "spoil")

on_both = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)


class BadLine:
    """Carries messages in both directions; while `faults` last, badly."""

    def __init__(self, seed: int, faults: int) -> None:
        self.random = Random(seed)
        self.faults = faults

    def carry(self, queue: deque, message: object, spoil) -> None:
        fault = None
        if self.faults and self.random.random() < 0.3:
            self.faults -= 1
            fault = self.random.choice(FAULTS)
        if fault == "drop":
            return
        if fault == "later" and queue:
            queue.insert(self.random.randrange(len(queue)), message)
            return
        queue.append(spoil(message) if fault == "spoil" else message)
        if fault == "twice":
            queue.append(message)


class Transfer:
    """One clip between a sender and a receiver, in steps of a false clock."""

    def __init__(self, central, clip, line: BadLine, chunk: int) -> None:
        self.central, self.clip, self.line = central, clip, line
        self.up: deque = deque()
        self.down: deque = deque()
        self.now = 0.0
        self.sent_bytes = 0
        self.most_on_way = 0
        key = central.keys.signing.public_key()

        def verify(token: str) -> bool:
            try:
                return signed.read_stored(token, key).id == clip.id
            except WireError:
                return False

        self.sender = Sender(size=len(clip.sealed), chunk_bytes=chunk, verify=verify)
        self.sender.connected(chunk)

    def message(self, step):
        match step:
            case SendInit():
                return self.clip.init
            case SendChunk(start=start, end=end):
                self.sent_bytes += end - start
                return self.clip.chunk(start, end)
            case SendFin():
                return self.clip.fin

    def turn(self) -> None:
        steps = self.sender.due(self.now)
        for step in steps:
            self.line.carry(self.up, self.message(step), self.spoiled)
            self.sender.acknowledged(self.now)
        on_way = sum(len(payload) for topic, payload in self.up if "offset" in topic.__slots__)
        self.most_on_way = max(self.most_on_way, on_way)
        count = min(len(self.up), self.line.random.randint(1, 4))
        batch = [self.up.popleft() for _ in range(count)]
        for _topic, state in self.central.receiver.receive(batch) if batch else ():
            self.line.carry(self.down, state, lambda message: message)
        if self.down:
            self.sender.received(self.down.popleft(), self.now)
        elif not steps and not batch:
            self.now += SILENCE_S

    @staticmethod
    def spoiled(message):
        topic, payload = message
        if "offset" not in topic.__slots__:
            return message
        return topic, bytes([payload[0] ^ 1]) + payload[1:]

    def run(self, reconnect_at: set[int] = frozenset()) -> None:
        for turn in range(1000):
            if turn in reconnect_at:
                self.up.clear()
                self.down.clear()
                self.sender.disconnected()
                self.sender.connected(4096)
            self.turn()
            if self.sender.outcome is not None:
                return


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    faults=st.integers(0, 40),
    size=st.integers(1, 40_000),
    chunk=st.integers(300, 6_000),
    cuts=st.sets(st.integers(1, 40), max_size=4),
)
def test_every_clip_arrives_once_whatever_the_line_does(
    central, offer, sealed, seed, faults, size, chunk, cuts
) -> None:
    clip = offer(bytes(size))
    transfer = Transfer(central, clip, BadLine(seed, faults), chunk)

    transfer.run(cuts)

    assert isinstance(transfer.sender.outcome, Taken)
    assert sealed(clip.id) == clip.sealed
    assert [entry.id for entry in central.registry.all()].count(clip.id) == 1


@on_both
def test_a_good_line_carries_every_byte_once_within_the_credit(central, offer) -> None:
    clip = offer(bytes(60_000))
    transfer = Transfer(central, clip, BadLine(1, 0), 1000)

    transfer.run()

    assert transfer.sent_bytes == len(clip.sealed)
    assert transfer.most_on_way <= central.settings.credit_bytes


@on_both
def test_a_spoiled_chunk_is_sent_again_and_no_other(central, offer) -> None:
    clip = offer(bytes(60_000))
    line = BadLine(1, 0)
    transfer = Transfer(central, clip, line, 1000)
    honest = transfer.message
    spoiled_once: list[int] = []

    def message(step):
        made = honest(step)
        if isinstance(step, SendChunk) and step.start >= 20_000 and not spoiled_once:
            spoiled_once.append(step.start)
            return transfer.spoiled(made)
        return made

    transfer.message = message
    transfer.run()

    assert isinstance(transfer.sender.outcome, Taken)
    assert transfer.sent_bytes == len(clip.sealed) + 1000
