"""The main loop of process 2: one thread does all the work, paho's threads only enqueue."""

import logging
import shutil
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

from peewee import OperationalError

from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.clock import Clock, SystemClock
from firmware.lifeline import Lifeline
from firmware.process import OnlyOne, stopped_by_signal
from firmware.settings import Settings
from firmware.spool.errors import SpoolUnavailable
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.outbox import Outbox
from firmware.spool.reserve import Reserve
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.uplink.bulk import Bulk
from firmware.uplink.control import Control
from firmware.uplink.errors import BadCredential, UplinkError
from firmware.uplink.health import Checkup
from firmware.uplink.line import Event
from firmware.uplink.renewal import Renewal
from firmware.uplink.status import Status, StatusFile
from firmware.uplink.tls import CertificateFile

log = logging.getLogger("uplink")

# How often the spool is asked for something new: a question for an answer must
# be on its way at once, a person is standing there.
POLL_S = 0.2
# After the database could not be used, before the next try.
SPOOL_RETRY_S = 5.0
PURGE_EVERY_S = 60.0
CHECK_EVERY_S = 60.0
LOCK = "uplink.lock"


class Uplink:
    """Talks to central until told to stop."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Opens the spool. Raises PlaintextRefused, BadCredential, SpoolError.

        A damaged spool ends the uplink also later: it must let go of the database, so
        that the kiosk can rebuild it.
        """
        self._clock = clock
        self._purged_at = float("-inf")
        self._checked_at = clock.monotonic()
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._reserve = Reserve(Path(settings.booth.spool))
        self._spool = self._open_spool(Path(settings.booth.spool))
        self._status = StatusFile(Path(settings.booth.spool))
        self._outbox = Outbox(self._spool, settings.spool.keep_stored_h * 3600.0)
        # Before the first line is made, so that no change is missed.
        self._certificate = CertificateFile(settings)
        key = _central_key(Path(settings.central.signing_key))
        self._control = Control(
            settings,
            UplinkMailbox(self._spool),
            Shelf(self._spool),
            Checkup(settings, self._spool, clock),
            key,
            clock,
            self._events,
        )
        self._renewal = Renewal(settings, clock)
        self._bulk = Bulk(settings, self._outbox, key, self._events, clock)

    def _open_spool(self, folder: Path) -> Spool:
        try:
            return Spool(folder)
        except SpoolUnavailable:
            # On a full disk SQLite cannot even open, and what fills it would never leave.
            if not self._reserve.give():
                raise
            log.error("spool: cannot be opened; trying again with the room kept for a full disk")
            return Spool(folder)

    def run(self, stop: threading.Event, lifeline: Lifeline | None = None) -> None:
        """Send, receive, and come back after every break, until `stop` is set.

        Each turn of the loop feeds the lifeline: a spool that cannot be used now is not a
        reason to be killed, a loop that stands is.
        """
        lifeline = lifeline or Lifeline(self._clock)
        with self._spool.connection():
            self._control.open()
            self._renewal.start()
            log.info("uplink started")
            lifeline.ready()
            try:
                while not stop.is_set():
                    self._safe_turn(stop)
                    lifeline.alive()
                    lifeline.status("online" if self._control.online else "offline")
            finally:
                lifeline.stopping()
                self._renewal.stop()
                self._bulk.close()
                self._control.close()
                log.info("uplink stopped")

    def _safe_turn(self, stop: threading.Event) -> None:
        try:
            now = self._clock.monotonic()
            if now - self._purged_at >= PURGE_EVERY_S:
                self._outbox.purge_stored()
                self._purged_at = now
            if now - self._checked_at >= CHECK_EVERY_S:
                self._spool.check()
                self._checked_at = now
            self._turn()
            self._reserve.keep()
        except (OperationalError, SpoolUnavailable) as error:
            # A full or busy disk passes; to end would cost the line and what it carries.
            free = shutil.disk_usage(self._spool.folder).free // 2**20
            log.error("spool: %s (%d MB free)", error, free)
            self._reserve.give()
            stop.wait(SPOOL_RETRY_S)

    def _turn(self) -> None:
        event = self._next(POLL_S)
        while event is not None:
            self._handle(event)
            event = self._next(0)
        if self._certificate.changed():
            self._reopen()
        now = self._clock.monotonic()
        self._bulk.poll(now)
        self._control.poll(now, self._bulk.refused_messages)
        status = Status(
            online=self._control.online,
            reason=self._control.reason,
            paused=self._bulk.paused,
            sending=self._bulk.sending,
        )
        self._status.write(status, now)

    def _reopen(self) -> None:
        """A new certificate is there, by renewal or by `booth enrol`."""
        try:
            self._control.reopen()
            self._bulk.reopen()
        except UplinkError as error:
            log.error("the new certificate is not used: %s", error)

    def _next(self, timeout: float) -> Event | None:
        try:
            return self._events.get(timeout=timeout) if timeout else self._events.get_nowait()
        except Empty:
            return None

    def _handle(self, event: Event) -> None:
        if event.line == "bulk":
            self._bulk.handle(event, self._clock.monotonic())
        else:
            self._control.handle(event)


def _central_key(file: Path) -> signing.PublicKey:
    try:
        return signing.load_public(file)
    except (OSError, BadSignature) as error:
        raise BadCredential("central.signing_key", file, str(error)) from error


def run_uplink(settings: Settings) -> int:
    """`booth uplink`: run until SIGTERM; the exit code of the process. Raises AlreadyRuns."""
    stop = stopped_by_signal()
    clock = SystemClock()
    lifeline = Lifeline(clock)
    only = OnlyOne(Path(settings.booth.spool) / LOCK)
    try:
        Uplink(settings, clock).run(stop, lifeline)
    finally:
        only.release()
        lifeline.close()
    return 0
