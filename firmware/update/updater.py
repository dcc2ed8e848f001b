"""Looks for a new system on a stick and at central, and installs it when nobody is there."""

import logging
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from threading import Event

from firmware.clock import Clock
from firmware.settings import Settings
from firmware.spool.errors import BoothOccupied, StorageFailed
from firmware.spool.vacancy import vacant
from firmware.update import ledger as ledgers
from firmware.update.courier import Courier, check_offer
from firmware.update.errors import BundleRefused, FetchFailed, RaucFailed
from firmware.update.ledger import Facts, Ledger
from firmware.update.rauc import Bundle, Rauc
from firmware.update.version import order
from firmware.uplink.errors import BadCredential
from firmware.uplink.pace import within
from firmware.wire.messages import MAX_UPDATE_REASON, UpdateState
from firmware.wire.signed import SignedUpdate

log = logging.getLogger(__name__)

SUFFIX = "*.raucb"


class Updater:
    """One `turn` looks once; what it finds is in the ledger and in the log."""

    def __init__(
        self,
        settings: Settings,
        rauc: Rauc,
        courier: Courier,
        offer: Callable[[], SignedUpdate | None],
        look: Callable[[], Facts],
        running: str,
        time_of_day: Callable[[], time],
        clock: Clock,
    ) -> None:
        """`offer`: what central announces; `look`: what works now; `running`: our version."""
        self._settings = settings
        self._ledger = settings.update.ledger
        self._spool = Path(settings.booth.spool)
        self._rauc = rauc
        self._courier = courier
        self._offer = offer
        self._look = look
        self._running = running
        self._time_of_day = time_of_day
        self._clock = clock
        self._begun = clock.monotonic()
        self._seen: dict[Path, tuple[int, int]] = {}

    def turn(self, stop: Event, restart: Callable[[], None]) -> bool:
        """Whether an update was installed; then `restart` was called, inside of the lock.

        Raises RaucFailed, StorageFailed.
        """
        book = ledgers.read(self._ledger)
        if self._rauc.slots().on_trial:
            # A system that is not kept yet installs nothing over the one to return to.
            return False
        for find in (self._from_stick, self._from_central):
            bundle = find(book, stop)
            if bundle is not None and self._install(book, bundle, stop, restart):
                return True
        return False

    def _from_stick(self, book: Ledger, _: Event) -> Bundle | None:
        found = [bundle for file in self._new_on_stick() if (bundle := self._read(book, file))]
        return max(found, key=lambda one: order(one.version), default=None)

    def _new_on_stick(self) -> Iterator[Path]:
        """Files that were not looked at before: a refused one is refused once."""
        folder = Path(self._settings.service.usb)
        try:
            files = sorted(folder.glob(SUFFIX))
            stamps = {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in files}
        except OSError as error:
            log.warning("%s: %s", folder, error.strerror)
            return
        fresh = [file for file, stamp in stamps.items() if self._seen.get(file) != stamp]
        self._seen = stamps
        yield from fresh

    def _from_central(self, book: Ledger, stop: Event) -> Bundle | None:
        offer = self._offer()
        if offer is None or order(offer.version) <= order(self._running):
            self._courier.forget_others(None)
            return None
        if why := book.left_alone(offer.version):
            self._courier.forget_others(None)
            if (book.state, book.version) == ("returned", offer.version):
                self._tell(book, "refused", offer.version, f"{why}; {book.reason}")
            return None
        if not within(self._settings.update.hours, self._time_of_day()):
            self._tell(book, "offered", offer.version)
            return None
        if self._just_returned(book, offer.version):
            return None
        try:
            self._tell(book, "fetching", offer.version)
            file = self._courier.fetch(offer, stop)
            return None if file is None else self._read(book, file, offer)
        except (FetchFailed, BadCredential) as error:
            self._tell(book, "fetching", offer.version, str(error))
            return None

    def _just_returned(self, book: Ledger, version: str) -> bool:
        """Whether people, and health, are still to hear why that one did not stay."""
        if (book.state, book.version) != ("returned", version):
            return False
        return self._clock.monotonic() - self._begun < self._settings.update.again_s

    def _read(self, book: Ledger, file: Path, offer: SignedUpdate | None = None) -> Bundle | None:
        """The bundle, if it may be installed here."""
        try:
            bundle = self._rauc.read(file)
            if offer is not None:
                check_offer(offer, bundle.version)
            self._admit(book, bundle)
        except BundleRefused as error:
            version = offer.version if offer else file.name[:64]
            log.warning("%s: refused: %s", file.name, error.reason)
            book.refuse(version, error.reason)
            ledgers.write(self._ledger, book)
            return None
        return bundle

    def _admit(self, book: Ledger, bundle: Bundle) -> None:
        ours = self._rauc.slots().compatible
        if bundle.compatible != ours:
            raise BundleRefused(f"it is for another device ({bundle.compatible}, not {ours})")
        if bundle.version == self._running:
            raise BundleRefused(f"version {bundle.version} runs already")
        if order(bundle.version) < order(self._running):
            raise BundleRefused(f"version {bundle.version} is older than {self._running}")
        if why := book.left_alone(bundle.version):
            raise BundleRefused(why)

    def _install(
        self, book: Ledger, bundle: Bundle, stop: Event, restart: Callable[[], None]
    ) -> bool:
        try:
            with vacant(self._spool):
                before = self._look()
                log.info("update %s: installing", bundle.version)
                self._tell(book, "installing", bundle.version)
                self._rauc.install(bundle.file)
                book.begin_trial(bundle.version, before)
                ledgers.write(self._ledger, book)
                log.info("update %s: installed, starting it for its trial", bundle.version)
                restart()
                # The booth stays closed until the machine goes down.
                stop.wait()
                return True
        except BoothOccupied:
            self._seen.pop(bundle.file, None)  # later, when nobody is there
            return False
        except RaucFailed as error:
            self._tell(book, "installing", bundle.version, error.problem)
            raise

    def _tell(self, book: Ledger, state: UpdateState, version: str, reason: str = "") -> None:
        """Note it, unless it stands there already: a card wears by what is written on it."""
        if (book.state, book.version, book.reason) == (state, version, reason[:MAX_UPDATE_REASON]):
            return
        book.news(state, version, reason)
        try:
            ledgers.write(self._ledger, book)
        except StorageFailed as error:
            log.error("%s", error)
