"""How the booth is, for whoever decides where an engineer is needed."""

from datetime import timedelta

from firmware.clock import Clock
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from firmware.spool.room import Room
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.spool.tallies import Tallies
from firmware.wire.messages import MAX_COUNTS, Health

COUNTED = timedelta(days=7)


class Checkup:
    """Looks at disk and database; what it tells has nothing of any citizen."""

    def __init__(self, settings: Settings, spool: Spool, clock: Clock) -> None:
        self._shelf = Shelf(spool)
        self._tallies = Tallies(spool)
        self._room = Room(spool, longest_clip_bytes(settings), settings.spool.quota_mb * 2**20)
        self._clock = clock
        self._started = clock.monotonic()

    def health(self, waiting: int, refused: int) -> Health:
        """As it is now; `waiting` clips, `refused` messages."""
        now = self._clock.now()
        usage = self._room.look(now)
        counts = self._tallies.sums(now.date() - COUNTED)
        return Health(
            uptime_s=int(self._clock.monotonic() - self._started),
            clock="trusted" if self._clock.trusted() else "unsure",
            waiting=waiting,
            disk_free_mb=usage.free_mb,
            disk_used_percent=round(100 * usage.share),
            days_left=None if usage.days is None else int(usage.days),
            counts=dict(sorted(counts.items())[:MAX_COUNTS]),
            directory_version=self._shelf.version(),
            refused_messages=refused,
        )
