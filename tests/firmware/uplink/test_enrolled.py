"""Certificates of central's own authority: enrolment, renewal, refusals; with a real mosquitto."""

import functools
import json
import logging
import os
import signal
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from central.authority import Authority
from central.enrolment import Enrolment
from central.models import Booth
from central.server import Central
from central.settings import EstListener, ExternalBroker
from firmware import config
from firmware.appeals.signing import make_key
from firmware.cli import main
from firmware.clock import SystemClock
from firmware.uplink import enrol, renewal, status, uplink
from firmware.uplink.uplink import Uplink

HOUR = timedelta(hours=1)


def enrol_in(enrolment: Enrolment, key) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "001")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    der = request.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
    return enrolment.enrol("001", enrolment.make_code("001", HOUR), "here", der)


class Installation:
    """Central, its mosquitto and booth 001, as `central broker-config` sets them up."""

    def __init__(self, central, mosquitto, booth) -> None:
        self.central, self.mosquitto, self.booth = central, mosquitto, booth
        self.certificate = booth.folder / "keys" / "booth.pem"
        self.configure()

    def configure(self, *, ca: Path | None = None, host: str = "localhost") -> None:
        self.booth.configure_tls(
            self.mosquitto.port,
            ca or self.central.authority.file,
            host,
            est=f"localhost:{self.central.est_port}",
        )

    @property
    def settings(self):
        return config.load(self.booth.config)

    def code(self, booth: str = "001") -> str:
        return self.central.enrolment.make_code(booth, HOUR)

    def run(self, *command: str) -> int:
        """A command of the booth; its log ends with it, central's threads go on."""
        root = logging.getLogger()
        before = list(root.handlers)
        try:
            return main([*command, "--config", str(self.booth.config)])
        finally:
            for handler in set(root.handlers) - set(before):
                root.removeHandler(handler)

    def enrol(self, code: str | None = None) -> int:
        return self.run("enrol", "--code", code or self.code())

    def enrol_long_ago(self, days: int) -> x509.Certificate:
        """The certificate that the booth would have got then."""

        def now() -> datetime:
            return datetime.now(UTC) - timedelta(days=days)

        central = self.central
        authority = Authority(central.store.keys, now)
        past = Enrolment(central.store, central.booths, central.accounts, authority, 90, now)
        made = enrol_in(past, self.booth.key)
        self.certificate.write_bytes(made.public_bytes(Encoding.PEM))
        return made

    def serial(self) -> int:
        return x509.load_pem_x509_certificate(self.certificate.read_bytes()).serial_number

    def said_by_mosquitto(self) -> str:
        return self.mosquitto.config.with_suffix(".log").read_text()


@pytest.fixture
def installation(tmp_path, central_data, mosquitto, booth):
    mosquitto.kill()
    mosquitto.config = central_data.broker_config(
        tmp_path / "broker", ["localhost"], mosquitto.port
    )
    mosquitto.start()
    certificate, key = central_data.own_certificate
    broker = ExternalBroker(
        "localhost",
        mosquitto.port,
        ca=central_data.authority.file,
        certificate=certificate,
        key=key,
    )
    est = EstListener("127.0.0.1", 0, ("localhost",))
    with Central(replace(central_data.settings, broker=broker, est=est)) as central:
        yield Installation(central, mosquitto, booth)


