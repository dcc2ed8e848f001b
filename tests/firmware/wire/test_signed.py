"""What central signs cannot be forged, and one kind cannot pass as another."""

import pytest

from firmware.appeals import signing
from firmware.appeals.appeal import new_id
from firmware.appeals.manifest import FileFacts
from firmware.appeals.sealing import VisitKey
from firmware.wire import asking, signed
from firmware.wire.directory import Directory
from firmware.wire.errors import BadMessage, NotSealed, NotSigned, TooLarge
from firmware.wire.messages import Ask, Reply
from firmware.wire.signed import SealedReply, SignedDirectory, StoredFacts

FACTS = StoredFacts(
    id=new_id(),
    booth="001",
    site="oskemen",
    clip=FileFacts(size=5, sha256="ab" * 32),
    manifest_sha256="cd" * 32,
)
DIRECTORY = Directory(1, "oskemen", (), (), ())


@pytest.fixture
def key(tmp_path):
    return signing.make_key(tmp_path / "central.pem")


@pytest.fixture
def other(tmp_path):
    return signing.make_key(tmp_path / "other.pem")


def test_what_was_signed_is_read_back(key) -> None:
    public = key.public_key()

    assert signed.read_stored(signed.sign(FACTS, key), public) == FACTS
    assert signed.read_directory(signed.sign(SignedDirectory(DIRECTORY), key), public) == DIRECTORY


def test_another_key_is_refused(key, other) -> None:
    with pytest.raises(NotSigned):
        signed.read_stored(signed.sign(FACTS, other), key.public_key())


def test_a_changed_token_is_refused(key) -> None:
    head, body, tail = signed.sign(FACTS, key).split(".")
    other_body = signed.sign(SignedDirectory(DIRECTORY), key).split(".")[1]

    for token in (f"{head}.{other_body}.{tail}", f"{head}.{body}.", "", "a.b.c", f"{body}"):
        with pytest.raises(NotSigned):
            signed.read_stored(token, key.public_key())


def test_one_kind_is_not_taken_for_another(key) -> None:
    reply = SealedReply(rid=new_id(), sealed=b"x")
    public = key.public_key()

    with pytest.raises(BadMessage):
        signed.read_stored(signed.sign(reply, key), public)
    with pytest.raises(BadMessage):
        signed.read_reply(signed.sign(FACTS, key), public)
    with pytest.raises(BadMessage):
        signed.read_directory(signed.sign(FACTS, key), public)


def test_a_huge_token_is_refused_before_it_is_verified(key) -> None:
    with pytest.raises(TooLarge):
        signed.read_stored("a" * 5000, key.public_key())


def test_a_question_and_its_reply_travel_sealed_both_ways(key) -> None:
    city, visit, rid = VisitKey(), VisitKey(), new_id()
    ask = Ask(number="0011234567890123", reply=visit.recipient)
    sealed = asking.seal_ask(ask, city.recipient)

    assert b"0011234567890123" not in sealed
    assert asking.open_ask(sealed, [city.identity]) == ask

    reply = Reply(status="answered", text="Жауап")
    token = asking.seal_reply(rid, reply, visit.recipient, key)
    assert asking.open_reply(token, rid, key.public_key(), visit) == reply
    with pytest.raises(BadMessage):
        asking.open_reply(token, new_id(), key.public_key(), visit)
    with pytest.raises(NotSealed):
        asking.open_reply(token, rid, key.public_key(), VisitKey())
    with pytest.raises(NotSealed):
        asking.open_ask(b"not age", [city.identity])
