"""A central, wired together: `Central(settings).start()` ... `.stop()`."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from central.accounts import CENTRAL_USER
from central.cases import AT_THE_CONSOLE
from central.components import Components
from central.entries import Entry
from central.errors import PartInUse
from central.mosquitto import write_config
from central.opening import open_clip
from central.registering import LOOK_S
from central.rights import Act
from central.running import Running
from central.settings import CentralSettings
from central.transcode import Progress
from firmware.appeals.appeal import Language

log = logging.getLogger("central")


class Central(Components):
    """Central in this process. Everything but `start` works without a broker, too."""

    def __init__(
        self,
        settings: CentralSettings,
        on_lost: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """`on_lost` is called when another process has taken over what this one does.

        Then `lost` says what. Raises BadKey, BadInput (the calendar), DatabaseDamaged,
        DatabaseAway, OSError.
        """
        super().__init__(settings, clock)
        self.lost: PartInUse | None = None
        self._on_lost = on_lost
        self._changed = threading.Condition()
        self._running: Running | None = None

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
        if self._running and self._running.broker:
            return self._running.broker.port
        return self.settings.broker.port if self.settings.broker else self.settings.port

    @property
    def est_port(self) -> int | None:
        """The port where booths enrol, while it runs."""
        listener = self._running.listener if self._running else None
        return listener.port if listener else None

    @property
    def desk_address(self) -> str | None:
        """Where the desk is, while it runs."""
        desk = self._running.desk if self._running else None
        return desk.address if desk else None

    @property
    def public_address(self) -> str | None:
        """Where the public page is, while it runs."""
        public = self._running.public if self._running else None
        return public.address if public else None

    def start(self) -> None:
        """Start the broker (where it is embedded) and do the parts of the settings.

        Raises BrokerFailed, BadInput, PartInUse, ListenerFailed, DatabaseAway.
        """
        running = Running(self, self._tell_waiters, self._claim_lost)
        try:
            running.start()
        except BaseException:
            running.stop()
            raise
        self._running = running
        log.info("central started, broker on %s:%d", running.at[0], running.at[1])

    def stop(self) -> None:
        """Stop everything that was started; harmless when repeated."""
        if self._running:
            self._running.stop()
            self._running = None
        self.store.close()

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
        if self._running:
            self._running.republish()
        return version

    def publish_pages(self, content: bytes) -> int:
        """Sign and publish pages of information; returns their version. Raises BadInput."""
        version = self.publisher.publish_pages(content)
        if self._running:
            self._running.republish()
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
                # A registrar elsewhere cannot wake anybody here.
                self._changed.wait(min(left, LOOK_S))

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
        open_clip(self.clips, entry.id, out, self.keys.identities)
        return entry

    def take(self, case: str) -> None:
        """Somebody works on it now. Raises NotFound, BadInput."""
        self.cases.take(AT_THE_CONSOLE, case)

    def _stored(self) -> None:
        if self._running:
            self._running.wake_registrar()
        else:
            super()._stored()

    def _tell_waiters(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _claim_lost(self, error: PartInUse) -> None:
        self.lost = error
        self._on_lost()