def test_enrolled_by_a_code_a_booth_sends_its_clips(installation, booth, tmp_path, capsys) -> None:
    plain = os.urandom(700_000)
    registered = booth.appeal(plain)

    assert installation.enrol() == 0
    assert "certificate until" in capsys.readouterr().out
    assert installation.certificate.stat().st_mode & 0o777 == 0o644
    booth.start()
    assert installation.central.wait_for_appeal(registered.number, 40)
    installation.central.open_clip(registered.number, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == plain


@pytest.mark.usefixtures("booth")
def test_a_wrong_or_used_code_is_said_and_changes_nothing(installation, capsys) -> None:
    code = installation.code()

    assert installation.enrol("WRONG") == 2
    assert "refuses the code" in capsys.readouterr().err
    assert not installation.certificate.exists()
    assert installation.enrol(code) == 0
    serial = installation.serial()
    assert installation.enrol(code) == 2
    assert installation.serial() == serial


def test_another_key_than_the_registered_one_is_said(installation, booth, capsys) -> None:
    (booth.folder / "keys" / "booth.key").unlink()

    assert installation.enrol() == 2
    assert "the kiosk makes it" in capsys.readouterr().err
    make_key(booth.folder / "keys" / "booth.key")
    assert installation.enrol() == 2
    assert "not the registered one" in capsys.readouterr().err


def test_enrolment_trusts_central_s_authority_alone(installation, tmp_path, capsys) -> None:
    (tmp_path / "other").mkdir()
    installation.configure(ca=Authority(tmp_path / "other").file)

    assert installation.enrol() == 2
    assert "not of central.ca" in capsys.readouterr().err
    installation.central.stop()
    installation.configure()
    assert installation.enrol("CODE") == 2


@pytest.mark.parametrize("section", ["est", "certificate"])
def test_what_enrolment_needs_is_named(installation, booth, section, capsys) -> None:
    lines = booth.config.read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{section} = ")]
    put = [f'{section} = ""' if line == "[central]" else "" for line in kept]
    booth.config.write_text(
        "\n".join(text for pair in zip(kept, put, strict=True) for text in pair)
    )

    assert installation.enrol("CODE") == 2
    assert f"central.{section}" in capsys.readouterr().err


@pytest.fixture
def running(installation, monkeypatch):
    """Starts the uplink as a thread; it renews when `may_renew` is set."""
    may_renew, stop, threads = threading.Event(), threading.Event(), []

    def gated(settings):
        may_renew.wait(60)
        return enrol.renew(settings)

    monkeypatch.setattr(renewal, "FIRST_LOOK_S", 0.0)
    monkeypatch.setattr(uplink, "Renewal", functools.partial(renewal.Renewal, renew=gated))

    def start() -> threading.Event:
        made = Uplink(installation.settings, SystemClock())
        threads.append(threading.Thread(target=made.run, args=(stop,)))
        threads[0].start()
        return may_renew

    yield start
    may_renew.set()
    stop.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_a_running_uplink_renews_in_the_middle_of_a_clip(
    installation, booth, running, settle, tmp_path
) -> None:
    old = installation.enrol_long_ago(days=70)
    with booth.config.open("a") as settings:
        settings.write("limit_kbit = 2000\n")
    plain = os.urandom(3_000_000)
    registered = booth.appeal(plain)
    may_renew = running()

    def sent() -> int:
        found = status.read(booth.spool.folder)
        return found[0].sending.sent if found and found[0].sending else 0

    settle(lambda: sent() > 0, "a part of the clip is there")
    may_renew.set()
    settle(lambda: installation.serial() != old.serial_number, "a new certificate")
    assert installation.central.wait_for_appeal(registered.number, 60)
    installation.central.open_clip(registered.number, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == plain
    said = installation.said_by_mosquitto()
    for client in ("001 (", "001-bulk ("):
        assert said.count(f"as {client}") == 2, said


def test_a_certificate_brought_by_hand_is_taken_into_use(installation, running, settle) -> None:
    installation.enrol()
    running()
    connected = "as 001 ("
    settle(lambda: installation.said_by_mosquitto().count(connected) == 1, "a line")
    installation.enrol()
    settle(lambda: installation.said_by_mosquitto().count(connected) == 2, "another line")


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


NOT_AUTHORISED, NO_SUBSCRIBER = 0x87, 0x10


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
    link = installation.central._link
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


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("ca", "not of central.ca"),
        ("host", "another host than central"),
        ("expired", "it has expired"),
        ("revoked", "it is revoked"),
        ("foreign", "not of its authority"),
    ],
)
def test_what_tls_refuses_is_said_clearly_and_the_clip_stays(
    installation, booth, tmp_path, settle, capsys, trouble, said
) -> None:
    installation.enrol()
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    match trouble:
        case "ca":
            installation.configure(ca=other.file)
        case "host":
            installation.configure(host="127.0.0.1")
        case "expired":
            installation.enrol_long_ago(days=100)
        case "revoked":
            installation.central.enrolment.revoke("001")
            os.kill(installation.mosquitto.process.pid, signal.SIGHUP)
            settle(lambda: "Reloading config" in installation.said_by_mosquitto(), "SIGHUP")
        case "foreign":
            foreign = other.issue_booth("001", booth.key.public_key(), 90)
            installation.certificate.write_bytes(foreign.public_bytes(Encoding.PEM))
    booth.appeal(os.urandom(50_000))
    kept = booth.left_on_disk()
    booth.start()

    def reason() -> str:
        found = status.read(booth.spool.folder)
        return found[0].reason if found else ""

    settle(lambda: said in reason(), f"status: {said}")
    capsys.readouterr()
    assert installation.run("uplink", "status") == 1
    assert said in " ".join(capsys.readouterr().out.split())
    assert said in (booth.folder / "uplink.log").read_text()
    assert booth.left_on_disk() == kept


def test_health_tells_until_when_the_certificate_is_good(installation, booth, settle) -> None:
    installation.enrol()
    until = x509.load_pem_x509_certificate(installation.certificate.read_bytes())
    booth.start()

    def health() -> dict:
        with installation.central.store.connection():
            return json.loads(Booth.get_by_id("001").health or "{}")

    settle(health, "health")
    told = datetime.fromisoformat(health()["certificate_until"])
    assert told == until.not_valid_after_utc
