"""A database that is not sound is set aside whole; the envelopes make a new one."""

import logging
from pathlib import Path

from firmware.spool.durable import sync_folder
from firmware.spool.errors import SpoolDamaged, StorageFailed
from firmware.spool.share import alone
from firmware.spool.spool import Spool

log = logging.getLogger("spool")

_PARTS = ("spool.db", "spool.db-wal", "spool.db-shm")


def open_or_rebuild(folder: Path) -> tuple[Spool, bool]:
    """The spool, and whether its database had to be set aside; for the kiosk alone.

    Raises SpoolTooNew, SpoolUnavailable, StorageFailed.
    """
    try:
        return Spool(folder), False
    except SpoolDamaged as error:
        log.error("%s; it is set aside and rebuilt from the envelopes", error)
    set_aside(folder)
    return Spool(folder), True


def set_aside(folder: Path) -> None:
    """Move the database away, for a person to look at. Raises SpoolUnavailable, StorageFailed.

    The log goes first: a log beside a database that it does not belong to would be
    played into the next one.
    """
    with alone(folder):
        number = 1
        while any((folder / f"{part}.damaged-{number}").exists() for part in _PARTS):
            number += 1
        for part in (_PARTS[1], _PARTS[2], _PARTS[0]):
            file = folder / part
            try:
                if file.exists():
                    file.rename(folder / f"{part}.damaged-{number}")
            except OSError as error:
                raise StorageFailed(file, error) from error
        sync_folder(folder)
