"""The rules by which clips are taken over, without any network.

`receive` is given messages in any order, any number of times, and returns what to
say; when it returns, all that it says is on the disk. Order: bytes, fsync, the
`have` row, only then the words. `stored` is said again to whatever comes later. What is
inside a clip the registrar finds out, later and perhaps elsewhere: no age identity is needed.
"""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from central.booths import Booths
from central.budget import Budget
from central.clips import Clips
from central.hands import hashes
from central.models import Intake, IntakeState
from central.offers import Offer, OfferRefused, kept_envelope, read_offer
from central.parts import Parts
from central.progress import OFTEN_ASKED, note_progress
from central.store import Store
from firmware.appeals import signing
from firmware.wire import ranges, signed
from firmware.wire.errors import WireError
from firmware.wire.messages import ClipState, Reject, Stored, Unknown, Wait, Want
from firmware.wire.ranges import Ranges
from firmware.wire.topics import ChunkTopic, ClipStateTopic, ClipTopic, FinTopic, InitTopic

log = logging.getLogger("central")

BUSY_RETRY_S = 10
UNKNOWN_BOOTH_RETRY_S = 300
# More pieces than that no honest booth makes; a message could not name them.
MAX_RANGES = 1024
# More clips than that no honest booth has begun; beyond it the oldest begins anew.
MAX_OPEN_BY_BOOTH = 16

Message = tuple[ClipTopic, bytes]
Said = tuple[ClipStateTopic, ClipState]


