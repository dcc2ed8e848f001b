"""Clips and questions on their whole way: spool, uplink, a real broker, central."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from queue import Queue

import pytest
from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from central.models import Booth, Intake
from central.sample import publish_sample
from firmware.appeals import number as numbers
from firmware.appeals.appeal import new_id
from firmware.spool.shelf import Shelf
from firmware.wire import ranges
from firmware.wire.messages import Reply
from tests.firmware.uplink.visit import Visit


def assert_arrived(central, registered, plain: bytes, folder: Path) -> None:
    entry = central.wait_for_appeal(registered.number, 40)

    assert entry is not None
    assert entry.id == registered.id
    assert [row.id for row in central.registry.all()] == [registered.id]
    central.open_clip(registered.number, folder / "clip.mp4")
    assert (folder / "clip.mp4").read_bytes() == plain


def arrived(central, id: str) -> int:
    """How many bytes of a clip central has on its disk."""
    with central.store.connection():
        row = Intake.get_or_none(Intake.id == id)
        if row is None:
            return 0
        return ranges.total(tuple(map(tuple, json.loads(row.have))))


def ask(booth, central, number: str) -> Reply:
    return Visit(booth.spool, central).ask(number)


def test_a_clip_arrives_byte_for_byte_through_mosquitto(booth, central, tmp_path, settle) -> None:
    plain = os.urandom(3_000_000)
    registered = booth.appeal(plain)
    booth.start()

    assert_arrived(central, registered, plain, tmp_path)
    settle(lambda: not booth.left_on_disk(), "the booth deleted what was stored")


def test_a_clip_a_directory_and_an_answer_go_through_the_embedded_broker(
    booth, embedded, tmp_path, settle
) -> None:
    plain = os.urandom(3_000_000)
    registered = booth.appeal(plain)
    publish_sample(embedded)
    booth.start()

    assert_arrived(embedded, registered, plain, tmp_path)
    settle(lambda: not booth.left_on_disk(), "the booth deleted what was stored")
    shelf = Shelf(booth.spool)
    settle(lambda: shelf.version() and not shelf.missing_photos(), "directory and photos")
    settle(shelf.pages, "pages of information")
    assert ask(booth, embedded, registered.number).status == "received"
    embedded.give_answer(registered.number, "Шұңқыр жабылды.")
    assert ask(booth, embedded, registered.number).text == "Шұңқыр жабылды."


def test_questions_are_answered_through_mosquitto(booth, central) -> None:
    registered = booth.appeal(b"clip")
    booth.start()
    assert central.wait_for_appeal(registered.number, 40)
    stranger = numbers.draw("001")

    assert ask(booth, central, registered.number).status == "received"
    assert ask(booth, central, "1" * 16).status == "not_found"
    statuses = [ask(booth, central, stranger).status for _ in range(6)]
    assert statuses == ["not_found"] * 5 + ["try_later"]


def test_central_sees_who_is_online_and_how_they_are(booth, central, settle) -> None:
    def row() -> Booth:
        with central.store.connection():
            return Booth.get_by_id("001")

    booth.start()
    settle(lambda: row().online and '"waiting":0' in row().health, "online and health")
    booth.stop()
    settle(lambda: not row().online, "offline again")
    booth.start()
    settle(lambda: row().online, "online again")
    booth.kill()
    settle(lambda: not row().online, "the last will")


@pytest.fixture
def small_credit(central_data) -> None:
    """So that a clip takes long enough to be interrupted."""
    object.__setattr__(central_data.settings, "credit_bytes", 16_384)


@pytest.mark.usefixtures("small_credit")
def test_a_killed_uplink_sends_the_rest_after_its_restart(
    booth, central, mosquitto, tmp_path, settle
) -> None:
    booth.configure(mosquitto.port, "5", chunk_bytes=4096)
    plain = os.urandom(1_500_000)
    registered = booth.appeal(plain)
    booth.start()
    settle(lambda: arrived(central, registered.id) > 200_000, "a part of the clip")

    booth.kill()

    assert central.registry.by_number(registered.number) is None
    assert len(booth.left_on_disk()) == 3
    booth.start()
    assert_arrived(central, registered, plain, tmp_path)
    settle(lambda: not booth.left_on_disk(), "the booth deleted what was stored")


@pytest.mark.usefixtures("small_credit")
def test_a_killed_broker_costs_nothing(booth, central, mosquitto, tmp_path, settle) -> None:
    booth.configure(mosquitto.port, "5", chunk_bytes=4096)
    plain = os.urandom(1_500_000)
    registered = booth.appeal(plain)
    booth.start()
    settle(lambda: arrived(central, registered.id) > 200_000, "a part of the clip")

    mosquitto.kill()

    assert central.registry.by_number(registered.number) is None
    mosquitto.start()
    assert_arrived(central, registered, plain, tmp_path)


def test_a_killed_central_knows_what_it_had(
    booth, central_data, mosquitto, tmp_path, settle
) -> None:
    booth.configure(mosquitto.port, "5", chunk_bytes=4096)
    plain = os.urandom(2_500_000)
    registered = booth.appeal(plain)
    command = [sys.executable, "-m", "central.cli", "run", "--data", central_data.settings.data]
    command += ["--broker", f"127.0.0.1:{mosquitto.port}"]
    command += ["--part", "ingest", "--part", "registrar"]
    with (tmp_path / "central.log").open("ab") as log:
        first = subprocess.Popen(command, stderr=log)
        settle(lambda: "started" in (tmp_path / "central.log").read_text(), "central")
        booth.start(hurried=True)
        settle(lambda: arrived(central_data, registered.id) > 200_000, "a part of the clip")
        first.kill()
        first.wait()
        assert central_data.registry.by_number(registered.number) is None
        second = subprocess.Popen(command, stderr=log)
    try:
        settle(lambda: central_data.registry.by_number(registered.number), "the clip")
        assert_arrived(central_data, registered, plain, tmp_path)
    finally:
        second.terminate()
        second.wait()


class Intruder:
    """A plain MQTT client with a booth's password."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self.received: Queue[str] = Queue()
        self.connected: Queue[bool] = Queue()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=user + "-x", protocol=MQTTv311)
        self.client.username_pw_set(user, password)
        self.client.on_connect = lambda *args: self.connected.put(not args[3].is_failure)
        self.client.on_message = lambda *args: self.received.put(args[2].topic)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.mark.parametrize("broker", ["embedded", "mosquitto"])
