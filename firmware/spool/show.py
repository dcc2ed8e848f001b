"""What lies in the spool, as rows: an appeal each, without anything personal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from uuid import UUID

from peewee import JOIN

from firmware.spool.models import Appeal, Transfer, TransferState
from firmware.spool.spool import Spool


@dataclass(frozen=True, slots=True)
class Line:
    """An appeal on its way. `made_at` is from its id, in UTC."""

    id: str
    made_at: datetime
    seq: int
    clip_size: int
    state: str
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of an appeal's files found; `problem` is empty when they are whole."""

    id: str
    problem: str


def lines(spool: Spool) -> list[Line]:
    """All appeals, oldest first."""
    with spool.connection():
        rows = Appeal.select(Appeal, Transfer).join(Transfer, JOIN.LEFT_OUTER)
        return [_line(appeal) for appeal in rows.order_by(Appeal.seq)]


def _line(appeal: Appeal) -> Line:
    transfer = getattr(appeal, "transfer", None)
    return Line(
        id=str(appeal.id),
        # The first 48 bits of a UUIDv7 are milliseconds (RFC 9562).
        made_at=datetime.fromtimestamp((UUID(str(appeal.id)).int >> 80) / 1000, UTC),
        seq=int(appeal.seq),
        clip_size=int(appeal.clip_size),
        state=str(transfer.state) if transfer else str(TransferState.WAITING),
        attempts=int(transfer.attempts) if transfer else 0,
        last_error=str(transfer.last_error) if transfer else "",
    )


def check(spool: Spool, progress: Callable[[int, int], None]) -> Iterator[Verdict]:
    """Read every byte that should be here and compare it with what was registered.

    `progress` hears how many of how many bytes are read.
    """
    with spool.connection():
        gone = Appeal.select(Appeal.id).join(Transfer)
        gone = gone.where(Transfer.state == TransferState.PURGED)
        appeals = list(Appeal.select().where(Appeal.id.not_in(gone)).order_by(Appeal.seq))
    total = sum(int(appeal.clip_size) for appeal in appeals)
    done = 0
    for appeal in appeals:
        yield Verdict(str(appeal.id), _problem(spool.clips, appeal))
        done += int(appeal.clip_size)
        progress(done, total)


def _problem(clips: Path, appeal: Appeal) -> str:
    wanted = {"clip.age": str(appeal.clip_sha256), "manifest.age": str(appeal.manifest_sha256)}
    for kind, sha256 in wanted.items():
        try:
            with (clips / f"{appeal.id}.{kind}").open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != sha256:
                    return f"{kind} is not what was registered"
        except FileNotFoundError:
            return f"{kind} is missing"
        except OSError as error:
            return f"{kind}: {error.strerror}"
    if not (clips / f"{appeal.id}.envelope.jws").exists():
        return "envelope.jws is missing"
    return ""