class Receiver:
    """Takes over the clips of all booths."""

    def __init__(
        self,
        store: Store,
        booths: Booths,
        clips: Clips,
        key: signing.PrivateKey,
        budget: Budget,
        *,
        max_clip_bytes: int,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
        on_stored: Callable[[], None],
    ) -> None:
        """`on_stored` is called after a batch in which a clip was stored."""
        self.spoiled_chunks = 0
        self._store = store
        self._booths = booths
        self._clips = clips
        self._key = key
        self._budget = budget
        self._max_clip_bytes = max_clip_bytes
        self._monotonic = monotonic
        self._now = now
        self._on_stored = on_stored
        self._parts = Parts(store.parts)
        self._taken: list[str] = []
        self._hashed = ""
        self._rows: dict[str, Intake] = {}
        self._have: dict[str, Ranges] = {}
        self._say: dict[tuple[str, str], Said] = {}

    def receive(self, messages: Iterable[Message]) -> list[Said]:
        """Take a batch; afterwards it may be acknowledged. Raises OSError: then nothing may."""
        batch = list(messages)
        self._have.clear()
        self._say.clear()
        self._taken.clear()
        try:
            with self._store.connection():
                self._look_up(batch)
                hashed = hashes([payload for _topic, payload in batch])
                for (topic, payload), self._hashed in zip(batch, hashed, strict=True):
                    self._one(topic, payload)
                self._flush()
        finally:
            self._parts.close()
        if self._taken:
            self._on_stored()
        return list(self._say.values())

    def sweep(self) -> None:
        """Delete what a crash left of clips that were taken over or given up. Raises OSError."""
        # First the files: another worker may begin a clip meanwhile.
        found = self._parts.ids()
        with self._store.connection():
            opened = Intake.select(Intake.id).where(Intake.state == IntakeState.OPEN)
            for id in found - {row.id for row in opened}:
                self._parts.drop(id)

    def _look_up(self, batch: list[Message]) -> None:
        ids = {topic.id for topic, _payload in batch}
        query = Intake.select(*OFTEN_ASKED).where(Intake.id.in_(list(ids)))
        self._rows = {row.id: row for row in query}

    def _one(self, topic: ClipTopic, payload: bytes) -> None:
        row = self._rows.get(topic.id)
        if row is not None and row.booth != topic.booth:
            self._reply(topic, Reject("this id belongs to another booth"))
        elif row is not None and row.state != IntakeState.OPEN:
            self._again(topic, payload, row)
        elif isinstance(topic, InitTopic):
            self._init(topic, payload, row)
        elif row is None:
            self._reply(topic, Unknown())
        elif isinstance(topic, ChunkTopic):
            self._chunk(topic, payload, row)
        elif isinstance(topic, FinTopic):
            self._fin(topic, row)

    def _again(self, topic: ClipTopic, payload: bytes, row: Intake) -> None:
        if isinstance(topic, InitTopic):
            offer = self._offer(topic, payload)
            if offer and not offer.is_of(row):
                self._reply(topic, Reject("conflict: this id was stored with other bytes"))
            if not offer or not offer.is_of(row):
                return
            # The end may have come between the last two steps of taking it over.
            self._parts.drop(topic.id)
        self._reply(topic, Stored(row.signed))

    def _offer(self, topic: InitTopic, payload: bytes) -> Offer | None:
        key = self._booths.key(topic.booth, topic.site)
        if key is None:
            log.warning("clip %s: booth %s is not registered here", topic.id, topic.booth)
            self._reply(topic, Wait(UNKNOWN_BOOTH_RETRY_S))
            return None
        try:
            return read_offer(topic, payload, key, self._max_clip_bytes)
        except (OfferRefused, WireError) as error:
            log.warning("clip %s: offer refused: %s", topic.id, error)
            self._reply(topic, Reject(str(error)[:200]))
            return None

    def _init(self, topic: InitTopic, payload: bytes, row: Intake | None) -> None:
        offer = self._offer(topic, payload)
        if offer is None:
            return
        if row is None:
            if not self._budget.lease(topic.booth, self._monotonic()):
                # A clip that may not come yet must not push out one that has come half way.
                self._reply(topic, Wait(BUSY_RETRY_S))
                return
            self._make_room(topic.booth)
            row = self._rows[topic.id] = offer.insert(self._now())
        elif not offer.is_of(row):
            self._reply(topic, Reject("conflict: this id was offered with other bytes"))
            return
        self._want(topic, row)

    def _make_room(self, booth: str) -> None:
        query = Intake.select().where(Intake.booth == booth, Intake.state == IntakeState.OPEN)
        opened = list(query.order_by(Intake.begun_at, Intake.id))
        for row in opened[: max(0, len(opened) - MAX_OPEN_BY_BOOTH + 1)]:
            log.warning("clip %s: forgotten, booth %s has begun too many", row.id, booth)
            self._parts.drop(row.id)
            self._have.pop(row.id, None)
            self._rows.pop(row.id, None)
            row.delete_instance()

    def _chunk(self, topic: ChunkTopic, payload: bytes, row: Intake) -> None:
        end = topic.offset + len(payload)
        have = ranges.add(self._have_of(row), topic.offset, end)
        sound = self._hashed == topic.sha256 and 0 < end <= row.size
        if sound and len(have) <= MAX_RANGES:
            self._parts.write(topic.id, topic.offset, payload)
            self._have[topic.id] = have
        else:
            self.spoiled_chunks += 1
            log.warning("clip %s: a spoiled chunk at %d", topic.id, topic.offset)
        self._want(topic, row)

    def _fin(self, topic: FinTopic, row: Intake) -> None:
        if (topic.size, topic.sha256) != (row.size, row.sha256):
            self._reply(topic, Reject("conflict: fin speaks of other bytes than init"))
            return
        if ranges.missing(self._have_of(row), row.size):
            self._want(topic, row)
            return
        self._flush()
        if self._parts.hash(topic.id) != row.sha256:
            log.warning("clip %s: all bytes came, but not as they were signed", topic.id)
            self._parts.drop(topic.id)
            self._have[topic.id] = ()
            self._want(topic, row)
            return
        self._clips.keep(topic.id, self._parts.file(topic.id), row.sha256)
        self._reply(topic, Stored(self._stored(row)))
        self._parts.drop(topic.id)
        self._budget.release(topic.booth)
        log.info("clip %s: stored", topic.id)

    def _stored(self, row: Intake) -> str:
        envelope = kept_envelope(Intake.get_by_id(row.id))
        token = signed.sign(signed.stored_facts(envelope), self._key)
        with self._store.own_rows():
            row.signed, row.state = token, IntakeState.STORED
            row.stored_at = self._now().isoformat()
            row.save(only=[Intake.signed, Intake.state, Intake.stored_at])
        self._have.pop(row.id, None)
        self._taken.append(row.id)
        return token

    def _have_of(self, row: Intake) -> Ranges:
        """What is really there: a row without its part file is worth nothing."""
        if row.id not in self._have:
            kept = ranges.merge((start, end) for start, end in json.loads(row.have))
            if kept and self._parts.length(row.id) < kept[-1][1]:
                log.warning("clip %s: its part was lost, starting anew", row.id)
                kept = ()
            self._have[row.id] = kept
        return self._have[row.id]

    def _want(self, topic: ClipTopic, row: Intake) -> None:
        credit = self._budget.lease(topic.booth, self._monotonic())
        have = self._have_of(row)
        self._reply(topic, Want(have, credit) if credit else Wait(BUSY_RETRY_S))

    def _reply(self, topic: ClipTopic, state: ClipState) -> None:
        about = ClipStateTopic(topic.site, topic.booth, topic.id)
        self._say[topic.booth, topic.id] = (about, state)

    def _flush(self) -> None:
        self._parts.sync(self._have)
        with self._store.own_rows():
            note_progress((json.dumps(have), id) for id, have in self._have.items())
