"""The rules of the sender, one by one; all of them together are in test_receiver_and_sender."""

import pytest

from firmware.uplink.sender import (
    MAX_UNACKED,
    SILENCE_S,
    STALL_RETRY_S,
    STALL_S,
    Deferred,
    Refused,
    SendChunk,
    Sender,
    SendFin,
    SendInit,
    Taken,
)
from firmware.wire.messages import Reject, Stored, Unknown, Wait, Want


@pytest.fixture
def sender() -> Sender:
    made = Sender(size=1000, chunk_bytes=100, verify=lambda token: token == "good")
    made.connected(10_000)
    return made


def started(sender: Sender, credit: int = 300) -> Sender:
    assert sender.due(0) == [SendInit()]
    sender.acknowledged(0)
    sender.received(Want((), credit), 0)
    return sender


def acknowledge_all(sender: Sender, count: int, now: float) -> None:
    for _ in range(count):
        sender.acknowledged(now)


def test_nothing_is_sent_without_a_line() -> None:
    sender = Sender(size=10, chunk_bytes=10, verify=lambda _: True)
    sender.received(Want((), 10), 0)

    assert sender.due(0) == []


def test_it_asks_first_and_sends_what_is_missing_within_the_credit(sender) -> None:
    sender.due(0)
    assert sender.due(0) == []

    sender.received(Want(((100, 950),), 250), 0)

    assert sender.due(0) == [SendChunk(0, 100), SendChunk(950, 1000), SendFin()]


def test_confirmed_bytes_make_room_for_more(sender) -> None:
    started(sender)
    assert len(sender.due(0)) == 3

    sender.received(Want(((0, 100),), 300), 0)

    assert sender.due(0) == [SendChunk(300, 400)]


def test_a_credit_below_the_chunk_size_still_moves(sender) -> None:
    started(sender, credit=30)

    assert sender.due(0) == [SendChunk(0, 30)]


def test_only_the_lost_chunk_is_sent_again(sender) -> None:
    started(sender)
    sender.due(0)

    sender.received(Want(((0, 100), (200, 300)), 300), 0)

    assert sender.due(0)[0] == SendChunk(100, 200)


def test_fin_comes_once_when_all_is_there(sender) -> None:
    started(sender)
    sender.received(Want(((0, 1000),), 300), 0)

    assert sender.due(0) == [SendFin()]
    sender.received(Want(((0, 1000),), 300), 0)
    assert sender.due(0) == []


def test_silence_counts_only_from_when_the_line_is_empty(sender) -> None:
    started(sender)
    sent = len(sender.due(0))
    slow = 10 * SILENCE_S
    assert sender.due(slow) == []

    acknowledge_all(sender, sent, slow)

    assert sender.due(slow + SILENCE_S - 0.1) == []
    assert sender.due(slow + SILENCE_S) == [SendInit()]


def test_after_the_answer_to_a_repeated_init_all_that_is_missing_is_sent_again(sender) -> None:
    started(sender)
    acknowledge_all(sender, len(sender.due(0)), 0)
    assert sender.due(SILENCE_S) == [SendInit()]

    sender.received(Want(((0, 100),), 300), SILENCE_S)

    assert sender.due(SILENCE_S)[0] == SendChunk(100, 200)


def test_fin_follows_the_last_chunk_at_once_and_again_after_what_was_lost() -> None:
    sender = Sender(size=300, chunk_bytes=100, verify=lambda _: True)
    sender.connected(10_000)
    started(sender, credit=1000)
    chunks = [SendChunk(0, 100), SendChunk(100, 200), SendChunk(200, 300)]
    assert sender.due(0) == [*chunks, SendFin()]

    sender.received(Want(((0, 100),), 1000), 0)
    assert sender.due(0) == []
    sender.received(Want(((0, 100), (200, 300)), 1000), 0)
    assert sender.due(0) == [SendChunk(100, 200), SendFin()]


def test_a_central_that_lost_everything_is_told_again(sender) -> None:
    started(sender)
    sender.due(0)
    sender.received(Unknown(), 0)
    assert sender.due(0) == [SendInit()]

    sender.received(Want((), 300), 0)

    assert sender.due(0)[0] == SendChunk(0, 100)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (Stored("good"), Taken("good")),
        (Stored("forged"), None),
        (Reject("conflict"), Refused("conflict")),
        (Wait(30), Deferred(35.0)),
    ],
)
def test_how_it_ends(sender, state, outcome) -> None:
    started(sender)

    sender.received(state, 5.0)

    assert sender.outcome == outcome


def test_small_chunks_do_not_overflow_the_mqtt_library() -> None:
    sender = Sender(size=10_000, chunk_bytes=10, verify=lambda _: True)
    sender.connected(10_000)
    started(sender, credit=10_000)

    assert len(sender.due(0)) == MAX_UNACKED
    assert sender.due(0) == []
    sender.acknowledged(0)
    assert len(sender.due(0)) == 1


def outcome_after(sender: Sender, answers: object) -> float:
    """How long it goes on while central answers like this."""
    now = 0.0
    while sender.outcome is None:
        steps = sender.due(now)
        acknowledge_all(sender, len(steps), now)
        if steps and answers is not None:
            sender.received(answers, now)
        now += 1
        assert now < 10 * STALL_S
    return now


@pytest.mark.parametrize(
    "answers",
    [None, Want((), 0), Want((), 300), Want(((0, 900),), 300), Want(((0, 1000),), 300), Unknown()],
)
def test_a_clip_that_does_not_move_is_put_off(sender, answers) -> None:
    ended = outcome_after(sender, answers)

    assert STALL_S <= ended <= STALL_S + SILENCE_S
    assert isinstance(sender.outcome, Deferred)
    assert sender.outcome.until >= ended - 1 + STALL_RETRY_S


def test_a_slow_clip_and_one_without_a_line_are_not_put_off(sender) -> None:
    started(sender, credit=100)
    slow = STALL_S - 1
    for turn in range(1, 5):
        acknowledge_all(sender, len(sender.due(turn * slow)), turn * slow)
        sender.received(Want(((0, turn * 100),), 100), turn * slow)
    sender.disconnected()
    assert sender.due(100 * slow) == []
    sender.connected(100)

    assert sender.due(200 * slow) == [SendInit()]
    assert sender.outcome is None
