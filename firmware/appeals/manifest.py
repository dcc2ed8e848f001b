"""The two descriptions of an appeal: the sealed manifest and the signed envelope.

The manifest says everything and is sealed; the envelope says nothing about a
person and is signed, so that central can check an appeal without opening it and
recovery can rebuild the database from it.
"""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from firmware.appeals import signing
from firmware.appeals.appeal import Draft, Kind, Language
from firmware.appeals.errors import BadManifest

# In these patterns: `$` alone also allows a line feed at the end.
Id = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\n)"),
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Size = Annotated[int, Meta(ge=1, le=2**32)]
BoothId = Annotated[str, Meta(pattern=r"^(?!000)[0-9]{3}$(?!\n)")]
Site = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$(?!\n)")]
ShortText = Annotated[str, Meta(min_length=1, max_length=200)]

_Kind = TypeVar("_Kind")

MAX_MANIFEST_BYTES = 65_536
MAX_ENVELOPE_BYTES = 4_096


class ClipFacts(Struct, frozen=True, kw_only=True):
    """What the recorder knows about a finished clip. `sha256` and `size` are of the sealed file."""

    sha256: Sha256
    size: Size
    duration_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    video_frames: Annotated[int, Meta(ge=0)]
    codec: Annotated[str, Meta(max_length=64)]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about an appeal; exists only sealed. Times are UTC."""

    schema: Literal[1] = 1
    id: Id
    number: Annotated[str, Meta(pattern=r"^[0-9]{16}$(?!\n)")]
    kind: Kind
    addressee: ShortText
    about: ShortText | None = None
    directory_version: Annotated[int, Meta(ge=0)]
    phone: Annotated[str, Meta(pattern=r"^\+[0-9]{8,15}$(?!\n)")] | None = None
    language: Language
    consent_version: ShortText
    recorded_at: Annotated[datetime, Meta(tz=True)]
    clock: Literal["trusted", "unsure"]
    duration_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    codec: Annotated[str, Meta(max_length=64)]
    clip_sha256: Sha256


class FileFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """Size in bytes and hash of a sealed file."""

    size: Size
    sha256: Sha256


class Envelope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be known about a sealed appeal without opening it."""

    v: Literal[1] = 1
    id: Id
    booth: BoothId
    site: Site
    boot: Annotated[str, Meta(pattern=r"^[0-9a-f-]{8,36}$(?!\n)")]
    seq: Annotated[int, Meta(ge=1)]
    clip: FileFacts
    manifest: FileFacts


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as JSON, ready to be sealed."""
    return msgspec.json.encode(manifest)


def read_manifest(plain: bytes) -> Manifest:
    """The opened manifest. Raises BadManifest."""
    return _decode(plain, Manifest, MAX_MANIFEST_BYTES)


def draft_manifest(
    draft: Draft,
    facts: ClipFacts,
    *,
    id: str,
    number: str,
    recorded_at: datetime,
    trusted: bool,
) -> Manifest:
    """The manifest of a finished recording."""
    return Manifest(
        id=id,
        number=number,
        kind=draft.kind,
        addressee=draft.addressee,
        about=draft.about,
        directory_version=draft.directory_version,
        phone=draft.phone,
        language=draft.language,
        consent_version=draft.consent_version,
        recorded_at=recorded_at,
        clock="trusted" if trusted else "unsure",
        duration_ms=facts.duration_ms,
        codec=facts.codec,
        clip_sha256=facts.sha256,
    )


def file_facts(content: bytes) -> FileFacts:
    """Size and hash of bytes held in memory."""
    return FileFacts(size=len(content), sha256=sha256(content).hexdigest())


def sign_envelope(envelope: Envelope, key: signing.PrivateKey) -> str:
    """The envelope as a compact JWS by the booth's key."""
    return signing.sign(msgspec.json.encode(envelope), key)


def read_envelope(token: str, key: signing.PublicKey) -> Envelope:
    """The envelope of that booth. Raises BadSignature, BadManifest."""
    if len(token) > MAX_ENVELOPE_BYTES:
        raise BadManifest(f"envelope of {len(token)} bytes, at most {MAX_ENVELOPE_BYTES}")
    return _decode(signing.verify(token, key), Envelope, MAX_ENVELOPE_BYTES)


def _decode(content: bytes, kind: type[_Kind], limit: int) -> _Kind:
    if len(content) > limit:
        raise BadManifest(f"{kind.__name__} of {len(content)} bytes, at most {limit}")
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadManifest(f"{kind.__name__}: {error}") from error
