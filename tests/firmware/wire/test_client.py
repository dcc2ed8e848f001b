"""A client that goes on after what a broken broker says."""

import socket
import threading
from collections.abc import Callable
from queue import Queue
from types import SimpleNamespace

import pytest
from paho.mqtt.client import MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from firmware.wire import client as client_module
from firmware.wire.client import LastingClient, topic_of

CONNACK = b"\x20\x03\x00\x00\x00"
# A PUBLISH whose topic is longer than the packet.
BROKEN_PUBLISH = b"\x32\x05\xff\xff\x00\x00\x00"
BROKEN_ACKNOWLEDGEMENT = b"\x40\x04\x00\x01\x77\x05"
DISCONNECT = b"\xe0\x00"


class BrokenBroker:
    """Lets everybody in, says something broken to the first one, and keeps the others."""

    def __init__(self, says: bytes) -> None:
        self.connections: Queue[socket.socket] = Queue()
        self._says = says
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        says = self._says
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            line.recv(4096)
            line.sendall(CONNACK + says)
            says = b""
            self.connections.put(line)

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        while not self.connections.empty():
            self.connections.get().close()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client paused before it went on; here it does not."""
    asked: list[float] = []
    monkeypatch.setattr(client_module, "time", SimpleNamespace(sleep=asked.append))
    return asked


@pytest.fixture
def broken_broker():
    brokers: list[BrokenBroker] = []

    def make(says: bytes) -> BrokenBroker:
        brokers.append(BrokenBroker(says))
        return brokers[-1]

    yield make
    for broker in brokers:
        broker.stop()


@pytest.mark.parametrize("says", [BROKEN_PUBLISH, BROKEN_ACKNOWLEDGEMENT, DISCONNECT])
def test_a_broken_broker_costs_the_connection_and_not_the_client(
    broken_broker: Callable[[bytes], BrokenBroker], says: bytes
) -> None:
    broker = broken_broker(says)
    client = LastingClient(CallbackAPIVersion.VERSION2, client_id="001", protocol=MQTTv5)
    client.suppress_exceptions = True
    client.reconnect_delay_set(0.1, 0.1)
    client.connect_async("127.0.0.1", broker.port)
    client.loop_start()
    try:
        for _ in range(2):
            broker.connections.get(timeout=20).close()
    finally:
        client.disconnect()
        client.loop_stop()


def test_an_error_that_paho_did_not_expect_does_not_end_its_thread(caplog, pauses) -> None:
    client = LastingClient(CallbackAPIVersion.VERSION2)
    broken: Queue[str] = Queue()
    client.on_broken = broken.put
    client.connect_async("central..example")
    client.loop_start()
    try:
        reasons = {broken.get(timeout=20) for _ in range(2)}
    finally:
        client.disconnect()
        client.loop_stop()

    assert len(reasons) == 1
    assert len(caplog.records) == 1
    assert set(pauses) == {1.0}


def test_a_topic_that_is_no_text_is_no_topic() -> None:
    assert topic_of(MQTTMessage(topic=b"\xff\xfe")) == ""
    assert topic_of(MQTTMessage(topic=b"dialog/1")) == "dialog/1"