def test_a_booth_cannot_write_or_read_what_is_anothers(
    broker, booth, request, central_data
) -> None:
    request.getfixturevalue("embedded" if broker == "embedded" else "central")
    central = central_data if broker == "embedded" else request.getfixturevalue("central")
    port = central.port
    assert not knocks(port, "002", booth.password)
    assert not knocks(port, "001", "guess")
    password = (central.store.keys / "broker-password").read_text().strip()
    speaker = Intruder(port, "central", password)
    speaker.client.subscribe("dialog/1/#", qos=1)
    speaker.client.publish("dialog/1/oskemen/002/up/health", b"{}", qos=1, retain=True)
    assert speaker.received.get(timeout=10) == "dialog/1/oskemen/002/up/health"
    intruder = Intruder(port, "001", booth.password)
    try:
        assert intruder.connected.get(timeout=10)
        for topic in ("#", "dialog/1/+/+/down/#", "dialog/1/oskemen/002/#"):
            intruder.client.subscribe(topic, qos=1)
        intruder.client.subscribe("dialog/1/oskemen/001/down/#", qos=1)
        for topic in (
            "dialog/1/oskemen/002/up/online",
            "dialog/1/almaty/001/up/online",
            "dialog/1/oskemen/002/down/clip/x",
            "dialog/1/oskemen/directory",
            "dialog/1/oskemen/001/down/clip/x",
            "dialog/1/oskemen/001/up/online",
        ):
            intruder.client.publish(topic, b'{"online":true}', qos=1)
        assert speaker.received.get(timeout=10) == "dialog/1/oskemen/001/up/online"
        for other in ("002", "001"):
            speaker.client.publish(f"dialog/1/oskemen/{other}/down/ask/x", b"-", qos=1)

        assert intruder.received.get(timeout=10) == "dialog/1/oskemen/001/down/ask/x"
        assert intruder.received.empty()
    finally:
        intruder.close()
        speaker.close()


def knocks(port: int, user: str, password: str) -> bool:
    knocker = Intruder(port, user, password)
    try:
        return knocker.connected.get(timeout=10)
    finally:
        knocker.close()


def test_hashes_at_both_ends_are_equal(booth, central) -> None:
    registered = booth.appeal(os.urandom(100_000))
    file = booth.spool.clips / f"{registered.id}.clip.age"
    at_booth = sha256(file.read_bytes()).hexdigest()
    booth.start()

    entry = central.wait_for_appeal(registered.number, 40)

    assert entry is not None
    assert entry.clip_sha256 == at_booth
    with central.clips.reader(entry.id) as sealed:
        assert sha256(sealed.read()).hexdigest() == at_booth


@pytest.mark.parametrize("broker", ["embedded", "mosquitto"])
def test_a_hostile_booth_does_not_make_central_deaf(broker, booth, request, caplog) -> None:
    central = request.getfixturevalue("embedded" if broker == "embedded" else "central")
    own = "dialog/1/oskemen/001/up"
    hostile = Intruder(central.port, "001", booth.password)
    try:
        assert hostile.connected.get(timeout=10)
        for qos in (0, 1, 2):
            for payload in (b"{}", b'{"more":' + b"[" * 4_000, b"\xff", b"x" * 100_000):
                for topic in ("health", "online", f"ask/{new_id()}", f"clip/{new_id()}/init", "x"):
                    message = hostile.client.publish(f"{own}/{topic}", payload, qos, retain=True)
        message.wait_for_publish(20)
        registered = booth.appeal(b"clip")
        booth.start()

        assert central.wait_for_appeal(registered.number, 40)
    finally:
        hostile.close()
    assert "line to the broker down" not in caplog.text
    assert "Traceback" not in caplog.text


def test_no_line_of_a_log_names_a_person(booth, central, settle, caplog) -> None:
    caplog.set_level("DEBUG")
    booth.config.write_text(booth.config.read_text() + '[log]\nlevel = "debug"\n')
    registered = booth.appeal(b"clip")
    booth.start()
    assert central.wait_for_appeal(registered.number, 40)
    central.give_answer(registered.number, "Шұңқыр жабылды.")
    assert ask(booth, central, registered.number).text == "Шұңқыр жабылды."
    settle(lambda: not booth.left_on_disk(), "the booth deleted what was stored")
    booth.stop()

    written = (booth.folder / "uplink.log").read_text() + caplog.text

    assert registered.id in written
    for personal in (registered.number, registered.number[4:12], "7011234567", "Шұңқыр"):
        assert personal not in written
