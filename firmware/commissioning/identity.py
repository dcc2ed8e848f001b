"""A booth keeps its number and site as long as it has appeals that central does not have."""

from pathlib import Path

from firmware.commissioning.errors import BadCard
from firmware.settings import Settings
from firmware.spool.errors import SpoolError
from firmware.spool.export import waiting
from firmware.spool.spool import open_existing
from firmware.wire import card


def check_identity(before: Settings, now: Settings) -> None:
    """Whether that booth may become this one. Raises BadCard.

    Appeals are signed as those of the booth that took them: another would send them in vain.
    """
    old, new = before.booth, now.booth
    if (old.id, old.site, old.spool) == (new.id, new.site, new.spool):
        return
    try:
        spool = open_existing(Path(old.spool))
        with spool.connection():
            count = len(waiting(spool))
    except (SpoolError, OSError):
        # None yet, or one that only the kiosk can mend.
        return
    if count:
        key = next(
            name for name in ("id", "site", "spool") if getattr(old, name) != getattr(new, name)
        )
        raise BadCard(
            card.SETTINGS,
            f"booth.{key}: {count} appeals of booth {old.id}, {old.site}, wait to be sent: it "
            "has to send them first",
        )
