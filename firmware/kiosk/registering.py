"""Registers the appeal: a number is kept ready, and becomes the recording's when it is safe."""

import logging

from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.session import Session
from firmware.kiosk.takes import Takes, Tell
from firmware.kiosk.views import Failure
from firmware.spool.registration import Registrar

log = logging.getLogger(__name__)


class Registering:
    """Has numbers drawn and appeals registered by a worker; tells the visit what came of it."""

    def __init__(self, registrar: Registrar, worker: Worker, takes: Takes, tell: Tell) -> None:
        self._registrar = registrar
        self._worker = worker
        self._takes = takes
        self._tell = tell

    def reserve(self, session: Session) -> None:
        """Have a number ready, which takes a while, before it is needed."""
        if session.reserved is None:
            self._worker.submit(session.visit, "reserved", self._registrar.reserve_number)

    def register(self, session: Session) -> None:
        """Register the recording under the number that is ready, or under a new one."""
        registrar, draft = self._registrar, session.draft()
        recording, reserved = session.recording, session.reserved
        assert recording is not None
        self._worker.submit(
            session.visit,
            "registered",
            lambda: registrar.register(draft, recording, reserved or registrar.reserve_number()),
        )

    def on_done(self, session: Session, done: Done) -> None:
        """A job has ended; a number that could not be drawn is drawn when it is needed."""
        if done.name == "registered":
            self._registered(session, done)
        elif done.error is None:
            session.reserved = done.value

    def _registered(self, session: Session, done: Done) -> None:
        if done.error is not None:
            session.failure, session.reserved = Failure.STORAGE, None
            self._tell("storage_failed")
            return
        session.registered = done.value
        self._takes.keep(session)
        log.info("appeal %s registered", done.value.id)
        self._tell("registered")
