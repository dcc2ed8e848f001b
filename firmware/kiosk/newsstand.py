"""What the uplink has brought into the spool and what room is left, every two seconds."""

from collections.abc import Callable
from dataclasses import dataclass

from firmware.clock import Clock
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.presenter import Presenter
from firmware.spool.errors import SpoolDamaged
from firmware.spool.mailbox import KioskMailbox
from firmware.spool.room import Room
from firmware.spool.shelf import Shelf
from firmware.wire.directory import Directory
from firmware.wire.pages import Pages

REFRESH_S = 2.0
CHECK_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class News:
    """The line, the room on the disk, the directory and the pages, as they are now."""

    online: bool = False
    room: bool = True
    directory: Directory | None = None
    pages: Pages | None = None


class Newsstand:
    """Keeps the latest news and the presenter's photos; looks in a worker's thread."""

    def __init__(
        self,
        mailbox: KioskMailbox,
        shelf: Shelf,
        room: Room,
        presenter: Presenter,
        worker: Worker,
        clock: Clock,
        check: Callable[[], None],
    ) -> None:
        """`check` raises SpoolDamaged."""
        self._mailbox = mailbox
        self._shelf = shelf
        self._room = room
        self._presenter = presenter
        self._worker = worker
        self._clock = clock
        self._looked_at = float("-inf")
        self._looking = False
        self._check = check
        self._checked_at = clock.monotonic()
        self.news = News()
        self.damaged = False
        """Whether the database is not sound: only a new start can rebuild it."""

    def tick(self, in_visit: Directory | None) -> None:
        """Have a look, if it is time. A visit keeps the directory that it began with."""
        now = self._clock.monotonic()
        if self._looking or now - self._looked_at < REFRESH_S:
            return
        self._looking, self._looked_at = True, now
        self._worker.submit(0, "news", lambda: self._look(in_visit))

    def _look(self, in_visit: Directory | None) -> News:
        now = self._clock.monotonic()
        if now - self._checked_at >= CHECK_EVERY_S:
            self._check()
            self._checked_at = now
        news = News(
            self._mailbox.online(),
            not self._room.look(self._clock.now()).is_full,
            self._shelf.directory(),
            self._shelf.pages(),
        )
        shown = in_visit or news.directory
        if shown is not None:
            self._presenter.load_photos(shown)
        return news

    def on_done(self, done: Done) -> None:
        """A look has ended; a spool that cannot be read is as good as no line and no room."""
        self._looking = False
        readable = done.error is None
        if readable:
            self.news = done.value
        else:
            # The next look says why: a full disk passes, damage does not.
            self._checked_at = float("-inf")
        self.damaged = isinstance(done.error, SpoolDamaged)
        self._presenter.has_room = self.news.room and readable
        self._presenter.online = self.news.online and readable
