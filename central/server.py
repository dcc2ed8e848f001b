"""A central, wired together: `Central(settings).start()` ... `.stop()`."""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from central.accounts import CENTRAL_USER, Accounts
from central.answers import Answers
from central.audit import Audit
from central.authority import Authority
from central.booths import Booths
from central.broker import EmbeddedBroker
from central.budget import Budget
from central.cases import AT_THE_CONSOLE, Cases, Rooms
from central.deadlines import Deadlines
from central.decisions import Decisions
from central.enrolment import Enrolment
from central.est import Listener
from central.ingest import Ingest
from central.keys import Keys, open_keys, write_private
from central.link import Incoming, Link
from central.mosquitto import write_config
from central.notices.events import Event
from central.opening import open_clip
from central.people import People
from central.publisher import Publisher
from central.receiver import Receiver
from central.registrar import Registrar
from central.registry import Entry, Registry
from central.retention import Files, Retention
from central.rights import Act
from central.settings import CentralSettings, ExternalBroker
from central.store import Store
from central.transcode import Progress
from central.videos import Videos
from central.viewings import Viewings
from central.workdays import read_workdays
from firmware.appeals.appeal import Language

log = logging.getLogger("central")


class Central:
    """Central in this process. Everything but `start` works without a broker, too."""

    def __init__(self, settings: CentralSettings) -> None:
        """Opens the data and makes missing keys.

        Raises BadKey, BadInput (the calendar), DatabaseDamaged, OSError.
        """
        self.settings = settings
        self.store = Store(settings.data)
        self.keys: Keys = open_keys(self.store.keys)
        self.deadlines = Deadlines(read_workdays(settings.data), settings.timezone)
        self.registry = Registry(self.store, self.deadlines)
        self.decisions = Decisions(self.store, self.registry, self.deadlines)
        self.audit = Audit(self.store, _now)
        self.people = People(self.store, _now)
        self.booths = Booths(self.store)
        self.accounts = Accounts(self.store.broker)
        self.authority = Authority(self.store.keys)
        self.enrolment = Enrolment(
            self.store, self.booths, self.accounts, self.authority, settings.certificate_days
        )
        self.publisher = Publisher(self.store, self.keys.signing)
        self.receiver = self._make_receiver()
        self.videos = Videos(self.store.answers, self.keys.ask_recipient, self.keys.ask_identity)
        self.retention = self._make_retention()
        self.cases = self._make_cases()
        self._changed = threading.Condition()
        self._broker: EmbeddedBroker | None = None
        self._link: Link | None = None
        self._listener: Listener | None = None
        self._ingest: Ingest | None = None
        self._viewings: Viewings | None = None
        self._password = self._own_password()

    def __enter__(self) -> "Central":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port of the broker."""
        if self._broker:
            return self._broker.port
        return self.settings.broker.port if self.settings.broker else self.settings.port

    @property
    def est_port(self) -> int | None:
        """The port where booths enrol, while it runs."""
        return self._listener.port if self._listener else None

    def start(self) -> None:
        """Start the broker (where it is embedded) and receive.

        Raises BrokerFailed, BadInput, FolderInUse, ListenerFailed.
        """
        self.store.claim()
        try:
            broker = self.settings.broker or self._start_embedded()
            incoming: SimpleQueue[Incoming | None] = SimpleQueue()
            link = Link(self._with_password(broker), incoming, self._connected)
            self._viewings = Viewings(self.videos, self.store.viewings, time.monotonic)
            self._ingest = Ingest(
                incoming,
                link,
                self.receiver,
                self._make_answers(self._viewings),
                self._viewings,
                self.booths,
                self.publisher,
                self._tell_waiters,
            )
            self._ingest.start()
            self._link = link
            link.start()
            self._start_listener()
        except BaseException:
            self.stop()
            raise
        log.info("central started, broker on %s:%d", broker.host, broker.port)

    def stop(self) -> None:
        """Stop everything that was started; harmless when repeated."""
        if self._listener:
            self._listener.stop()
            self._listener = None
        if self._link:
            self._link.stop()
            self._link = None
        if self._ingest:
            self._ingest.stop()
            self._ingest = None
        if self._viewings:
            self._viewings.close()
            self._viewings = None
        if self._broker:
            self._broker.stop()
            self._broker = None
        self.store.release()

    def add_booth(
        self, id: str, site: str, public_key: Path | None = None, *, replace: bool = False
    ) -> str:
        """Register a booth; returns the new password of its broker account. Raises BadInput.

        Without `public_key` its key is the one with which it enrols. `replace`: a known booth
        gets a new key, site and password; certificates of another key are revoked.
        """
        known = self.booths.site(id) is not None
        before = self.booths.pem(id) if known else b""
        self.booths.add(id, site, public_key, replace=replace)
        if known and before != self.booths.pem(id):
            self.enrolment.revoke(id)
        return self.accounts.put_booth(id, site)

    def broker_config(self, out: Path, names: Sequence[str], port: int) -> Path:
        """Write what a mosquitto needs into a folder (see `mosquitto`); returns its mosquitto.conf.

        Raises BadInput, BadKey, OSError.
        """
        self.authority.put_client(CENTRAL_USER, *self.own_certificate)
        return write_config(out, names, port, self.authority, self.accounts, self.enrolment)

    @property
    def own_certificate(self) -> tuple[Path, Path]:
        """Certificate and key of central at a broker with TLS."""
        return self.store.keys / "link.pem", self.store.keys / "link.key"

    def publish_directory(self, content: bytes, photos: Path | None = None) -> int:
        """Sign and publish a directory (see `publisher`); returns its version. Raises BadInput."""
        version = self.publisher.publish(content, photos)
        if self._ingest:
            self._ingest.republish()
        return version

    def publish_pages(self, content: bytes) -> int:
        """Sign and publish pages of information; returns their version. Raises BadInput."""
        version = self.publisher.publish_pages(content)
        if self._ingest:
            self._ingest.republish()
        return version

    def wait_for_appeal(self, number: str, timeout: float) -> Entry | None:
        """The appeal of that number, as soon as it is registered; None after `timeout` s."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                entry = self.registry.by_number(number)
                left = deadline - time.monotonic()
                if entry is not None or left <= 0:
                    return entry
                self._changed.wait(left)

    def give_answer(
        self,
        case: str,
        text: str,
        language: Language = Language.KK,
        video: Path | None = None,
        progress: Progress = lambda _done: None,
    ) -> None:
        """An official's answer, by appeal id or number; `progress` is of the video.

        Raises NotFound, BadInput, OSError.
        """
        self.cases.answer(AT_THE_CONSOLE, case, text, language, video, progress)

    def forward(self, case: str, official: str) -> None:
        """Pass an appeal on to an official of its site's directory. Raises NotFound, BadInput."""
        self.cases.forward(AT_THE_CONSOLE, case, official)

    def extend(self, case: str, days: int, reason: str) -> date:
        """Put the answer off by so many days; returns the new day. Raises NotFound, BadInput."""
        return self.cases.extend(AT_THE_CONSOLE, case, days, reason)

    def open_clip(self, case: str, out: Path) -> Entry:
        """Decrypt the clip of an appeal into `out`. Raises NotFound, CannotOpen."""
        entry = self.cases.saw(AT_THE_CONSOLE, case, Act.EXPORT)
        open_clip(self.receiver.clip_file(entry.id), out, self.keys.identities)
        return entry

    def take(self, case: str) -> None:
        """Somebody works on it now. Raises NotFound, BadInput."""
        self.cases.take(AT_THE_CONSOLE, case)

    def _make_retention(self) -> Retention:
        return Retention(
            self.store,
            self.registry,
            self.audit,
            Files(self.receiver.drop_clip, self.videos),
            self.keys.signing,
            _now,
            days=self.settings.retention_days,
        )

    def _make_cases(self) -> Cases:
        rooms = Rooms(
            self.store,
            self.registry,
            self.decisions,
            self.audit,
            self.people,
            self.publisher,
            self.videos,
            self.retention,
            _Silence(),
        )
        return Cases(rooms, self.settings.timezone, _now)

    def _make_answers(self, viewings: Viewings) -> Answers:
        return Answers(
            self.registry,
            self.keys,
            time.monotonic,
            self.publisher.directory,
            viewings,
            ask_phone=self.settings.ask_phone,
        )

    def _make_receiver(self) -> Receiver:
        settings = self.settings
        registrar = Registrar(
            self.keys.identities, settings.timezone, self.deadlines, lambda: datetime.now(UTC)
        )
        return Receiver(
            self.store,
            self.booths,
            registrar,
            self.keys.signing,
            Budget(settings.credit_budget_bytes, settings.credit_bytes),
            max_clip_bytes=settings.max_clip_bytes,
            monotonic=time.monotonic,
        )

    def _start_embedded(self) -> ExternalBroker:
        self._broker = EmbeddedBroker(self.store.broker, self.settings.host, self.settings.port)
        self._broker.start()
        return ExternalBroker(self._broker.host, self._broker.port, protocol="3.1.1")

    def _start_listener(self) -> None:
        est = self.settings.est
        if est is None:
            return
        certificate, key = self.store.keys / "est.pem", self.store.keys / "est.key"
        self.authority.put_server(est.names, certificate, key)
        self._listener = Listener(
            (est.host, est.port), certificate, key, self.authority.file, self.enrolment
        )
        self._listener.start()
        log.info("booths enrol at %s:%d", est.host, self._listener.port)

    def _own_password(self) -> str:
        file = self.store.keys / "broker-password"
        if not file.exists():
            write_private(file, self.accounts.put_central())
        return file.read_text(encoding="ascii").strip()

    def _with_password(self, broker: ExternalBroker) -> ExternalBroker:
        if broker.password or broker.certificate:
            return broker
        return ExternalBroker(
            broker.host,
            broker.port,
            broker.protocol,
            broker.username,
            self._password,
            broker.ca,
            broker.certificate,
            broker.key,
        )

    def _connected(self) -> None:
        if self._ingest:
            self._ingest.republish()

    def _tell_waiters(self) -> None:
        with self._changed:
            self._changed.notify_all()


class _Silence:
    """Nobody is told."""

    def tell(self, event: Event, entry: Entry) -> None:
        """Says nothing."""


def _now() -> datetime:
    return datetime.now(UTC)
