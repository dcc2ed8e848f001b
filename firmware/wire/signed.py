"""What central signs: directory, pages, update, `stored`, reply, access.

Compact JWS, ES256, central's key.

Each payload carries its `type`, so that a signature over one kind can never be
passed off as another.
"""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.appeals.manifest import BoothId, Envelope, FileFacts, Id, Sha256, Site
from firmware.wire.directory import Directory
from firmware.wire.errors import BadMessage, NotSigned, TooLarge
from firmware.wire.messages import decode
from firmware.wire.pages import Pages
from firmware.wire.topics import MAX_DIRECTORY_BYTES, PagesTopic, ReplyTopic, UpdateTopic

_Signed = TypeVar("_Signed", bound=Struct)

MAX_STORED_BYTES = 4_096
MAX_ACCESS_BYTES = 8_192
MAX_ACCESS_S = 7 * 86_400

Version = Annotated[str, Meta(pattern=r"^[0-9][0-9A-Za-z.+~-]{0,62}$(?!\n)")]
"""Of the software: begins with a digit, as 1.2.0."""


class StoredFacts(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="stored"
):
    """Which clip central has taken over, byte for byte."""

    id: Id
    booth: BoothId
    site: Site
    clip: FileFacts
    manifest_sha256: Sha256


class SignedDirectory(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="directory"
):
    """A directory, signed."""

    directory: Directory


class SignedPages(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="pages"):
    """The pages of information, signed."""

    pages: Pages


class SignedUpdate(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="update"
):
    """Which version booths should run, and the bundle that brings it, byte for byte."""

    version: Version
    size: Annotated[int, Meta(ge=1, le=2**32)]
    sha256: Sha256


class SealedReply(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="reply"
):
    """A sealed reply (base64 in JSON) and the question that it belongs to."""

    rid: Id
    sealed: Annotated[bytes, Meta(min_length=1, max_length=65_536)]


SshKey = Annotated[
    str,
    Meta(
        pattern=r"^(ssh-ed25519|ecdsa-sha2-nistp256|sk-ssh-ed25519@openssh\.com)"
        r" [A-Za-z0-9+/]{40,400}={0,2}$(?!\n)"
    ),
]
"""Kind and key as in a `.pub` file of OpenSSH: no options before it, no comment behind."""


class SignedAccess(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="access"
):
    """Whose keys open one booth by ssh; `since` and `until` are seconds of Unix time."""

    booth: BoothId
    site: Site
    keys: Annotated[tuple[SshKey, ...], Meta(min_length=1, max_length=8)]
    since: Annotated[int, Meta(ge=0, le=2**40)]
    until: Annotated[int, Meta(ge=0, le=2**40)]


def stored_facts(envelope: Envelope) -> StoredFacts:
    """The facts of an envelope that `stored` speaks about."""
    return StoredFacts(
        id=envelope.id,
        booth=envelope.booth,
        site=envelope.site,
        clip=envelope.clip,
        manifest_sha256=envelope.manifest.sha256,
    )


def sign(message: Struct, key: signing.PrivateKey) -> str:
    """Any message of this module as a compact JWS."""
    return signing.sign(msgspec.json.encode(message), key)


def read_stored(token: str, key: signing.PublicKey) -> StoredFacts:
    """Raises TooLarge, NotSigned, BadMessage."""
    return _read(token, key, StoredFacts, MAX_STORED_BYTES)


def read_directory(token: str, key: signing.PublicKey) -> Directory:
    """Raises TooLarge, NotSigned, BadMessage."""
    return _read(token, key, SignedDirectory, MAX_DIRECTORY_BYTES).directory


def read_pages(token: str, key: signing.PublicKey) -> Pages:
    """Raises TooLarge, NotSigned, BadMessage."""
    return _read(token, key, SignedPages, PagesTopic.limit).pages


def read_update(token: str, key: signing.PublicKey) -> SignedUpdate:
    """Raises TooLarge, NotSigned, BadMessage."""
    return _read(token, key, SignedUpdate, UpdateTopic.limit)


def read_reply(token: str, key: signing.PublicKey) -> SealedReply:
    """Raises TooLarge, NotSigned, BadMessage."""
    return _read(token, key, SealedReply, ReplyTopic.limit)


def read_access(token: str, key: signing.PublicKey) -> SignedAccess:
    """Raises TooLarge, NotSigned, BadMessage (also for one that lasts too long)."""
    access = _read(token, key, SignedAccess, MAX_ACCESS_BYTES)
    if not access.since < access.until <= access.since + MAX_ACCESS_S:
        raise BadMessage(SignedAccess.__name__, "must last, and for seven days at most")
    return access


def _read(token: str, key: signing.PublicKey, kind: type[_Signed], limit: int) -> _Signed:
    if len(token) > limit:
        raise TooLarge(kind.__name__, len(token), limit)
    try:
        payload = signing.verify(token, key)
    except BadSignature as error:
        raise NotSigned(kind.__name__, str(error)) from error
    return decode(payload, kind, kind.__name__)
