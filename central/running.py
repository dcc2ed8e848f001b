"""What runs of a central: claims, broker, link, workers, the listener for booths."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from central.answers import Answers
from central.broker import EmbeddedBroker
from central.bucket import Bucket
from central.chores import Chores
from central.claims import FileClaims, SessionClaims, claims_of
from central.desk.listener import DeskListener
from central.errors import ClipsAway, DatabaseAway, PartInUse
from central.ingest import Ingest
from central.link import Incoming, Link
from central.listener import Listener
from central.notices.service import Sms
from central.registering import Registering
from central.settings import ExternalBroker
from central.viewings import Viewings
from central.web import make_desk, make_public
from firmware.wire import topics

if TYPE_CHECKING:
    from central.server import Central

log = logging.getLogger("central")

# How often it is looked whether the claims of a session still stand.
KEEP_S = 5.0


class _Stoppable(Protocol):
    def stop(self) -> None: ...


class Running:
    """The parts of the settings, at work; used once."""

    def __init__(
        self,
        central: "Central",
        on_registered: Callable[[], None],
        on_lost: Callable[[PartInUse], None],
    ) -> None:
        self.broker: EmbeddedBroker | None = None
        self.listener: Listener | None = None
        self.at: tuple[str, int] = ("", 0)
        self._central = central
        self._run = central.settings.run
        self._on_lost = on_lost
        self._files = FileClaims(central.store.locks)
        url = central.settings.database.url
        self._session = SessionClaims(url) if url else None
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep_claims, name="claims", daemon=True)
        self._link: Link | None = None
        self._ingest: Ingest | None = None
        self._viewings: Viewings | None = None
        self._registering: Registering | None = None
        self._on_registered = on_registered
        self.desk: DeskListener | None = None
        self.public: DeskListener | None = None
        self._others: list[_Stoppable] = []

    def start(self) -> None:
        """Claim, then start all. What failed, the caller stops."""
        claims = claims_of(self._run)
        self._files.take(claims)
        if self._session:
            self._session.take(claims)
            self._keeper.start()
        self._look_at_the_bucket()
        if "ingest" in self._run.parts:
            self._central.receiver.sweep()
        if "registrar" in self._run.parts:
            self._registering = Registering(self._central.registrar, self._on_registered)
            self._registering.start()
        if {"ingest", "answers", "publisher"} & set(self._run.parts):
            self._start_line()
        self._start_listener()
        self._start_others()

    def stop(self) -> None:
        """Stop what was started; harmless when repeated."""
        self._stopping.set()
        for part in (*self._others, self.listener, self._link, self._ingest, self._registering):
            if part:
                part.stop()
        self._others.clear()
        if self._viewings:
            self._viewings.close()
        if self.broker:
            self.broker.stop()
        if self._keeper.is_alive() and threading.current_thread() is not self._keeper:
            self._keeper.join()
        if self._session:
            self._session.release()
        self._files.release()
        self.listener = self._link = self._ingest = self._registering = None
        self._viewings = self.broker = None

    def republish(self) -> None:
        """Something was published, or the broker may have forgotten it."""
        if self._ingest:
            self._ingest.republish()

    def wake_registrar(self) -> None:
        """Something was stored."""
        if self._registering:
            self._registering.wake()

    def _start_line(self) -> None:
        central, run = self._central, self._run
        broker = central.settings.broker or self._start_embedded()
        self.at = broker.host, broker.port
        incoming: SimpleQueue[Incoming | None] = SimpleQueue()
        link = Link(self._with_password(broker), incoming, self.republish, self._filters())
        self._ingest = Ingest(
            incoming,
            link,
            central.store,
            central.receiver,
            central.booths,
            self._answering() if "answers" in run.parts else None,
            central.publisher if "publisher" in run.parts else None,
            run.sites,
        )
        self._ingest.start()
        self._link = link
        link.start()

    def _filters(self) -> list[str]:
        filters: list[str] = []
        if "ingest" in self._run.parts:
            filters += topics.clips_and_health(self._run.sites)
        if "answers" in self._run.parts:
            filters += topics.questions(self._run.sites)
        return filters

    def _answering(self) -> tuple[Answers, Viewings]:
        central = self._central
        folder = central.store.viewings
        if self._run.sites:
            # Workers of other sites may share the folder, and each begins by emptying its own.
            named = hashlib.sha256(" ".join(sorted(self._run.sites)).encode()).hexdigest()[:16]
            folder = folder.with_name(f"{folder.name}.{named}")
            folder.mkdir(mode=0o700, exist_ok=True)
        self._viewings = Viewings(central.videos, folder, time.monotonic)
        answers = Answers(
            central.registry,
            central.keys,
            central.lookup,
            central.publisher.directory,
            self._viewings,
        )
        return answers, self._viewings

    def _start_embedded(self) -> ExternalBroker:
        settings = self._central.settings
        self.broker = EmbeddedBroker(self._central.store.broker, settings.host, settings.port)
        self.broker.start()
        return ExternalBroker(self.broker.host, self.broker.port, protocol="3.1.1")

    def _with_password(self, broker: ExternalBroker) -> ExternalBroker:
        if broker.password or broker.certificate:
            return broker
        return replace(broker, password=self._central.broker_password)

    def _start_listener(self) -> None:
        central, est = self._central, self._central.settings.est
        if est is None:
            return
        certificate, key = central.store.keys / "est.pem", central.store.keys / "est.key"
        central.authority.put_server(est.names, certificate, key)
        self.listener = Listener(
            (est.host, est.port),
            certificate,
            key,
            central.authority.file,
            central.enrolment,
            central.updates,
        )
        self.listener.start()
        log.info("booths enrol at %s:%d", est.host, self.listener.port)

    def _start_others(self) -> None:
        """Pages, notices and chores: each by itself."""
        central, parts = self._central, self._run.parts
        others: list[DeskListener | Sms | Chores] = []
        if "desk" in parts:
            self.desk = make_desk(central)
            others.append(self.desk)
        if "public" in parts:
            self.public = make_public(central)
            others.append(self.public)
        if "notices" in parts:
            others.append(central.sms)
        if "retention" in parts:
            others.append(Chores(central.retention.expire, central.retention.sweep))
        for other in others:
            self._others.append(other)
            other.start()

    def _look_at_the_bucket(self) -> None:
        if isinstance(self._central.clips, Bucket):
            try:
                self._central.clips.check()
            except ClipsAway as error:
                log.error("booths must wait: %s", error)

    def _keep_claims(self) -> None:
        assert self._session is not None
        while not self._stopping.wait(KEEP_S):
            try:
                self._session.keep()
            except DatabaseAway as error:
                log.warning("%s", error)
            except PartInUse as error:
                log.error("%s", error)
                if self._link:
                    self._link.stop()
                self._on_lost(error)
                return
