"""What mosquitto lets a booth do with central's rules: what is its own, and nothing else."""

import os
import signal
import ssl
import threading
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

NOT_AUTHORISED, NO_SUBSCRIBER = 0x87, 0x10


class Intruder:
    """Any MQTT client with the certificate of a booth."""

    def __init__(self, installation) -> None:
        self.heard: list[str] = []
        self.acks: dict[int, int] = {}
        self._connected, self._subscribed = threading.Event(), threading.Event()
        settings = installation.settings.central
        key = Path(installation.settings.booth.keys) / "booth.key"
        context = ssl.create_default_context(cafile=settings.ca)
        context.load_cert_chain(settings.certificate, key)
        # Whatever it calls itself, it is its certificate that counts.
        self.client = Client(CallbackAPIVersion.VERSION2, client_id="central", protocol=MQTTv5)
        self.client.username_pw_set("central", "x")
        self.client.tls_set_context(context)
        self.client.on_connect = lambda *_: self._connected.set()
        self.client.on_subscribe = lambda *_: self._subscribed.set()
        self.client.on_publish = lambda _c, _u, mid, reason, _p: self.acks.update(
            {mid: reason.value}
        )
        self.client.on_message = lambda _c, _u, message: self.heard.append(message.topic)
        self.client.connect("localhost", settings.port)
        self.client.loop_start()
        assert self._connected.wait(30)

    def subscribe(self, topic: str) -> None:
        self._subscribed.clear()
        self.client.subscribe(topic, qos=1)
        assert self._subscribed.wait(30)

    def publish(self, topic: str, settle) -> int:
        """The broker's reason code."""
        mid = self.client.publish(topic, b"x", qos=1).mid
        settle(lambda: mid in self.acks, "an answer of the broker")
        return self.acks[mid]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def intruder(installation):
    installation.central.add_booth("002", "oskemen")
    os.kill(installation.mosquitto.process.pid, signal.SIGHUP)
    installation.enrol()
    made = Intruder(installation)
    yield made
    made.close()


def test_a_booth_writes_as_itself_alone(intruder, settle) -> None:
    own = "dialog/1/oskemen/001/up/health"
    assert intruder.publish(own, settle) in (0, NO_SUBSCRIBER)
    for topic in (
        "dialog/1/oskemen/002/up/health",
        "dialog/1/almaty/001/up/health",
        "dialog/1/oskemen/001/down/clip/x",
        "dialog/1/oskemen/002/down/clip/x",
        "dialog/1/oskemen/directory",
        "dialog/1/oskemen/pages",
        "dialog/1/oskemen/photo/x",
        "$SYS/x",
        "x",
    ):
        assert intruder.publish(topic, settle) == NOT_AUTHORISED, topic


def test_the_open_connection_of_a_revoked_booth_may_do_nothing(
    intruder, installation, settle
) -> None:
    installation.central.enrolment.revoke("001")
    before = installation.said_by_mosquitto().count("Reloading config")
    os.kill(installation.mosquitto.process.pid, signal.SIGHUP)
    settle(lambda: installation.said_by_mosquitto().count("Reloading config") > before, "SIGHUP")

    assert intruder.publish("dialog/1/oskemen/001/up/health", settle) == NOT_AUTHORISED


def test_a_booth_hears_what_is_its_own_alone(intruder, installation, settle) -> None:
    for topic in (
        "#",
        "dialog/1/#",
        "dialog/1/+/+/down/#",
        "dialog/1/oskemen/002/down/#",
        "$SYS/#",
    ):
        intruder.subscribe(topic)
    link = installation.central._running._link
    for topic in (
        "dialog/1/oskemen/002/down/clip/a",
        "dialog/1/almaty/001/down/clip/a",
        "dialog/1/oskemen/002/up/health",
        "dialog/1/almaty/directory",
        "dialog/1/oskemen/001/down/clip/last",
    ):
        link.publish(topic, b"x")
    last = "dialog/1/oskemen/001/down/clip/last"
    settle(lambda: last in intruder.heard, "what is its own")

    foreign = {
        topic
        for topic in intruder.heard
        if topic not in ("dialog/1/oskemen/directory", "dialog/1/oskemen/pages", last)
    }
    assert foreign == set()
