"""How the booth is, for whoever decides where an engineer is needed."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from firmware.clock import Clock
from firmware.running import running_version
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from firmware.spool.export import waiting
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.room import Room, made_at
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.spool.tallies import Tallies
from firmware.uplink.tls import own_certificate
from firmware.wire.messages import MAX_COUNTS, Health, UpdateNews

COUNTED = timedelta(days=7)


class Checkup:
    """Looks at disk and database; what it tells has nothing of any citizen."""

    def __init__(self, settings: Settings, spool: Spool, clock: Clock) -> None:
        self._spool = spool
        self._mailbox = UplinkMailbox(spool)
        self._settings = settings
        self._shelf = Shelf(spool)
        self._tallies = Tallies(spool)
        self._room = Room(spool, longest_clip_bytes(settings), settings.spool.quota_mb * 2**20)
        self._clock = clock
        self._started = clock.monotonic()

    def health(self, refused: int) -> Health:
        """As it is now; `refused` messages were not what they should be."""
        now = self._clock.now()
        usage = self._room.look(now)
        left = waiting(self._spool)
        devices = self._mailbox.condition()
        counts = self._tallies.sums(now.date() - COUNTED)
        return Health(
            uptime_s=int(self._clock.monotonic() - self._started),
            clock="trusted" if self._clock.trusted() else "unsure",
            version=running_version(),
            waiting=len(left),
            oldest_waiting=made_at(str(left[0].id)) if left else None,
            certificate_until=_certificate(self._settings),
            update=_update(self._settings.update.ledger),
            devices=devices[0] if devices else None,
            devices_age_s=int(devices[1]) if devices else None,
            disk_free_mb=usage.free_mb,
            disk_used_percent=round(100 * usage.share),
            days_left=None if usage.days is None else int(usage.days),
            counts=dict(sorted(counts.items())[:MAX_COUNTS]),
            directory_version=self._shelf.version(),
            refused_messages=refused,
        )


def _update(ledger: Path) -> UpdateNews | None:
    """What the updater noted last; it notes more, which is nobody else's."""
    try:
        return msgspec.json.decode(ledger.read_bytes(), type=UpdateNews)
    except (OSError, msgspec.DecodeError):
        return None


def _certificate(settings: Settings) -> datetime | None:
    """When the booth's certificate ends; None without one."""
    found = own_certificate(settings)
    return found.not_valid_after_utc if found else None
