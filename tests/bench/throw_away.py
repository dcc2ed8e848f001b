"""A subscriber like central's, which throws away what it gets.

    python -m tests.bench.throw_away PORT PASSWORD BYTES

Says "ready", then "all" at each so many bytes; goes on until it is killed.
"""

import sys
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from central.accounts import CENTRAL_USER
from central.link import RECEIVE_MAXIMUM
from firmware.wire import topics


def main(port: int, password: str, wanted: int) -> None:
    """Until killed."""
    got = 0

    def message(_client: Client, _userdata: Any, received: MQTTMessage) -> None:
        nonlocal got
        got += len(received.payload)
        if got >= wanted:
            got -= wanted
            print("all", flush=True)

    client = Client(CallbackAPIVersion.VERSION2, client_id="throw-away", protocol=MQTTv5)
    client.username_pw_set(CENTRAL_USER, password)
    client.on_message = message
    client.on_connect = lambda *_: client.subscribe([(t, 1) for t in topics.clips_and_health()])
    client.on_subscribe = lambda *_: print("ready", flush=True)
    properties = Properties(PacketTypes.CONNECT)
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    client.connect("127.0.0.1", port, properties=properties)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
