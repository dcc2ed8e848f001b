"""A plain publish through the embedded broker: what the transfer is compared with."""

import os
import time
from pathlib import Path
from queue import SimpleQueue

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from central.accounts import CENTRAL_USER, Accounts
from central.broker import EmbeddedBroker

TOPIC = "dialog/1/bench/001/up/bytes"
CHUNK = 262_144


def publish_s(folder: Path, size: int) -> float:
    """Seconds for so many bytes from one client to another, QoS 1, then on the disk with fsync."""
    folder.mkdir()
    password = Accounts(folder).put_central()
    broker = EmbeddedBroker(folder, "127.0.0.1", 0)
    broker.start()
    arrived: SimpleQueue[bytes] = SimpleQueue()
    reader, writer = (_client(broker.port, password, name) for name in ("reader", "writer"))
    reader.on_message = lambda _client, _data, message: arrived.put(message.payload)
    subscribed: SimpleQueue[bool] = SimpleQueue()
    reader.on_subscribe = lambda *_: subscribed.put(True)
    reader.subscribe(TOPIC, qos=1)
    subscribed.get(timeout=10)
    content = os.urandom(size)
    begun = time.perf_counter()
    for start in range(0, size, CHUNK):
        writer.publish(TOPIC, content[start : start + CHUNK], qos=1)
    got = 0
    with (folder / "bytes").open("wb") as out:
        while got < size:
            piece = arrived.get(timeout=30)
            out.write(piece)
            got += len(piece)
        out.flush()
        os.fsync(out.fileno())
    took = time.perf_counter() - begun
    for client in (reader, writer):
        client.disconnect()
        client.loop_stop()
    broker.stop()
    return took


def _client(port: int, password: str, name: str) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id=name)
    client.username_pw_set(CENTRAL_USER, password)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client
