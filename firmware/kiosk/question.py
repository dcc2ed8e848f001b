"""A question for an answer: sealed, left in the spool, and its reply read from there."""

import logging

from firmware.appeals.appeal import new_id
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import PublicKey
from firmware.clock import Clock
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.session import Answer, Session, VideoAnswer
from firmware.kiosk.takes import Tell
from firmware.kiosk.views import Status
from firmware.spool.mailbox import KioskMailbox
from firmware.wire.asking import open_reply, seal_ask
from firmware.wire.errors import WireError
from firmware.wire.messages import Ask, Reply

log = logging.getLogger(__name__)

PATIENCE_S = 8.0
_POLL_S = 0.1

_STATUS = {
    "received": Status.RECEIVED,
    "in_work": Status.IN_WORK,
    "forwarded": Status.FORWARDED,
    "extended": Status.EXTENDED,
    "clarification": Status.CLARIFICATION,
    "answered": Status.ANSWERED,
    "not_an_appeal": Status.NOT_AN_APPEAL,
    "not_found": Status.NOT_FOUND,
    "try_later": Status.WAIT,
}


class Questions:
    """Asks central through the spool; never waits on the UI thread."""

    def __init__(
        self,
        mailbox: KioskMailbox,
        ask_recipient: str,
        central: PublicKey,
        worker: Worker,
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._mailbox = mailbox
        self._ask_recipient = ask_recipient
        self._central = central
        self._worker = worker
        self._clock = clock
        self._tell = tell
        self._polled_at = 0.0
        self._polling = False

    def ask(self, session: Session) -> None:
        """Leave the question; the reply is looked for by `tick`."""
        session.rid = new_id()
        session.deadline = self._clock.monotonic() + PATIENCE_S
        self._polling = False
        rid, number, key = session.rid, session.typed, session.key

        def put() -> None:
            ask = Ask(number=number, reply=key.recipient)
            self._mailbox.put(rid, seal_ask(ask, self._ask_recipient))

        self._worker.submit(session.visit, "asked", put, rid)

    def rate(self, session: Session) -> None:
        """Tell central what the citizen thought of the answer; nobody waits for a reply."""
        session.rid = new_id()
        rid, number, key, rating = session.rid, session.typed, session.key, session.rating

        def put() -> None:
            ask = Ask(number=number, reply=key.recipient, rating=rating)
            self._mailbox.put(rid, seal_ask(ask, self._ask_recipient))

        self._worker.submit(session.visit, "rated", put)

    def tick(self, session: Session) -> None:
        """Look for the reply; after eight seconds there is no line."""
        now = self._clock.monotonic()
        if now > session.deadline:
            session.answer = Answer(Status.NO_LINE)
            self._tell("no_line")
        elif not self._polling and now - self._polled_at >= _POLL_S:
            self._polling, self._polled_at = True, now
            rid, key = session.rid, session.key
            self._worker.submit(session.visit, "reply", lambda: self._look(rid, key), rid)

    def _look(self, rid: str, key: VisitKey) -> Reply | None:
        token = self._mailbox.reply(rid)
        if token is None:
            return None
        try:
            return open_reply(token, rid, self._central, key)
        except WireError as error:
            # Not from central: as good as no reply, and said in the log without its content.
            log.warning("a reply was refused: %s", error.place)
            return None

    def on_done(self, session: Session, done: Done) -> None:
        """A look for the reply to the open question, or leaving the question, has ended."""
        if done.name == "reply":
            self._polling = False
        if done.error is not None:
            session.answer = Answer(Status.NO_LINE)
            self._tell("no_line")
        elif isinstance(done.value, Reply):
            reply = done.value
            session.answer = Answer(
                _STATUS[reply.status],
                reply.until,
                official=reply.forwarded_to or reply.official,
                reason=reply.reason or "",
                text=reply.text or "",
            )
            if reply.video is not None and reply.status == "answered":
                session.video = VideoAnswer(done.about, reply.video.duration_ms / 1000)
            self._tell("replied")

    def forget(self, session: Session) -> None:
        """Nothing of the question stays in the spool."""
        rid, session.rid = session.rid, ""
        if rid:
            self._worker.submit(0, "forgotten", lambda: self._mailbox.forget(rid))
