"""The worker of central: takes messages from the link in batches and answers them."""

import logging
import threading
import time
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from peewee import DatabaseError

from central.answers import Answers
from central.booths import Booths
from central.link import Incoming, Link
from central.publisher import Publisher
from central.receiver import BUSY_RETRY_S, Message, Receiver, Said
from central.store import Store
from central.viewings import Viewings
from firmware.wire import messages, topics
from firmware.wire.errors import WireError
from firmware.wire.messages import Health, Online, Wait
from firmware.wire.topics import (
    AskTopic,
    BoothTopic,
    ClipStateTopic,
    ClipTopic,
    HealthTopic,
    OnlineTopic,
    ReplyTopic,
    VideoWantTopic,
)

log = logging.getLogger("central")

# A batch is what is there, so that fsync is paid once for it.
MAX_BATCH = 32
# How often the database is asked for a newly published directory.
LOOK_S = 1.0


class Ingest:
    """One thread; None in `incoming` only wakes it."""

    def __init__(
        self,
        incoming: "SimpleQueue[Incoming | None]",
        link: Link,
        store: Store,
        receiver: Receiver,
        booths: Booths,
        answering: tuple[Answers, Viewings] | None,
        publisher: Publisher | None,
        sites: Sequence[str] = (),
    ) -> None:
        """`answering` and `publisher`: None where that is another's part.

        `sites`: whose directories and pages are published; without any, all.
        """
        self.refused_messages = 0
        self._incoming = incoming
        self._link = link
        self._store = store
        self._receiver = receiver
        self._answering = answering
        self._booths = booths
        self._publisher = publisher
        self._sites = sites
        self._published: dict[str, tuple[int, str]] = {}
        self._republish = threading.Event()
        self._stopping = threading.Event()
        self._look_at = 0.0
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and end."""
        self._stopping.set()
        self._incoming.put(None)
        self._thread.join()

    def republish(self) -> None:
        """The broker may have forgotten what was retained: publish it anew."""
        self._republish.set()
        self._incoming.put(None)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                # Opened once: each closing would cost more than a batch.
                with self._store.connection():
                    while self._store.connected and not self._stopping.is_set():
                        self._turn(self._batch())
            except DatabaseError as error:
                log.error("the database cannot be used now: %s", error)
                self._turn(self._batch())

    def _turn(self, batch: list[Incoming]) -> None:
        try:
            if batch:
                self._take(batch)
            if self._publisher:
                self._publish_news(self._publisher)
            if self._answering:
                self._answering[1].forget_old()
        except DatabaseError as error:
            log.error("the database cannot be used now: %s", error)
        except Exception:
            # One batch that nobody foresaw must not make central deaf for all booths:
            # nothing was said of it, so nothing is promised, and the booths ask again.
            log.exception("a batch of %d messages failed", len(batch))

    def _batch(self) -> list[Incoming]:
        batch: list[Incoming] = []
        while len(batch) < MAX_BATCH:
            try:
                item = self._incoming.get_nowait() if batch else self._incoming.get(timeout=LOOK_S)
            except Empty:
                break
            if item is None:
                break
            batch.append(item)
        return batch

    def _take(self, batch: list[Incoming]) -> None:
        try:
            said = self._understand(batch)
        finally:
            # An acknowledgement promises nothing (only `stored` does). Kept back, messages that
            # fail would fill the few that the broker lets be on their way, and central be deaf.
            for item in batch:
                self._link.acknowledge(item)
        for state_topic, state in said:
            self._link.publish(str(state_topic), messages.write(state))

    def _understand(self, batch: list[Incoming]) -> list[Said]:
        clips: list[Message] = []
        for item in batch:
            try:
                topic = topics.parse(item.topic)
                topic.check_size(item.payload)
                if isinstance(topic, ClipTopic):
                    clips.append((topic, item.payload))
                elif isinstance(topic, BoothTopic):
                    self._small(topic, item.payload)
            except WireError as error:
                self.refused_messages += 1
                log.warning("message refused: %s", error)
            except (DatabaseError, OSError) as error:
                log.error("not noted: %s", error)
        return self._receive(clips) if clips else []

    def _receive(self, clips: list[Message]) -> list[Said]:
        try:
            return self._receiver.receive(clips)
        except (OSError, DatabaseError) as error:
            # A full or failing disk: nothing was promised, the booths keep it all.
            log.error("cannot store now: %s", error)
            return [
                (ClipStateTopic(topic.site, topic.booth, topic.id), Wait(BUSY_RETRY_S))
                for topic, _payload in clips
            ]

    def _small(self, topic: BoothTopic, payload: bytes) -> None:
        match topic:
            case AskTopic() | VideoWantTopic():
                self._answer(topic, payload)
            case OnlineTopic():
                online = messages.read(payload, Online, topic).online
                self._booths.said_online(topic.booth, online=online)
            case HealthTopic():
                health = messages.read(payload, Health, topic)
                self._booths.said_health(topic.booth, health, payload.decode())

    def _answer(self, topic: AskTopic | VideoWantTopic, payload: bytes) -> None:
        if self._answering is None:
            return
        answers, viewings = self._answering
        if isinstance(topic, VideoWantTopic):
            for said, content in viewings.received(topic, payload):
                self._link.publish(str(said), content)
        elif (token := answers.reply(topic, payload)) is not None:
            reply = ReplyTopic(topic.site, topic.booth, topic.rid)
            self._link.publish(str(reply), token.encode())

    def _publish_news(self, publisher: Publisher) -> None:
        if self._republish.is_set():
            self._republish.clear()
            self._published.clear()
            self._look_at = 0.0
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_S
        for site, in_force in publisher.in_force().items():
            mine = not self._sites or site in self._sites
            if mine and self._published.get(site) != in_force:
                self._published[site] = in_force
                for topic, payload in publisher.messages(site):
                    self._link.publish(str(topic), payload, retain=True)
                log.info("directory and pages of %s, version %d: published", site, in_force[0])
