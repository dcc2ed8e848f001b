"""Every published sample says what it claims, by the code that booths and central run."""

import hashlib
import json
from typing import Any

import msgspec
import pytest

from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import read_envelope, read_manifest
from firmware.appeals.sealing import open_sealed
from firmware.appeals.signing import load_public
from firmware.wire import messages, signed, topics
from firmware.wire.asking import open_ask
from firmware.wire.errors import WireError
from firmware.wire.vectors import Vector, keys, load

KEYS = keys()
VECTORS = load()


class Differs(ValueError):
    """The bytes are not those that the topic names."""


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")

    def read(name: str):
        file = folder / name
        file.write_text(KEYS[f"{name}_public"])
        return load_public(file)

    return {name: read(name) for name in ("booth", "central")}


def opened(vector: Vector, public: dict[str, Any]) -> Any:  # noqa: C901 - an arm a topic
    """What is inside, checked and opened as the other side does. Raises for a bad one."""
    topic = topics.parse(vector.topic)
    topic.check_size(vector.payload)
    match topic:
        case topics.OnlineTopic():
            messages.read(vector.payload, messages.Online, topic)
        case topics.HealthTopic():
            messages.read(vector.payload, messages.Health, topic)
        case topics.InitTopic():
            init = messages.read(vector.payload, messages.Init, topic)
            envelope = read_envelope(init.envelope, public["booth"])
            manifest = read_manifest(open_sealed(init.manifest, [KEYS["city_identity"]]))
            return {"envelope": plain(envelope), "manifest": plain(manifest)}
        case topics.VideoWantTopic():
            messages.read_video_wish(vector.payload, topic)
        case topics.VideoStateTopic():
            messages.read_video_state(vector.payload, topic)
        case topics.ChunkTopic(sha256=sha256) | topics.VideoChunkTopic(sha256=sha256):
            if hashlib.sha256(vector.payload).hexdigest() != sha256:
                raise Differs
        case topics.ClipStateTopic():
            state = messages.read_clip_state(vector.payload, topic)
            if isinstance(state, messages.Stored):
                return plain(signed.read_stored(state.signed, public["central"]))
        case topics.AskTopic():
            return plain(open_ask(vector.payload, [KEYS["ask_identity"]]))
        case topics.ReplyTopic(rid=rid):
            return plain(reply(vector.payload.decode(), rid, public))
        case topics.DirectoryTopic():
            token = vector.payload.decode()
            return plain(signed.SignedDirectory(signed.read_directory(token, public["central"])))
        case topics.PagesTopic():
            token = vector.payload.decode()
            return plain(signed.SignedPages(signed.read_pages(token, public["central"])))
        case topics.UpdateTopic():
            return plain(signed.read_update(vector.payload.decode(), public["central"]))
    return None


def reply(token: str, rid: str, public: dict[str, Any]) -> messages.Reply:
    sealed = signed.read_reply(token, public["central"])
    if sealed.rid != rid:
        raise Differs
    content = open_sealed(sealed.sealed, [KEYS["visit_identity"]])
    return messages.decode(content, messages.Reply, "reply")


def plain(message: Any) -> Any:
    return json.loads(msgspec.json.encode(message))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one.file}: {one.name}")
def test_a_sample_is_what_it_claims_to_be(vector, public):
    if vector.good:
        assert opened(vector, public) == vector.inside
        assert not vector.why
    else:
        assert vector.why
        with pytest.raises((WireError, AppealError, Differs)):
            opened(vector, public)


def test_every_topic_but_the_photo_has_a_good_and_a_bad_sample():
    parsed = [(type(topics.parse(v.topic)), v.good) for v in VECTORS if "/007/" not in v.topic]

    for kind in topics.TOPICS:
        if kind is not topics.PhotoTopic:
            assert (kind, True) in parsed, kind
            assert (kind, False) in parsed, kind
