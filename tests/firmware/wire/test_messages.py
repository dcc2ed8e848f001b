"""Messages: shape and size are checked at the door, and the error names the place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.appeals.appeal import new_id
from firmware.wire import messages, topics
from firmware.wire.errors import BadMessage, TooLarge, WireError
from firmware.wire.messages import Ask, Health, Init, Reject, Stored, Unknown, Wait, Want

DOWN = topics.ClipStateTopic("oskemen", "001", new_id())
UP = topics.InitTopic("oskemen", "001", new_id())


@pytest.mark.parametrize(
    ("state", "json"),
    [
        (Want(((0, 5), (9, 12)), 100), b'{"state":"want","have":[[0,5],[9,12]],"credit":100}'),
        (Stored("a.b.c"), b'{"state":"stored","signed":"a.b.c"}'),
        (Unknown(), b'{"state":"unknown"}'),
        (Wait(10), b'{"state":"wait","retry_s":10}'),
        (Reject("conflict"), b'{"state":"reject","why":"conflict"}'),
    ],
)
def test_states_are_written_and_read_as_the_contract_says(state, json) -> None:
    assert messages.write(state) == json
    assert messages.read_clip_state(json, DOWN) == state


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"state":"want"}',
        b'{"state":"gone"}',
        b'{"state":"want","have":[[-1,5]],"credit":1}',
        b'{"state":"want","have":[[0,5,6]],"credit":1}',
        b'{"state":"want","have":[],"credit":99999999999}',
        b'{"state":"wait","retry_s":0}',
        b'{"state":"stored","signed":"not a token"}',
        b'{"state":"reject","why":""}',
        b'{"state":"stored","signed":"a.b.c\\n"}',
        b'{"state":"unknown","more":' + b"[" * 30_000,
        b'{"state":"unknown","more":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
)
def test_a_bad_state_is_refused_with_its_place(payload) -> None:
    with pytest.raises(BadMessage) as caught:
        messages.read_clip_state(payload, DOWN)

    assert caught.value.place == str(DOWN)


def test_a_payload_above_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(TooLarge):
        messages.read_clip_state(b" " * (DOWN.limit + 1), DOWN)


def test_init_carries_the_manifest_as_base64_and_no_unknown_field() -> None:
    payload = messages.write(Init(envelope="a.b.c", manifest=b"\x00\x01"))

    assert payload == b'{"v":1,"envelope":"a.b.c","manifest":"AAE="}'
    assert messages.read(payload, Init, UP).manifest == b"\x00\x01"
    with pytest.raises(BadMessage):
        messages.read(payload[:-1] + b',"extra":1}', Init, UP)


def test_the_largest_init_fits_its_topic() -> None:
    largest = Init(
        envelope="e" * messages.MAX_ENVELOPE_BYTES,
        manifest=bytes(topics.MAX_SEALED_MANIFEST_BYTES),
    )

    UP.check_size(messages.write(largest))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_wire_error(payload) -> None:
    for read in (
        lambda: messages.read_clip_state(payload, DOWN),
        lambda: messages.read(payload, Init, UP),
        lambda: messages.read(payload, Health, topics.HealthTopic("oskemen", "001")),
    ):
        with suppress(WireError):
            read()


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b'{"number":"1","reply":"age1","rating":"+77011234567\\nERROR forged"}', Ask),
        (b'{"v":1,"envelope":"a","manifest":"AA==","+77011234567":1}', Init),
        (b'{"v":1,"clock":"+77011234567"}', Health),
    ],
)
def test_an_error_does_not_quote_what_was_sent(payload, kind) -> None:
    with pytest.raises(BadMessage) as caught:
        messages.decode(payload, kind, "ask")

    assert "7701" not in str(caught.value)
    assert "forged" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.__cause__ is None
