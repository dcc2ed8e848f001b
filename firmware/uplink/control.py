"""The control connection: who is online, health, directory, pages, questions for an answer."""

import logging
from collections.abc import Callable
from queue import SimpleQueue

from peewee import DatabaseError

from firmware.appeals.signing import PublicKey
from firmware.clock import Clock
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from firmware.spool.errors import StorageFailed
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.shelf import Shelf
from firmware.uplink.fetch import Fetches
from firmware.uplink.health import Checkup
from firmware.uplink.line import Connected, Disconnected, Event, Line, Received, Subscribed, Will
from firmware.wire import messages, published, signed, topics
from firmware.wire.errors import BadMessage, WireError
from firmware.wire.messages import Online
from firmware.wire.topics import (
    AskTopic,
    DirectoryTopic,
    HealthTopic,
    OnlineTopic,
    PagesTopic,
    PhotoTopic,
    ReplyTopic,
    VideoTopic,
)

log = logging.getLogger("uplink")

# A question without a reply is asked again: central may have been away.
ASK_AGAIN_S = 5.0


class Control:
    """Keeps the control line as long as the uplink runs."""

    def __init__(
        self,
        settings: Settings,
        mailbox: UplinkMailbox,
        shelf: Shelf,
        checkup: Checkup,
        key: PublicKey,
        clock: Clock,
        events: "SimpleQueue[Event]",
        open_line: Callable[..., Line] = Line,
    ) -> None:
        """`key` is central's signing key. Raises PlaintextRefused, BadCredential."""
        self.refused_messages = 0
        self._settings = settings
        self._site, self._booth = settings.booth.site, settings.booth.id
        self._mailbox = mailbox
        self._shelf = shelf
        self._checkup = checkup
        self._key = key
        self._clock = clock
        self._online = False
        self._told: bool | None = None
        self._reason = ""
        self._health_due = 0.0
        self._asked: dict[str, float] = {}
        self._open_line, self._events = open_line, events
        self._line = self._make_line()
        self._fetches = Fetches(
            mailbox,
            self._site,
            self._booth,
            lambda topic, payload: self._line.publish(topic, payload),
            2 * longest_clip_bytes(settings),
        )

    @property
    def online(self) -> bool:
        """Whether there is a line."""
        return self._online

    @property
    def reason(self) -> str:
        """Why there is none."""
        return self._reason

    def open(self) -> None:
        """Start to connect."""
        self._line.open()
        self._tell()

    def reopen(self) -> None:
        """Hang up and connect anew, with the credentials of now.

        Raises BadCredential, and then goes on as before.
        """
        fresh = self._make_line()
        self._line.close()
        self._line = fresh
        self._line.open()
        self._set_offline("connecting again with a new certificate")

    def close(self) -> None:
        """Say that this booth is off, and hang up."""
        if self._online:
            self._line.publish(
                self._online_topic(), messages.write(Online(online=False)), retain=True
            )
        self._line.close()
        self._fetches.close()
        self._online = False
        self._tell()

    def handle(self, event: Event) -> None:
        """An event of the control line."""
        match event:
            case Connected():
                self._publish(self._online_topic(), messages.write(Online(online=True)))
                self._health_due = 0.0
                self._asked.clear()
                self._fetches.connected()
            case Subscribed():
                self._set_online()
            case Disconnected(reason=reason):
                self._set_offline(reason)
            case Received(topic=topic, payload=payload):
                self._received(topic, payload)

    def poll(self, now: float, refused: int) -> None:
        """Ask what is to be asked; say how the booth is, when it is time."""
        self._tell()
        self._mailbox.drop_orphans()
        self._fetches.poll(now, online=self._online)
        if not self._online:
            return
        self._ask(now)
        if now >= self._health_due:
            self._health_due = now + self._settings.uplink.health_s
            self._publish(
                str(HealthTopic(self._site, self._booth)),
                messages.write(self._checkup.health(self.refused_messages + refused)),
            )

    def _make_line(self) -> Line:
        return self._open_line(
            "control",
            self._settings,
            self._events,
            (
                topics.replies_of(self._site, self._booth),
                topics.videos_of(self._site, self._booth),
                str(DirectoryTopic(self._site)),
                str(PagesTopic(self._site)),
            ),
            Will(self._online_topic(), messages.write(Online(online=False))),
        )

    def _ask(self, now: float) -> None:
        asks = self._mailbox.open_asks()
        self._asked = {rid: at for rid, at in self._asked.items() if rid in dict(asks)}
        for rid, sealed in asks:
            if now - self._asked.get(rid, -ASK_AGAIN_S) >= ASK_AGAIN_S:
                self._asked[rid] = now
                self._line.publish(str(AskTopic(self._site, self._booth, rid)), sealed)

    def _set_online(self) -> None:
        if not self._online:
            self._online, self._reason = True, ""
            log.info("control line up")
            self._tell()
            self._subscribe_photos()

    def _set_offline(self, reason: str) -> None:
        if self._online or reason != self._reason:
            log.warning("control line down: %s", reason)
        self._online, self._reason = False, reason
        self._tell()

    def _tell(self) -> None:
        """Let the kiosk know; what a full or busy disk swallows, the next turn says again."""
        if self._told is self._online:
            return
        try:
            self._mailbox.set_online(self._online)
            self._told = self._online
        except DatabaseError as error:
            log.error("not noted: %s", error)

    def _received(self, name: str, payload: bytes) -> None:
        try:
            topic = topics.parse(name)
            topic.check_size(payload)
            match topic:
                case DirectoryTopic():
                    self._directory(payload)
                case PagesTopic():
                    self._pages(payload)
                case PhotoTopic():
                    self._photo(payload, topic)
                case ReplyTopic():
                    self._reply(payload, topic)
                case VideoTopic():
                    self._fetches.received(topic, payload, self._clock.monotonic())
        except WireError as error:
            self.refused_messages += 1
            log.warning("message refused: %s", error)
        except (StorageFailed, DatabaseError) as error:
            # A full disk must not keep the clips from leaving; central publishes again.
            log.error("not kept: %s", error)

    def _directory(self, payload: bytes) -> None:
        directory = published.read_directory(payload, self._site, self._key)
        if self._shelf.take_directory(directory):
            log.info("directory version %d in force", directory.version)
            self._subscribe_photos()

    def _pages(self, payload: bytes) -> None:
        pages = published.read_pages(payload, self._site, self._key)
        if self._shelf.take_pages(pages):
            log.info("pages version %d in force", pages.version)

    def _subscribe_photos(self) -> None:
        for sha in self._shelf.missing_photos():
            self._line.subscribe(str(PhotoTopic(self._site, sha)))

    def _photo(self, payload: bytes, topic: PhotoTopic) -> None:
        published.check_photo(payload, self._site, topic.sha256)
        if topic.sha256 in self._shelf.missing_photos():
            self._shelf.put_photo(payload)

    def _reply(self, payload: bytes, topic: ReplyTopic) -> None:
        token = _text(payload, topic)
        if signed.read_reply(token, self._key).rid != topic.rid:
            raise BadMessage(str(topic), "answers another question")
        self._mailbox.put_reply(topic.rid, token)

    def _publish(self, topic: str, payload: bytes) -> None:
        self._line.publish(topic, payload, retain=True)

    def _online_topic(self) -> str:
        return str(OnlineTopic(self._site, self._booth))


def _text(payload: bytes, topic: topics.Topic) -> str:
    try:
        return payload.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadMessage(str(topic), "not a signed token") from error
