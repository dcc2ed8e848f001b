"""One connection to the broker: the one place that configures paho-mqtt.

paho's thread only enqueues events; whoever reads the queue does the work. paho
never queues or replays for us: what was on the way at a disconnect is dropped
when the line is back, and the spool says what to send (notes: mqtt, section 6).
"""

import logging
import random
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, LogLevel
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from firmware.settings import Settings
from firmware.uplink.errors import BadCredential, PlaintextRefused
from firmware.uplink.tls import client_context, in_words, problem_of
from firmware.wire.client import LastingClient, is_loopback, topic_of
from firmware.wire.topics import MAX_CHUNK_BYTES

log = logging.getLogger("uplink")

# A dead line is noticed after this long, also between two keep-alives.
TCP_USER_TIMEOUT_MS = 15_000
# Small, so that what waits here does not hide how slow the line is.
BULK_SEND_BUFFER = 262_144
MAX_QUEUED = 64
# Topic, packet header and properties of the longest publish.
PUBLISH_OVERHEAD = 512


@dataclass(frozen=True, slots=True)
class Connected:
    """The line is up; `max_payload` is the largest chunk that the broker takes."""

    line: str
    max_payload: int


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The broker has answered our subscriptions; only now may an answer be awaited."""

    line: str


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The line is down, or of no use to us; paho tries again by itself."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker acknowledged a publish."""

    line: str
    mid: int


@dataclass(frozen=True, slots=True)
class Received:
    """A message came."""

    line: str
    topic: str
    payload: bytes


Event = Connected | Subscribed | Disconnected | Acknowledged | Received


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker publishes, retained, when this line breaks."""

    topic: str
    payload: bytes


class Line:
    """A line to central's broker; `name` is "control" or "bulk"."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        events: "SimpleQueue[Event]",
        subscriptions: tuple[str, ...],
        will: Will | None = None,
    ) -> None:
        """Raises PlaintextRefused, BadCredential."""
        self.name = name
        self._settings = settings
        self._events = events
        self._subscriptions = subscriptions
        self._asked: int | None = None
        self._closed = False
        self._trouble = ""
        self._client = self._make_client(will)

    def open(self) -> None:
        """Connect in the background and stay connected until `close`."""
        central = self._settings.central
        self._client.connect_async(
            central.host, central.port, keepalive=self._settings.uplink.keepalive_s
        )
        self._client.loop_start()

    def close(self) -> None:
        """Say goodbye; harmless when repeated."""
        self._closed = True
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        """Publish at QoS 1; returns the id by which `Acknowledged` names it."""
        return self._client.publish(topic, payload, qos=1, retain=retain).mid

    def subscribe(self, topic: str) -> None:
        """One more subscription, until the next disconnect."""
        self._client.subscribe(topic, qos=1)

    def _tell(self, event: Event) -> None:
        # Of a line that was closed nobody wants to hear: another may bear its name by now.
        if not self._closed:
            self._events.put(event)

    def _make_client(self, will: Will | None) -> Client:
        booth, central = self._settings.booth, self._settings.central
        version5 = central.protocol == "5"
        client = LastingClient(
            CallbackAPIVersion.VERSION2,
            client_id=booth.id if self.name == "control" else f"{booth.id}-{self.name}",
            clean_session=None if version5 else True,
            protocol=MQTTv5 if version5 else MQTTv311,
        )
        client.suppress_exceptions = True
        client.max_queued_messages_set(MAX_QUEUED)
        client.max_inflight_messages_set(MAX_QUEUED)
        # Jitter, so that a thousand booths do not come back in the same second.
        client.reconnect_delay_set(
            min_delay=1 + random.random(),  # type: ignore[arg-type]
            max_delay=60 + 60 * random.random(),  # type: ignore[arg-type]
        )
        authenticate(client, self._settings)
        if will:
            client.will_set(will.topic, will.payload, qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_connect_fail = self._on_connect_fail
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.on_broken = self._on_broken
        client.on_socket_open = self._on_socket_open
        client.on_log = self._on_log
        return client

    def _on_connect(
        self,
        client: Client,
        _userdata: Any,
        _flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        client.drop_out_messages()
        self._trouble = ""
        if reason.is_failure:
            self._tell(Disconnected(self.name, f"refused: {reason}"))
            return
        # In one packet, so that its answer speaks of them all.
        self._asked = client.subscribe([(topic, 1) for topic in self._subscriptions])[1]
        limit = getattr(properties, "MaximumPacketSize", None) or MAX_CHUNK_BYTES * 2
        self._tell(Connected(self.name, max(1, min(limit - PUBLISH_OVERHEAD, MAX_CHUNK_BYTES))))

    def _on_subscribe(
        self,
        _client: Client,
        _userdata: Any,
        mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        refused = any(reason.is_failure for reason in reasons)
        if refused:
            log.error("%s line: the broker refuses a subscription; look at its ACL", self.name)
        if mid == self._asked:
            self._tell(
                Disconnected(self.name, "subscription refused")
                if refused
                else Subscribed(self.name)
            )

    def _on_broken(self, reason: str) -> None:
        self._tell(Disconnected(self.name, reason))

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: Any,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        trouble, self._trouble = self._trouble, ""
        self._tell(Disconnected(self.name, in_words(trouble or str(reason))))

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        # paho calls this while it handles the error, and does not hand it over.
        self._tell(Disconnected(self.name, in_words(str(sys.exc_info()[1] or "no answer"))))

    def _on_log(self, _client: Client, _userdata: Any, level: int, text: str) -> None:
        # With TLS 1.3 a broker refuses our certificate after the handshake, and paho only logs it.
        if level == LogLevel.MQTT_LOG_ERR and "socket: " in text:
            self._trouble = text.partition("socket: ")[2]

    def _on_publish(
        self,
        _client: Client,
        _userdata: Any,
        mid: int,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            log.warning("%s line: the broker refuses what is published: %s", self.name, reason)
        self._tell(Acknowledged(self.name, mid))

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        self._tell(Received(self.name, topic_of(message), bytes(message.payload)))

    def _on_socket_open(self, _client: Client, _userdata: Any, sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MS)
        if self.name == "bulk":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BULK_SEND_BUFFER)
            _prefer_bbr(sock)


def _prefer_bbr(sock: socket.socket) -> None:
    """BBR holds its speed on a lossy line, where cubic gets a third of it."""
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"bbr")
    except OSError:
        log.debug("this kernel has no BBR")


def authenticate(client: Client, settings: Settings) -> None:
    """Give the client what proves who we are and who central is.

    Raises PlaintextRefused, BadCredential.
    """
    central = settings.central
    if not central.tls:
        if not is_loopback(central.host):
            raise PlaintextRefused(central.host)
    else:
        client.tls_set_context(client_context(settings))
    if central.password:
        file = Path(central.password)
        try:
            password = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadCredential("central.password", file, problem_of(error)) from error
        client.username_pw_set(settings.booth.id, password)
