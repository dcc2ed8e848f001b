"""Central's own connection to its broker. What came is acknowledged only once it is safe."""

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from central.errors import BadInput, BrokerFailed
from central.settings import ExternalBroker
from firmware.wire.client import LastingClient, is_loopback, topic_of

log = logging.getLogger("central")

# The broker holds back the rest until these are acknowledged (MQTT 5 only).
RECEIVE_MAXIMUM = 64
_CONNECT_S = 15.0


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message and what is needed to acknowledge it; `line` counts the connections."""

    topic: str
    payload: bytes
    mid: int
    line: int
    qos: int = 1


class Link:
    """Subscribes to what booths say; messages and the word "connected" go into queues."""

    def __init__(
        self,
        broker: ExternalBroker,
        incoming: "SimpleQueue[Incoming | None]",
        on_connected: Callable[[], None],
        filters: Sequence[str],
    ) -> None:
        """`on_connected` is called in the network's thread at every connection.

        `filters`: what to subscribe to; without any it only publishes.
        Raises BadInput for credentials that cannot be used or would be shown to the network.
        """
        self._broker = broker
        self._incoming = incoming
        self._on_connected = on_connected
        self._filters = [(one, 1) for one in filters]
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
        except (OSError, UnicodeError) as error:
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
        """Tell the broker that a message was dealt with."""
        # An acknowledgement of QoS 0 is a protocol error: any booth could cut central's line.
        if incoming.qos and incoming.line == self._lines:
            self._client.ack(incoming.mid, 1)

    def _make_client(self) -> Client:
        version5 = self._broker.protocol == "5"
        client = LastingClient(
            CallbackAPIVersion.VERSION2,
            # Not to be guessed: whoever connects under the same id cuts this line.
            client_id=f"central-{secrets.token_hex(8)}",
            clean_session=None if version5 else True,
            protocol=MQTTv5 if version5 else MQTTv311,
            manual_ack=True,
        )
        client.suppress_exceptions = True
        client.max_queued_messages_set(10_000)
        client.max_inflight_messages_set(64)
        client.reconnect_delay_set(1, 30)
        _authenticate(client, self._broker)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_disconnect = self._disconnected
        client.on_message = self._message
        client.on_socket_open = _send_at_once
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
            if self._filters:
                client.subscribe(self._filters)
            else:
                self._usable()

    def _subscribed(
        self,
        _client: Client,
        _userdata: Any,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._reason = "the broker does not let central read what booths say (its ACL)"
            log.error("%s", self._reason)
            return
        self._usable()

    def _usable(self) -> None:
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
            Incoming(
                topic_of(message), bytes(message.payload), message.mid, self._lines, message.qos
            )
        )


def _send_at_once(_client: Client, _userdata: Any, sock: Any) -> None:
    """Each word is small and a booth waits for it; 40 ms would go by before the next."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _authenticate(client: Client, broker: ExternalBroker) -> None:
    if broker.ca:
        try:
            client.tls_set(
                str(broker.ca),
                str(broker.certificate) if broker.certificate else None,
                str(broker.key) if broker.key else None,
            )
        except OSError as error:
            files = ", ".join(str(file) for file in (broker.ca, broker.certificate) if file)
            raise BadInput(f"certificates of the broker ({files}): {error}") from error
    elif not is_loopback(broker.host):
        raise BadInput(f"broker {broker.host}: not on this machine, so it needs TLS (its CA)")
    if broker.password:
        client.username_pw_set(broker.username, broker.password)
