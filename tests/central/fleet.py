"""Many booths over one connection: each sends by the rules of the real uplink's sender.

The broker sees one client; central sees the topics of so many booths.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from central.accounts import Accounts
from firmware.appeals.signing import PublicKey
from firmware.uplink.sender import SILENCE_S, Deferred, SendChunk, Sender, SendFin, SendInit, Taken
from firmware.wire import messages, signed, topics
from firmware.wire.errors import WireError
from firmware.wire.topics import ROOT, ClipStateTopic, ClipTopic
from tests.central.offered import OfferedClip

USER = "fleet"
_LOOK_S = 0.1


def account(accounts: Accounts) -> str:
    """A user that may speak for all booths; its password."""
    return accounts.put(USER, [("readwrite", f"{ROOT}/#")])


class Fleet:
    """Sends clips, a few of them at a time."""

    def __init__(
        self,
        port: int,
        password: str,
        key: PublicKey,
        *,
        chunk_bytes: int = 262_144,
        silence_s: float = SILENCE_S,
        wait_s: float | None = None,
    ) -> None:
        """`key` is central's; `wait_s`: a booth that is told to wait waits no longer."""
        self.stored: dict[str, str] = {}
        self._key = key
        self._chunk_bytes = chunk_bytes
        self._silence_s = silence_s
        self._wait_s = wait_s
        self._events: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._sending: dict[str, tuple[OfferedClip, Sender]] = {}
        self._waiting: deque[OfferedClip] = deque()
        self._later: dict[str, tuple[float, OfferedClip]] = {}
        self._unacked: dict[int, str] = {}
        self._client = self._connect(port, password)

    def run(
        self,
        clips: Iterable[OfferedClip],
        active: int,
        deadline_s: float,
        on_stored: Callable[[str], None] = lambda _id: None,
    ) -> None:
        """Send these clips, `active` at a time. Raises TimeoutError."""
        fresh = iter(clips)
        more = True
        deadline = time.monotonic() + deadline_s
        look_at = 0.0
        while more or self._waiting or self._later or self._sending:
            now = time.monotonic()
            if now > deadline:
                left = len(self._sending) + len(self._waiting) + len(self._later)
                raise TimeoutError(f"{left} clips and more are left")
            while len(self._sending) < active and (self._waiting or more):
                clip = self._waiting.popleft() if self._waiting else next(fresh, None)
                if clip is None:
                    more = False
                else:
                    self._begin(clip)
            with suppress(Empty):
                self._take(*self._events.get(timeout=_LOOK_S), on_stored)
            if now >= look_at:
                look_at = now + _LOOK_S
                self._look(now)

    def publish(self, topic: ClipTopic, payload: bytes) -> None:
        """Say something outside the rules."""
        self._client.publish(str(topic), payload, qos=1)

    def close(self) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()

    def _begin(self, clip: OfferedClip) -> None:
        sender = Sender(
            size=len(clip.sealed),
            chunk_bytes=self._chunk_bytes,
            verify=lambda token: self._is_for(token, clip.id),
            silence_s=self._silence_s,
        )
        sender.connected(self._chunk_bytes)
        self._sending[clip.id] = (clip, sender)
        self._speak(clip, sender)

    def _take(self, what: str, about: Any, on_stored: Callable[[str], None]) -> None:
        now = time.monotonic()
        if what == "acknowledged":
            id = self._unacked.pop(about, "")
            if id in self._sending:
                self._sending[id][1].acknowledged(now)
                self._speak(*self._sending[id])
            return
        topic, payload = about
        if topic.id not in self._sending:
            return
        clip, sender = self._sending[topic.id]
        sender.received(messages.read_clip_state(payload, topic), now)
        match sender.outcome:
            case None:
                self._speak(clip, sender)
            case Taken(signed=token):
                del self._sending[clip.id]
                self.stored[clip.id] = token
                on_stored(clip.id)
            case Deferred(until=until):
                del self._sending[clip.id]
                until = until if self._wait_s is None else now + self._wait_s
                self._later[clip.id] = until, clip
            case refused:
                raise AssertionError(f"{clip.id}: {refused}")

    def _look(self, now: float) -> None:
        for clip, sender in list(self._sending.values()):
            self._speak(clip, sender)
        for id, (until, clip) in list(self._later.items()):
            if until <= now:
                del self._later[id]
                self._waiting.append(clip)

    def _speak(self, clip: OfferedClip, sender: Sender) -> None:
        for step in sender.due(time.monotonic()):
            match step:
                case SendInit():
                    topic, payload = clip.init
                case SendChunk(start=start, end=end):
                    topic, payload = clip.chunk(start, end)
                case SendFin():
                    topic, payload = clip.fin
            said = self._client.publish(str(topic), payload, qos=1)
            self._unacked[said.mid] = clip.id

    def _is_for(self, token: str, id: str) -> bool:
        try:
            return signed.read_stored(token, self._key).id == id
        except WireError:
            return False

    def _connect(self, port: int, password: str) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, client_id=USER, protocol=MQTTv5)
        client.username_pw_set(USER, password)
        client.max_queued_messages_set(0)
        client.on_publish = lambda _c, _d, mid, *_: self._events.put(("acknowledged", mid))
        client.on_message = lambda _c, _d, message: self._heard(message.topic, message.payload)
        ready: SimpleQueue[bool] = SimpleQueue()
        client.on_connect = lambda *_: client.subscribe(f"{ROOT}/+/+/down/clip/+", qos=1)
        client.on_subscribe = lambda *_: ready.put(True)
        client.connect("127.0.0.1", port)
        client.loop_start()
        ready.get(timeout=20)
        return client

    def _heard(self, name: str, payload: bytes) -> None:
        topic = topics.parse(name)
        assert isinstance(topic, ClipStateTopic)
        self._events.put(("heard", (topic, bytes(payload))))
