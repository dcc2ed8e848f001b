"""Central's own connection to its broker. What came is acknowledged only once it is safe."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from central.errors import BrokerFailed
from central.settings import ExternalBroker
from firmware.wire import topics

log = logging.getLogger("central")

# The broker holds back the rest until these are acknowledged (MQTT 5 only).
RECEIVE_MAXIMUM = 16
_CONNECT_S = 15.0


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message and what is needed to acknowledge it; `line` counts the connections."""

    topic: str
    payload: bytes
    mid: int
    line: int


class Link:
    """Subscribes to all booths; messages and the word "connected" go into queues."""

    def __init__(
        self,
        broker: ExternalBroker,
        incoming: "SimpleQueue[Incoming | None]",
        on_connected: Callable[[], None],
    ) -> None:
        """`on_connected` is called in the network's thread at every connection."""
        self._broker = broker
        self._incoming = incoming
        self._on_connected = on_connected
        self._lines = 0
        self._ready = threading.Event()
        self._reason = "no answer"
        self._client = self._make_client()

    def start(self) -> None:
        """Connect and subscribe; afterwards it reconnects by itself. Raises BrokerFailed."""
        properties = None
        if self._broker.protocol == "5":
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.ReceiveMaximum = RECEIVE_MAXIMUM
        try:
            self._client.connect(
                self._broker.host, self._broker.port, keepalive=30, properties=properties
            )
        except OSError as error:
            raise BrokerFailed(f"{self._broker.host}:{self._broker.port}: {error}") from error
        self._client.loop_start()
        if not self._ready.wait(_CONNECT_S):
            self.stop()
            raise BrokerFailed(f"{self._broker.host}:{self._broker.port}: {self._reason}")

    def stop(self) -> None:
        """Hang up; harmless when repeated."""
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish at QoS 1. What a break swallows is asked for again by the booth."""
        self._client.publish(topic, payload, qos=1, retain=retain)

    def acknowledge(self, incoming: Incoming) -> None:
        """Tell the broker that a message is safe here."""
        if incoming.line == self._lines:
            self._client.ack(incoming.mid, 1)

    def _make_client(self) -> Client:
        version5 = self._broker.protocol == "5"
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id="central",
            clean_session=None if version5 else True,
            protocol=MQTTv5 if version5 else MQTTv311,
            manual_ack=True,
        )
        client.suppress_exceptions = True
        client.max_queued_messages_set(10_000)
        client.max_inflight_messages_set(64)
        client.reconnect_delay_set(1, 30)
        if self._broker.ca:
            client.tls_set(
                str(self._broker.ca),
                str(self._broker.certificate) if self._broker.certificate else None,
                str(self._broker.key) if self._broker.key else None,
            )
        if self._broker.password:
            client.username_pw_set(self._broker.username, self._broker.password)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_disconnect = self._disconnected
        client.on_message = self._message
        return client

    def _connected(
        self,
        client: Client,
        _userdata: Any,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        client.drop_out_messages()
        self._reason = str(reason)
        if not reason.is_failure:
            self._lines += 1
            client.subscribe(topics.all_booths(), qos=1)

    def _subscribed(self, *_args: Any) -> None:
        self._ready.set()
        self._on_connected()

    def _disconnected(
        self,
        _client: Client,
        _userdata: Any,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            log.warning("line to the broker down: %s", reason)

    def _message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        self._incoming.put(
            Incoming(message.topic, bytes(message.payload), message.mid, self._lines)
        )
