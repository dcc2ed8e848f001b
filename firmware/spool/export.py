"""Registered appeals copied to a folder, such as a USB stick: the way out without a network.

What is copied is what would be sent: sealed and signed. Nothing is deleted here; that
needs central's signed `stored`.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from peewee import JOIN

from firmware.spool.durable import sync_folder
from firmware.spool.errors import StorageFailed
from firmware.spool.models import Appeal, Transfer, TransferState
from firmware.spool.spool import Spool
from firmware.wire.stick import FOLDER

CHUNK_BYTES = 1 << 20
_AT_CENTRAL = (TransferState.STORED, TransferState.PURGED)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """Appeals copied now, those that lay there already, and those that are not whole here."""

    copied: int = 0
    there: int = 0
    damaged: int = 0


def waiting(spool: Spool) -> list[Appeal]:
    """The appeals that central has not taken over, oldest first."""
    with spool.connection():
        at_central = Transfer.state.in_(_AT_CENTRAL)
        rows = Appeal.select().join(Transfer, JOIN.LEFT_OUTER)
        return list(rows.where(Transfer.state.is_null() | ~at_central).order_by(Appeal.seq))


def export(spool: Spool, target: Path, progress: Progress = lambda _done, _of: None) -> Exported:
    """Copy all waiting appeals to `target`/dialog-appeals; for a worker thread.

    An appeal counts on the stick once its envelope, which is written last, lies beside
    files of the right size.
    `progress` hears how many of how many appeals are done. Raises StorageFailed for
    what is wrong with the target: full, taken out, not to be written on.
    """
    folder = target / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageFailed(folder, error) from error
    appeals = waiting(spool)
    copied = there = damaged = 0
    for number, appeal in enumerate(appeals):
        progress(number, len(appeals))
        if _is_there(folder, appeal):
            there += 1
        elif _copy(spool.clips, folder, appeal):
            copied += 1
        elif _is_waiting(spool, appeal):
            damaged += 1
    sync_folder(folder)
    progress(len(appeals), len(appeals))
    return Exported(copied, there, damaged)


def _envelope(appeal: Appeal) -> str:
    return f"{appeal.id}.envelope.jws"


def _is_there(folder: Path, appeal: Appeal) -> bool:
    """A stick that was pulled out, or tidied up by hand, may have kept the envelope alone."""
    sizes = {"clip.age": int(appeal.clip_size), "manifest.age": int(appeal.manifest_size)}
    try:
        whole = all(
            (folder / f"{appeal.id}.{kind}").stat().st_size == size for kind, size in sizes.items()
        )
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageFailed(folder, error) from error
    return whole and (folder / _envelope(appeal)).exists()


def _is_waiting(spool: Spool, appeal: Appeal) -> bool:
    """Whether its files should still be here: the uplink may have delivered it meanwhile."""
    return any(one.id == appeal.id for one in waiting(spool))


def _copy(clips: Path, folder: Path, appeal: Appeal) -> bool:
    """Whether all three files are whole and copied."""
    parts = (
        (f"{appeal.id}.clip.age", str(appeal.clip_sha256)),
        (f"{appeal.id}.manifest.age", str(appeal.manifest_sha256)),
        (_envelope(appeal), ""),
    )
    return all(_copy_file(clips / name, folder / name, sha256) for name, sha256 in parts)


class _Unreadable(Exception):
    """The booth's own file, not the stick: the other appeals can still leave."""


def _copy_file(source: Path, target: Path, sha256: str) -> bool:
    """Copy under another name, sync, rename; False when the source is not what it was."""
    fresh = target.with_name(target.name + ".part")
    try:
        content = source.open("rb")
    except OSError:
        return False
    with content:
        try:
            whole = _write(content, fresh) == sha256 or not sha256
            if whole:
                fresh.replace(target)
            else:
                fresh.unlink()
        except _Unreadable:
            fresh.unlink(missing_ok=True)
            return False
        except OSError as error:
            raise StorageFailed(target, error) from error
    return whole


def _write(content: BinaryIO, fresh: Path) -> str:
    """Copy, and sync; the sha256 of what was copied."""
    digest = hashlib.sha256()
    with fresh.open("wb") as out:
        while chunk := _read(content):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _read(content: BinaryIO) -> bytes:
    try:
        return content.read(CHUNK_BYTES)
    except OSError as error:
        raise _Unreadable from error
