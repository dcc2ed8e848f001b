"""Clips as booths offer them, without booths."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from firmware.appeals import manifest as papers
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Kind, Language, new_id
from firmware.appeals.manifest import Envelope, FileFacts, Manifest
from firmware.appeals.sealing import seal
from firmware.appeals.signing import PrivateKey
from firmware.wire import messages
from firmware.wire.messages import Init
from firmware.wire.topics import ChunkTopic, FinTopic, InitTopic


@dataclass(frozen=True)
class OfferedClip:
    """A clip and its papers, as messages."""

    id: str
    number: str
    booth: str
    site: str
    plain: bytes
    sealed: bytes
    sha256: str
    init_payload: bytes

    @property
    def init(self) -> tuple[InitTopic, bytes]:
        return InitTopic(self.site, self.booth, self.id), self.init_payload

    def chunk(self, start: int, end: int) -> tuple[ChunkTopic, bytes]:
        content = self.sealed[start:end]
        hashed = sha256(content).hexdigest()
        return ChunkTopic(self.site, self.booth, self.id, start, hashed), content

    @property
    def fin(self) -> tuple[FinTopic, bytes]:
        return FinTopic(self.site, self.booth, self.id, len(self.sealed), self.sha256), b""


def offered(
    key: PrivateKey,
    sealed_to: tuple[str, ...],
    plain: bytes = b"",
    *,
    id: str | None = None,
    number: str | None = None,
    booth: str = "001",
    site: str = "oskemen",
    manifest_id: str | None = None,
    recipients: tuple[str, ...] | None = None,
    clock: str = "trusted",
    recorded_at: datetime = datetime(2026, 5, 4, 10, tzinfo=UTC),
    paper: bytes | None = None,
    addressee: str = "official",
    about: str | None = None,
) -> OfferedClip:
    """A clip that a booth with that key would offer; every detail may be made wrong."""
    plain = plain or os.urandom(20_000)
    sealed = seal(plain, sealed_to)
    appeal = id or new_id()
    drawn = number or numbers.draw(booth)
    manifest = Manifest(
        id=manifest_id or appeal,
        number=drawn,
        kind=Kind.MESSAGE if about else Kind.APPLICATION,
        addressee=addressee,
        about=about,
        directory_version=1,
        phone="+77011234567",
        language=Language.RU,
        consent_version="1",
        recorded_at=recorded_at,
        clock="unsure" if clock == "unsure" else "trusted",
        duration_ms=1000,
        codec="h264/aac",
        clip_sha256=sha256(sealed).hexdigest(),
    )
    content = papers.write_manifest(manifest) if paper is None else paper
    paper = seal(content, recipients or sealed_to)
    envelope = Envelope(
        id=appeal,
        booth=booth,
        site=site,
        boot="0" * 8,
        seq=1,
        clip=FileFacts(size=len(sealed), sha256=sha256(sealed).hexdigest()),
        manifest=papers.file_facts(paper),
    )
    token = papers.sign_envelope(envelope, key)
    init = messages.write(Init(envelope=token, manifest=paper))
    return OfferedClip(appeal, drawn, booth, site, plain, sealed, envelope.clip.sha256, init)
