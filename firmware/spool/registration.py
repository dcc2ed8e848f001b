"""Registration: from a finished recording to a number that may be shown.

The order is DESIGN 4.1: clip, manifest and envelope synced, renamed, folder
synced, row committed. Only what `register` returns may be shown, printed or sent.
"""

import contextlib
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from peewee import DatabaseError, IntegrityError, fn

from firmware.appeals import manifest as papers
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Draft, new_id
from firmware.appeals.errors import BadSeal
from firmware.appeals.manifest import ClipFacts, Envelope
from firmware.appeals.sealing import seal
from firmware.appeals.signing import PrivateKey
from firmware.spool import durable
from firmware.spool.errors import NumberTaken, StorageFailed
from firmware.spool.models import Appeal, Constant
from firmware.spool.spool import Spool

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

# RFC 7914; 128 MiB and about a second on a Pi, so that 11 random digits cannot
# be tried through from a stolen card in reasonable time.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1, "maxmem": 2**28}


@dataclass(frozen=True, slots=True)
class ReservedNumber:
    """A fresh number and its hash, made while the citizen speaks."""

    number: str = field(repr=False)
    hash: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording: the sealed file, not yet synced, and what is known of it."""

    file: Path
    facts: ClipFacts
    recorded_at: datetime
    trusted: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """An appeal that is safe: now its number may be shown, printed and sent."""

    id: str
    number: str = field(repr=False)
    recorded_at: datetime
    trusted: bool


class Registrar:
    """Registers the appeals of one booth."""

    def __init__(
        self,
        spool: Spool,
        *,
        booth: str,
        site: str,
        key: PrivateKey,
        recipients: tuple[str, ...],
    ) -> None:
        self._spool = spool
        self._booth = booth
        self._site = site
        self._key = key
        self._recipients = recipients
        self._boot = _BOOT_ID.read_text().strip()

    def reserve_number(self) -> ReservedNumber:
        """Draw a number that this booth never gave; takes about a second on a Pi."""
        with self._spool.connection():
            salt = bytes(Constant.get_by_id("salt").value)
            while True:
                number = numbers.draw(self._booth)
                hashed = hashlib.scrypt(number.encode(), salt=salt, **_SCRYPT)
                if not Appeal.select().where(Appeal.number_hash == hashed).exists():
                    return ReservedNumber(number, hashed)

    def register(self, draft: Draft, recording: Recording, reserved: ReservedNumber) -> Registered:
        """Make the appeal safe.

        Raises StorageFailed, NumberTaken, BadSeal: then no number is given and no
        file is left. The citizen is told so, and recovery must not make an appeal
        of it later.
        """
        appeal_id = new_id()
        try:
            with self._spool.connection():
                sealed = self._sealed_manifest(draft, recording, reserved.number, appeal_id)
                envelope = self._envelope(appeal_id, recording.facts, sealed)
                self._store(appeal_id, recording.file, sealed, envelope)
                self._commit(envelope, reserved.hash)
        except DatabaseError as error:
            self._undo(appeal_id, recording.file)
            raise StorageFailed(self._spool.file, OSError(str(error))) from error
        except (StorageFailed, NumberTaken, BadSeal):
            self._undo(appeal_id, recording.file)
            raise
        return Registered(appeal_id, reserved.number, recording.recorded_at, recording.trusted)

    def _undo(self, appeal_id: str, clip: Path) -> None:
        """Destroy the files, the envelope first: without it they never had a number."""
        kinds = ("envelope.jws", "manifest.age", "clip.age")
        folders = (self._spool.clips, self._spool.recording)
        files = [folder / f"{appeal_id}.{kind}" for kind in kinds for folder in folders]
        for file in (*files, clip):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        with contextlib.suppress(StorageFailed):
            durable.sync_folder(self._spool.clips)

    def _sealed_manifest(
        self, draft: Draft, recording: Recording, number: str, appeal_id: str
    ) -> bytes:
        manifest = papers.draft_manifest(
            draft,
            recording.facts,
            id=appeal_id,
            number=number,
            recorded_at=recording.recorded_at,
            trusted=recording.trusted,
        )
        return seal(papers.write_manifest(manifest), self._recipients)

    def _envelope(self, appeal_id: str, facts: ClipFacts, sealed: bytes) -> Envelope:
        last = Appeal.select(fn.MAX(Appeal.seq)).scalar() or 0
        return Envelope(
            id=appeal_id,
            booth=self._booth,
            site=self._site,
            boot=self._boot,
            seq=last + 1,
            clip=papers.FileFacts(size=facts.size, sha256=facts.sha256),
            manifest=papers.file_facts(sealed),
        )

    def _store(self, appeal_id: str, clip: Path, sealed: bytes, envelope: Envelope) -> None:
        folder = self._spool.recording
        manifest_file = folder / f"{appeal_id}.manifest.age"
        envelope_file = folder / f"{appeal_id}.envelope.jws"
        durable.sync_file(clip)
        durable.write_file(manifest_file, sealed)
        durable.write_file(envelope_file, papers.sign_envelope(envelope, self._key).encode())
        durable.move_into(
            self._spool.clips,
            [
                (clip, f"{appeal_id}.clip.age"),
                (manifest_file, manifest_file.name),
                (envelope_file, envelope_file.name),
            ],
        )

    def _commit(self, envelope: Envelope, number_hash: bytes) -> None:
        try:
            with self._spool.transaction():
                insert_appeal(envelope, number_hash)
        except IntegrityError as error:
            raise NumberTaken(f"appeal {envelope.id} was not registered: {error}") from error


def insert_appeal(envelope: Envelope, number_hash: bytes | None) -> None:
    """The row of an appeal, inside the caller's transaction."""
    Appeal.insert(
        id=envelope.id,
        boot=envelope.boot,
        seq=envelope.seq,
        number_hash=number_hash,
        clip_size=envelope.clip.size,
        clip_sha256=envelope.clip.sha256,
        manifest_size=envelope.manifest.size,
        manifest_sha256=envelope.manifest.sha256,
    ).execute()
