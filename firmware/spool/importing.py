"""Central's signed `stored`, brought back on a stick: what frees a booth without a network."""

import errno
from dataclasses import dataclass
from pathlib import Path

from firmware.appeals.manifest import FileFacts
from firmware.appeals.signing import PublicKey
from firmware.spool.errors import StorageFailed
from firmware.spool.models import Appeal
from firmware.spool.outbox import Outbox
from firmware.spool.spool import Spool
from firmware.wire.errors import WireError
from firmware.wire.signed import MAX_STORED_BYTES, StoredFacts, read_stored
from firmware.wire.stick import FOLDER, STORED


@dataclass(frozen=True, slots=True)
class Imported:
    """Appeals taken as stored; those of other booths; and files refused, by name and reason."""

    stored: int
    foreign: int
    refused: tuple[tuple[str, str], ...]


def import_stored(
    spool: Spool, outbox: Outbox, source: Path, key: PublicKey, booth: str, site: str
) -> Imported:
    """Take every `ID.stored` below `source` whose signature and hashes are right.

    A stick may carry those of many booths. Raises StorageFailed where there is no such folder.
    """
    folder = source / FOLDER if (source / FOLDER).is_dir() else source
    if not folder.is_dir():
        raise StorageFailed(folder, NotADirectoryError(errno.ENOTDIR, "there is no such folder"))
    stored = foreign = 0
    refused: list[tuple[str, str]] = []
    with spool.connection():
        outbox.pending()  # new appeals get their transfer row there
        # Files alone: to open a pipe would wait for ever.
        for file in sorted(file for file in folder.glob(f"*{STORED}") if file.is_file()):
            try:
                facts = read_stored(_token(file), key)
            except (WireError, ValueError, OSError) as error:
                refused.append((file.name, str(error)))
                continue
            appeal = Appeal.get_or_none(Appeal.id == facts.id)
            if (facts.booth, facts.site) != (booth, site) or appeal is None:
                foreign += 1
            elif facts != _expected(appeal, booth, site):
                refused.append((file.name, "it speaks of other bytes"))
            else:
                outbox.finish(facts.id, _token(file))
                stored += 1
    return Imported(stored, foreign, tuple(refused))


def _token(file: Path) -> str:
    with file.open("rb") as content:
        return content.read(MAX_STORED_BYTES + 1).decode("ascii").strip()


def _expected(appeal: Appeal, booth: str, site: str) -> StoredFacts:
    return StoredFacts(
        id=str(appeal.id),
        booth=booth,
        site=site,
        clip=FileFacts(size=int(appeal.clip_size), sha256=str(appeal.clip_sha256)),
        manifest_sha256=str(appeal.manifest_sha256),
    )
