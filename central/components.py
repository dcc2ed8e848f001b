"""What a central is made of, each thing made when it is first needed.

An ingest without age identities never makes what opens manifests.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import BinaryIO

from peewee import DatabaseError

from central.accounts import Accounts
from central.audit import Audit
from central.authority import Authority
from central.booths import Booths
from central.budget import Budget
from central.cases import Cases, Rooms
from central.deadlines import Deadlines
from central.decisions import Decisions
from central.enrolment import Enrolment
from central.export import Exporter, Sources
from central.keys import Keys, open_keys, write_private
from central.lookup import Lookup
from central.notices.events import Event
from central.notices.outbox import Outbox
from central.notices.service import Sms, make_outbox
from central.opened import open_clips
from central.opening import open_clip_into
from central.people import People
from central.publisher import Publisher
from central.receiver import Receiver
from central.registrar import Registrar
from central.registry import Registry
from central.retention import Files, Retention
from central.settings import PARTS, CentralSettings
from central.store import Store
from central.updates import Updates
from central.videos import Videos
from central.workdays import read_workdays

log = logging.getLogger("central")


class Components:
    """The rooms of a central over one folder, nothing of it running."""

    def __init__(
        self, settings: CentralSettings, clock: Callable[[], datetime] | None = None
    ) -> None:
        """Opens the data; a central that does all parts makes missing keys.

        `clock` says the time in UTC, this machine's where there is none. Raises BadKey,
        BadInput (the calendar), DatabaseDamaged, DatabaseAway, OSError.
        """
        self.settings = settings
        self.now = clock or now
        self.store = Store(settings.data, settings.database.url)
        self.keys: Keys = open_keys(self.store.keys, settings.run.parts)
        self.workdays = read_workdays(settings.data)
        self.deadlines = Deadlines(self.workdays, settings.timezone)
        self.registry = Registry(self.store, self.deadlines)
        self.decisions = Decisions(self.store, self.registry, self.deadlines)
        self.audit = Audit(self.store, self.now)
        self.booths = Booths(self.store, self.now)
        self.accounts = Accounts(self.store.broker)
        self.clips, self._answer_clips = open_clips(settings.clips, self.store)
        if set(settings.run.parts) == set(PARTS):
            _ = self.authority, self.broker_password

    @cached_property
    def people(self) -> People:
        """Who may sign in."""
        return People(self.store, self.now)

    @cached_property
    def lookup(self) -> Lookup:
        """Appeals by their numbers, with the limits on guessing."""
        return Lookup(self.registry, time.monotonic, ask_phone=self.settings.ask_phone)

    @cached_property
    def authority(self) -> Authority:
        """Signs certificates. Raises BadKey."""
        return Authority(self.store.keys)

    @cached_property
    def enrolment(self) -> Enrolment:
        """Gives booths their certificates. Raises BadKey."""
        return Enrolment(
            self.store,
            self.booths,
            self.accounts,
            self.authority,
            self.settings.certificate_days,
        )

    @cached_property
    def publisher(self) -> Publisher:
        """Directories, pages and the update. Raises BadKey."""
        return Publisher(self.store, self.keys.signing, self.updates.token)

    @cached_property
    def updates(self) -> Updates:
        """What booths should run. Raises BadKey."""
        return Updates(self.settings.data / "updates", self.keys.signing)

    @cached_property
    def exporter(self) -> Exporter:
        """Cases as files. Raises BadKey."""
        sources = Sources(self.store, self.audit, self.open_clip_into, self.videos.open_into)
        return Exporter(sources)

    @cached_property
    def videos(self) -> Videos:
        """The videos of answers. Raises BadKey."""
        return Videos(
            self.store.answers, self._answer_clips, self.keys.ask_recipient, self.keys.ask_identity
        )

    @cached_property
    def receiver(self) -> Receiver:
        """Takes clips over. Raises BadKey."""
        settings = self.settings
        return Receiver(
            self.store,
            self.booths,
            self.clips,
            self.keys.signing,
            Budget(settings.credit_budget_bytes, settings.credit_bytes),
            max_clip_bytes=settings.max_clip_bytes,
            monotonic=time.monotonic,
            now=self.now,
            on_stored=self._stored,
        )

    @cached_property
    def registrar(self) -> Registrar:
        """Opens manifests. Raises BadKey."""
        return Registrar(
            self.store,
            self.keys.identities,
            self.settings.timezone,
            self.deadlines,
            self.now,
            self._registered,
        )

    @cached_property
    def retention(self) -> Retention:
        """Holds and deletes. Raises BadKey."""
        return Retention(
            self.store,
            self.registry,
            self.audit,
            Files(self.clips.delete, self.videos),
            self.keys.signing,
            self.now,
            days=self.settings.retention.days,
        )

    @cached_property
    def cases(self) -> Cases:
        """What people do with appeals. Raises BadKey."""
        rooms = Rooms(
            self.store,
            self.registry,
            self.decisions,
            self.audit,
            self.people,
            self.publisher,
            self.videos,
            self.retention,
            self.outbox,
        )
        return Cases(rooms, self.settings.timezone, self.now)

    @cached_property
    def outbox(self) -> Outbox:
        """Who is told what by SMS. Raises BadInput (its texts)."""
        settings = self.settings
        return make_outbox(
            settings.sms,
            self.store.folder,
            settings.desk.address(settings.desk.port),
            self.people,
            self.workdays,
            settings.timezone,
            self.now,
        )

    @cached_property
    def sms(self) -> Sms:
        """Sends what is queued. Raises BadInput."""
        return Sms(
            self.settings.sms,
            self.store,
            self.registry,
            self.outbox,
            self.workdays,
            self.settings.timezone,
            self.now,
        )

    @cached_property
    def broker_password(self) -> str:
        """Central's own at the broker, made once. Raises BadKey."""
        file = self.store.keys / "broker-password"
        if not file.exists():
            write_private(file, self.accounts.put_central())
        return file.read_text(encoding="ascii").strip()

    def open_clip_into(self, id: str, plain: BinaryIO) -> None:
        """Decrypt a clip into a stream. Raises CannotOpen, BadKey."""
        open_clip_into(self.clips, id, plain, self.keys.identities)

    def _registered(self, id: str) -> None:
        """A new row of the registry, inside its transaction."""
        entry = self.registry.find(id)
        if entry.number is not None:
            self.outbox.tell(Event.REGISTERED, entry)
            self.outbox.tell(Event.ARRIVED, entry)
        log.info("appeal %s: registered", id)

    def _stored(self) -> None:
        """Clips were taken over: register them, where that is this process's part."""
        if "registrar" in self.settings.run.parts:
            try:
                self.registrar.register_all()
            except DatabaseError as error:
                log.error("nothing can be registered now: %s", error)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
