"""What the kiosk does about the spool when it starts, before the first visit.

Only unnumbered files are touched: a recording that a power cut left behind was
never promised to anybody and is destroyed. An appeal whose three files are whole
but whose row is missing (a cut just before the commit, or a lost database) gets
its row back from its signed envelope; the citizen had pressed "send". The
envelope is renamed last: files without one never had a number. Files with one
that do not fit it are kept and counted, for a person to look at.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from peewee import IntegrityError

from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import Envelope, FileFacts, read_envelope
from firmware.appeals.signing import PublicKey
from firmware.spool.durable import sync_folder
from firmware.spool.export import waiting
from firmware.spool.models import Appeal
from firmware.spool.registration import insert_appeal
from firmware.spool.spool import Spool

log = logging.getLogger(__name__)

_SUFFIXES = ("clip.age", "manifest.age", "envelope.jws")


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was done and found.

    Unfinished files destroyed, rows restored, appeals kept whose files are damaged or
    missing, and databases rebuilt.
    """

    unfinished: int = 0
    restored: int = 0
    damaged: int = 0
    missing: int = 0
    rebuilt: int = 0


def recover(spool: Spool, booth_key: PublicKey, *, rebuilt: bool = False) -> Recovered:
    """Put the spool in order. Run by the kiosk alone, with no visit going on.

    `rebuilt`: the database is a new one, made because the old was not sound.
    """
    unfinished = _destroy(path for path in spool.recording.iterdir() if path.is_file())
    if unfinished:
        sync_folder(spool.recording)
    restored = damaged = 0
    with spool.connection():
        known = {row.id for row in Appeal.select(Appeal.id)}
        for appeal_id in sorted(_ids(spool.clips) - known):
            files = [spool.clips / f"{appeal_id}.{kind}" for kind in _SUFFIXES]
            if not files[-1].exists():
                unfinished += _destroy(files)
            elif _restore(spool, appeal_id, booth_key):
                restored += 1
            else:
                damaged += 1
        torn, missing = _look_at_waiting(spool)
    found = Recovered(unfinished, restored, damaged + torn, missing, int(rebuilt))
    if found != Recovered():
        log.warning("recovery: %s", found)
    return found


def _ids(clips: Path) -> set[str]:
    return {path.name.split(".", 1)[0] for path in clips.iterdir() if path.is_file()}


def _destroy(files: Iterable[Path]) -> int:
    count = 0
    for file in files:
        if file.exists():
            file.unlink()
            count += 1
    return count


def _look_at_waiting(spool: Spool) -> tuple[int, int]:
    """Rows whose files have another size, and rows whose files are gone.

    Bytes are compared by the uplink before it sends and by `booth spool check`: a start
    must not read gigabytes.
    """
    torn = missing = 0
    for appeal in waiting(spool):
        sizes = {"clip.age": int(appeal.clip_size), "manifest.age": int(appeal.manifest_size)}
        try:
            wrong = [
                kind
                for kind, size in sizes.items()
                if (spool.clips / f"{appeal.id}.{kind}").stat().st_size != size
            ]
            (spool.clips / f"{appeal.id}.envelope.jws").stat()
        except FileNotFoundError:
            missing += 1
            log.error("appeal %s: a file is missing", appeal.id)
            continue
        if wrong:
            torn += 1
            log.error("appeal %s: %s is not as it was registered", appeal.id, ", ".join(wrong))
    return torn, missing


def _restore(spool: Spool, appeal_id: str, booth_key: PublicKey) -> bool:
    clip, manifest, token = (spool.clips / f"{appeal_id}.{kind}" for kind in _SUFFIXES)
    try:
        envelope = read_envelope(token.read_text(encoding="ascii"), booth_key)
        if not _is_whole(envelope, appeal_id, clip, manifest):
            return False
        with spool.transaction():
            # Its number is sealed: the row keeps its place, not the number's hash.
            insert_appeal(envelope, None)
    except (OSError, UnicodeDecodeError, AppealError, IntegrityError) as error:
        log.warning("appeal %s cannot be restored: %s", appeal_id, type(error).__name__)
        return False
    return True


def _is_whole(envelope: Envelope, appeal_id: str, clip: Path, manifest: Path) -> bool:
    """By the clip's size alone: a start must not read gigabytes; the uplink reads each clip."""
    return (
        envelope.id == appeal_id
        and clip.stat().st_size == envelope.clip.size
        and _facts(manifest) == envelope.manifest
    )


def _facts(file: Path) -> FileFacts:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return FileFacts(size=file.stat().st_size, sha256=digest)
