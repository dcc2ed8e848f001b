"""The bulk connection: sends the waiting clips, one at a time, the oldest first.

Open only while something is pending. Nothing but a verified `stored` of the very
same bytes makes the spool delete a clip.
"""

import logging
from collections.abc import Callable
from queue import SimpleQueue
from zoneinfo import ZoneInfo

from peewee import DatabaseError

from firmware.appeals.signing import PublicKey
from firmware.clock import Clock
from firmware.settings import Settings
from firmware.spool.outbox import Outbox, Pending
from firmware.uplink.attempt import Attempt
from firmware.uplink.errors import ClipDamaged
from firmware.uplink.line import (
    Acknowledged,
    Connected,
    Disconnected,
    Event,
    Line,
    Received,
    Subscribed,
)
from firmware.uplink.pace import Pace, within
from firmware.uplink.sender import Deferred, Refused, Taken
from firmware.uplink.status import Sending
from firmware.wire import messages, topics
from firmware.wire.errors import WireError, one_line
from firmware.wire.topics import ClipStateTopic

log = logging.getLogger("uplink")

# The line stays open so long after the last clip: the next visit may be near.
IDLE_S = 10.0
# After trouble with the files of a clip, before it is tried again.
RETRY_S = 60.0


class Bulk:
    """Sends what the outbox holds."""

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        key: PublicKey,
        events: "SimpleQueue[Event]",
        clock: Clock,
        open_line: Callable[..., Line] = Line,
    ) -> None:
        """`key` is central's signing key. Raises PlaintextRefused, BadCredential."""
        self.refused_messages = 0
        self._settings = settings
        self._outbox = outbox
        self._key = key
        self._events = events
        self._open_line = open_line
        self._clock = clock
        self._line: Line | None = None
        self._max_payload = 0
        self._pace = Pace(settings.uplink.chunk_bytes, settings.uplink.limit_kbit)
        self._zone = ZoneInfo(settings.booth.timezone)
        self._attempt: Attempt | None = None
        self._not_before: dict[str, float] = {}
        self._busy_at = 0.0
        self._deferred: float | None = None
        self._begin_at = 0.0

    def close(self) -> None:
        """Hang up."""
        self._drop_attempt()
        if self._line:
            self._line.close()
            self._line = None
            self._max_payload = 0

    def reopen(self) -> None:
        """Hang up; the clip under way goes on over a new line, with the credentials of now."""
        if self._line:
            self._line.close()
            self._line = None
            self._disconnected("connecting again with a new certificate")

    def poll(self, now: float) -> None:
        """Start the next clip where none is being sent, and send what is due."""
        if not self._may_send():
            if self._line:
                self.close()
            return
        if self._attempt is None:
            self._start_next(now)
        if self._attempt is None:
            if self._line and now - self._busy_at >= IDLE_S:
                self.close()
            return
        self._busy_at = now
        if self._line is None:
            self._line = self._open()
        self._work(now)
        if self._attempt is None:
            self._start_next(now)
            self._work(now)

    @property
    def sending(self) -> Sending | None:
        """The clip on its way."""
        if self._attempt is None:
            return None
        sent, size = self._attempt.progress
        return Sending(id=self._attempt.id, sent=sent, size=size, rate=self._pace.rate)

    @property
    def paused(self) -> str:
        """Why nothing is sent though there may be something, in words."""
        return "" if self._may_send() else f"clips wait for {self._settings.uplink.hours}"

    def _may_send(self) -> bool:
        """Whether it is the time of day for clips; an unsure clock must not hold them back."""
        if not self._clock.trusted():
            return True
        local = self._clock.now().astimezone(self._zone)
        return within(self._settings.uplink.hours, local.time())

    def handle(self, event: Event, now: float) -> None:
        """An event of the bulk line."""
        match event:
            case Connected(max_payload=max_payload):
                self._max_payload = max_payload
            case Subscribed():
                if self._attempt and self._max_payload:
                    self._attempt.connected(self._max_payload)
            case Disconnected(reason=reason):
                self._disconnected(reason)
            case Acknowledged(mid=mid):
                if self._attempt:
                    self._attempt.acknowledged(mid, now)
            case Received(topic=topic, payload=payload):
                self._received(topic, payload, now)

    def _open(self) -> Line:
        booth = self._settings.booth
        line = self._open_line(
            "bulk", self._settings, self._events, (topics.clip_states_of(booth.site, booth.id),)
        )
        line.open()
        return line

    def _disconnected(self, reason: str) -> None:
        if self._max_payload:
            log.info("bulk line down: %s", reason)
        self._max_payload = 0
        if self._attempt:
            self._attempt.disconnected()

    def _received(self, name: str, payload: bytes, now: float) -> None:
        try:
            topic = topics.parse(name)
            state = messages.read_clip_state(payload, topic)
        except WireError as error:
            self.refused_messages += 1
            log.warning("message refused: %s", error)
            return
        if self._attempt and isinstance(topic, ClipStateTopic) and topic.id == self._attempt.id:
            self._attempt.received(state, now)

    def _start_next(self, now: float) -> None:
        if now < self._begin_at:
            return
        ready = (
            pending
            for pending in self._outbox.pending()
            if self._not_before.get(pending.id, now) <= now
        )
        pending = next(ready, None)
        if pending is None:
            return
        self._note(self._outbox.begin, pending.id)
        try:
            self._attempt = Attempt(pending, self._settings, self._key, self._pace)
        except ClipDamaged as error:
            self._give_up(pending, str(error), now)
        except OSError as error:
            self._put_off(pending.id, now + RETRY_S, f"files: {error.strerror}")
        else:
            log.info("clip %s: sending %d bytes", pending.id, pending.clip_size)
            if self._max_payload:
                self._attempt.connected(self._max_payload)

    def _work(self, now: float) -> None:
        attempt = self._attempt
        if attempt is None or self._line is None:
            return
        try:
            attempt.publish_due(self._line, now)
        except ClipDamaged as error:
            self._give_up(attempt.pending, str(error), now)
            return
        except OSError as error:
            self._put_off(attempt.id, now + RETRY_S, f"files: {error.strerror}")
            return
        self.refused_messages += attempt.take_refused()
        match attempt.outcome:
            case Taken(signed=signed):
                self._drop_attempt()
                # Should noting it fail, central is asked again and says it again.
                self._not_before[attempt.id] = now + RETRY_S
                self._deferred = None
                self._outbox.finish(attempt.id, signed)
                log.info("clip %s: stored by central", attempt.id)
            case Refused(why=why):
                self._give_up(attempt.pending, f"central: {one_line(why)}", now)
            case Deferred(until=until, why=why):
                self._put_off(attempt.id, until, why)
                self._hold(until)

    def _hold(self, until: float) -> None:
        """One deferred clip lets the next go; two in a row mean that none will be taken now."""
        if self._deferred is not None:
            self._begin_at = min(self._deferred, until)
        self._deferred = until

    def _give_up(self, pending: Pending, why: str, now: float) -> None:
        self._drop_attempt()
        self._not_before[pending.id] = now + RETRY_S
        self._outbox.reject(pending.id, why)
        log.error("clip %s: rejected, files kept, a person must look: %s", pending.id, why)

    def _put_off(self, id: str, until: float, why: str) -> None:
        self._drop_attempt()
        self._not_before[id] = until
        self._note(self._outbox.fail, id, why)
        log.info("clip %s: put off: %s", id, why)

    def _note(self, write: Callable[..., None], *values: str) -> None:
        """Book-keeping that a full or busy disk may cost, but not the sending."""
        try:
            write(*values)
        except DatabaseError as error:
            log.error("not noted: %s", error)

    def _drop_attempt(self) -> None:
        if self._attempt:
            self._not_before.pop(self._attempt.id, None)
            self._attempt.close()
            self._attempt = None
