"""A plain paho client at the booth's account, beside the uplink or instead of it.

    python -m tests.bench.line.plain_client HOST PORT BOOTH PASSWORD TOPIC beat
    python -m tests.bench.line.plain_client HOST PORT BOOTH PASSWORD TOPIC BYTES

`beat` publishes something small four times a second, as the control line would, and
prints the seconds that each took to its acknowledgement. With a number it publishes so
many bytes in pieces, a few at a time, and prints the CPU seconds that this took.
"""

import os
import sys
import time
from queue import SimpleQueue

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

EVERY_S = 0.25
PIECE = 262_144
ON_WAY = 4


def connect(host: str, port: int, booth: str, password: str) -> tuple[Client, SimpleQueue[int]]:
    """A client, and the queue of what was acknowledged."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"{booth}-plain", protocol=MQTTv5)
    client.username_pw_set(booth, password)
    acknowledged: SimpleQueue[int] = SimpleQueue()
    connected: SimpleQueue[bool] = SimpleQueue()
    client.on_connect = lambda *_: connected.put(True)
    client.on_publish = lambda _client, _data, mid, *_: acknowledged.put(mid)
    client.connect(host, port)
    client.loop_start()
    connected.get(timeout=10)
    return client, acknowledged


def beat(client: Client, topic: str, acknowledged: "SimpleQueue[int]") -> None:
    """Until killed."""
    print("ready", flush=True)
    while True:
        begun = time.monotonic()
        client.publish(topic, b'{"online":true}', qos=1)
        acknowledged.get(timeout=60)
        took = time.monotonic() - begun
        print(took, flush=True)
        time.sleep(max(0.0, EVERY_S - took))


def publish(client: Client, topic: str, acknowledged: "SimpleQueue[int]", size: int) -> float:
    """CPU seconds for so many bytes."""
    pieces = [os.urandom(PIECE)] * (size // PIECE)
    begun = time.process_time()
    for sent, piece in enumerate(pieces):
        client.publish(topic, piece, qos=1)
        if sent >= ON_WAY:
            acknowledged.get(timeout=60)
    for _ in range(min(ON_WAY, len(pieces))):
        acknowledged.get(timeout=60)
    return time.process_time() - begun


if __name__ == "__main__":
    host, port, booth, password, topic, what = sys.argv[1:]
    client, acknowledged = connect(host, int(port), booth, password)
    if what == "beat":
        beat(client, topic, acknowledged)
    else:
        print(publish(client, topic, acknowledged, int(what)))
