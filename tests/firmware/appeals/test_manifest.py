"""Manifest, envelope, sealing and signing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.appeals import manifest as papers
from firmware.appeals.appeal import Draft, new_id
from firmware.appeals.errors import BadManifest, BadSeal, BadSignature
from firmware.appeals.manifest import ClipFacts, Envelope, file_facts
from firmware.appeals.sealing import VisitKey, open_sealed, seal
from firmware.appeals.signing import PrivateKey, load_key, load_public, make_key, public_pem


@pytest.fixture
def envelope() -> Envelope:
    return Envelope(
        id=new_id(),
        booth="001",
        site="oskemen",
        boot="0" * 8,
        seq=1,
        clip=file_facts(b"clip"),
        manifest=file_facts(b"manifest"),
    )


def test_a_manifest_survives_sealing_and_opening(draft: Draft, city: VisitKey) -> None:
    facts = ClipFacts(
        sha256="0" * 64, size=5, duration_ms=1, video_frames=1, codec="avc1+mp4a.40.2"
    )
    manifest = papers.draft_manifest(
        draft,
        facts,
        id=new_id(),
        number="0011234512345100",
        recorded_at=datetime(2026, 11, 22, tzinfo=UTC),
        trusted=False,
    )

    sealed = seal(papers.write_manifest(manifest), [city.recipient])

    assert papers.read_manifest(city.open(sealed)) == manifest
    assert manifest.clock == "unsure"


def test_a_sealed_manifest_shows_neither_phone_nor_number(city: VisitKey) -> None:
    sealed = seal(b"+77011234567 0011234512345100", [city.recipient])

    assert b"7701" not in sealed
    assert b"0011" not in sealed


def test_only_the_recipient_opens(city: VisitKey) -> None:
    with pytest.raises(BadSeal):
        VisitKey().open(seal(b"secret", [city.recipient]))


def test_a_changed_seal_does_not_open(city: VisitKey) -> None:
    sealed = bytearray(seal(b"secret", [city.recipient]))
    sealed[-1] ^= 1

    with pytest.raises(BadSeal):
        city.open(bytes(sealed))


@pytest.mark.parametrize("recipients", [[], ["age1nonsense"], [""]])
def test_nothing_is_sealed_to_nobody(recipients: list[str]) -> None:
    with pytest.raises(BadSeal):
        seal(b"secret", recipients)


def test_a_bad_identity_is_a_bad_seal(city: VisitKey) -> None:
    with pytest.raises(BadSeal):
        open_sealed(seal(b"x", [city.recipient]), ["AGE-SECRET-KEY-NONSENSE"])


def test_an_envelope_is_read_with_its_booths_key(envelope: Envelope, booth_key: PrivateKey) -> None:
    token = papers.sign_envelope(envelope, booth_key)

    assert papers.read_envelope(token, booth_key.public_key()) == envelope


def test_another_booths_key_does_not_read_it(
    envelope: Envelope, booth_key: PrivateKey, tmp_path: Path
) -> None:
    other = make_key(tmp_path / "other.key")

    with pytest.raises(BadSignature):
        papers.read_envelope(papers.sign_envelope(envelope, booth_key), other.public_key())


@pytest.mark.parametrize("token", ["", "a.b.c", "e30.e30.", "ÿ" * 10])
def test_nonsense_is_no_envelope(token: str, booth_key: PrivateKey) -> None:
    with pytest.raises(BadSignature):
        papers.read_envelope(token, booth_key.public_key())


def test_an_endless_envelope_is_refused_unread(booth_key: PrivateKey) -> None:
    with pytest.raises(BadManifest):
        papers.read_envelope("a" * 5000, booth_key.public_key())


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"schema": 2}', b"\xff"])
def test_nonsense_is_no_manifest(content: bytes) -> None:
    with pytest.raises(BadManifest):
        papers.read_manifest(content)


def test_keys_are_their_owners_alone_and_come_back(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    key = make_key(file)
    (tmp_path / "public.pem").write_bytes(public_pem(key))

    assert file.stat().st_mode & 0o777 == 0o600
    assert public_pem(load_key(file)) == public_pem(load_public(tmp_path / "public.pem"))


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem")

    with pytest.raises(FileExistsError):
        make_key(tmp_path / "key.pem")


def test_what_is_no_key_is_said_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("nonsense")

    with pytest.raises(BadSignature, match=r"key\.pem"):
        load_key(file)
    with pytest.raises(BadSignature, match=r"key\.pem"):
        load_public(file)
