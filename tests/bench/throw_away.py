"""Subscribers that throw away what they get.

    python -m tests.bench.throw_away plain PORT PASSWORD BYTES
    python -m tests.bench.throw_away polite PORT DATA

The plain one is a client and no more: it says "ready", then "all" at each so many bytes.
The polite one is central with a receiver that checks, writes and syncs nothing, and yet
says all that the booths must hear before they send on. Both go on until they are killed.
"""

import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from central.accounts import CENTRAL_USER
from central.ingest import Ingest
from central.link import RECEIVE_MAXIMUM, Incoming, Link
from central.receiver import Message, Said
from central.server import Central
from central.settings import CentralSettings, ExternalBroker
from firmware.appeals.manifest import Envelope, read_envelope
from firmware.wire import messages, ranges, signed, topics
from firmware.wire.messages import Init, Stored, Want
from firmware.wire.ranges import Ranges
from firmware.wire.topics import ChunkTopic, ClipStateTopic, InitTopic


class Careless:
    """Says what a receiver says, of bytes that it does not look at."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._offers: dict[str, Envelope] = {}
        self._have: dict[str, Ranges] = {}

    def receive(self, batch: Iterable[Message]) -> list[Said]:
        """One word a clip, as central says it."""
        said: dict[str, Said] = {}
        for topic, payload in batch:
            about = ClipStateTopic(topic.site, topic.booth, topic.id)
            if isinstance(topic, InitTopic):
                key = self._central.booths.key(topic.booth, topic.site)
                assert key is not None
                token = messages.read(payload, Init, topic).envelope
                self._offers[topic.id] = read_envelope(token, key)
                self._have[topic.id] = ()
            elif isinstance(topic, ChunkTopic):
                end = topic.offset + len(payload)
                self._have[topic.id] = ranges.add(self._have[topic.id], topic.offset, end)
            else:
                facts = signed.stored_facts(self._offers.pop(topic.id))
                token = signed.sign(facts, self._central.keys.signing)
                said[topic.id] = about, Stored(token)
                continue
            credit = self._central.settings.credit_bytes
            said[topic.id] = about, Want(self._have[topic.id], credit)
        return list(said.values())


def plain(port: str, password: str, wanted: str) -> None:
    """Until killed."""
    got = 0

    def message(_client: Client, _userdata: Any, received: MQTTMessage) -> None:
        nonlocal got
        got += len(received.payload)
        if got >= int(wanted):
            got -= int(wanted)
            print("all", flush=True)

    client = Client(CallbackAPIVersion.VERSION2, client_id="throw-away", protocol=MQTTv5)
    client.username_pw_set(CENTRAL_USER, password)
    client.on_message = message
    client.on_connect = lambda *_: client.subscribe([(t, 1) for t in topics.clips_and_health()])
    client.on_subscribe = lambda *_: print("ready", flush=True)
    properties = Properties(PacketTypes.CONNECT)
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    client.connect("127.0.0.1", int(port), properties=properties)
    client.loop_forever()


def polite(port: str, data: str) -> None:
    """Until killed."""
    central = Central(CentralSettings(Path(data)))
    incoming: SimpleQueue[Incoming | None] = SimpleQueue()
    broker = ExternalBroker("127.0.0.1", int(port), password=central.broker_password)
    link = Link(broker, incoming, lambda: None, topics.clips_and_health())
    Ingest(incoming, link, central.store, Careless(central), central.booths, None, None).start()
    link.start()
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    plain(*words) if what == "plain" else polite(*words)
