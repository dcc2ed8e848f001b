"""A line is refused before it could send anything in the clear."""

from queue import SimpleQueue

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from firmware.settings import BoothSettings, CentralSettings, Settings
from firmware.uplink.errors import BadCredential, PlaintextRefused
from firmware.uplink.line import Acknowledged, Disconnected, Line, Subscribed
from firmware.wire.client import is_loopback


def line(**central) -> Line:
    settings = Settings(booth=BoothSettings(), central=CentralSettings(**central))
    return Line("bulk", settings, SimpleQueue(), ())


@pytest.mark.parametrize("host", ["central.example", "10.0.0.1", "0.0.0.0", "127.0.0.1.example"])
def test_without_tls_only_this_machine_is_spoken_to(host) -> None:
    with pytest.raises(PlaintextRefused, match=r"central\.tls"):
        line(host=host, tls=False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_without_tls_the_loopback_is_allowed(host) -> None:
    assert is_loopback(host)
    assert line(host=host, tls=False).name == "bulk"


def test_a_missing_credential_is_named(tmp_path) -> None:
    with pytest.raises(BadCredential, match=r"central\.ca"):
        line(ca=str(tmp_path / "ca.pem"))
    with pytest.raises(BadCredential, match=r"central\.password"):
        line(tls=False, password=str(tmp_path / "password"))


def test_tls_without_a_ca_of_ones_own_is_refused() -> None:
    with pytest.raises(BadCredential, match=r"central\.ca"):
        line(host="broker.example", ca="", certificate="")


def test_a_refused_subscription_is_no_line(caplog) -> None:
    events: SimpleQueue = SimpleQueue()
    refused = Line(
        "bulk", Settings(central=CentralSettings(host="127.0.0.1", tls=False)), events, ("a/b",)
    )
    accepted, denied = (
        ReasonCode(PacketTypes.SUBACK, "Granted QoS 1"),
        ReasonCode(PacketTypes.SUBACK, "Not authorized"),
    )
    client = refused._client
    refused._asked = 7

    client.on_subscribe(client, None, 7, [accepted, denied], None)
    client.on_subscribe(client, None, 8, [accepted], None)
    client.on_subscribe(client, None, 7, [accepted], None)

    assert events.get_nowait() == Disconnected("bulk", "subscription refused")
    assert events.get_nowait() == Subscribed("bulk")
    assert events.empty()
    assert "ACL" in caplog.text


def test_a_refused_publish_is_said(caplog) -> None:
    settings = Settings(central=CentralSettings(host="127.0.0.1", tls=False))
    events: SimpleQueue = SimpleQueue()
    client = Line("control", settings, events, ())._client

    client.on_publish(client, None, 5, ReasonCode(PacketTypes.PUBACK, "Not authorized"), None)

    assert events.get_nowait() == Acknowledged("control", 5)
    assert "Not authorized" in caplog.text
