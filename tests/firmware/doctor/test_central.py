"""Keys, certificate, the spool, and the line to a real broker."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from central.accounts import Accounts
from central.broker import EmbeddedBroker
from firmware.appeals.signing import load_key, make_key
from firmware.doctor import central
from firmware.doctor.finding import Verdict
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire.directory import Directory


def test_all_keys_in_their_places_are_well(patient):
    assert central.keys(patient()).verdict is Verdict.OK


def test_a_booth_that_never_ran_has_no_key_yet(patient, tmp_path):
    (tmp_path / "keys" / "booth.key").unlink()

    assert central.keys(patient()).verdict is Verdict.WARNING


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"signing_key": "/nowhere/central.pem"}, "/nowhere/central.pem"),
        ({"recipients": ()}, "recipient"),
        ({"ask_recipient": ""}, ""),
        ({"recipients": ("age1" + "q" * 58,)}, "recipient"),
    ],
)
def test_a_missing_or_wrong_key_of_central_is_named(patient, values, word):
    found = central.keys(patient(central=values))

    assert (found.verdict, word in found.said) == (Verdict.BROKEN, True)


def certificate(file: Path, key, clock, days: float) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "001")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=100))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


@pytest.mark.parametrize(
    ("days", "verdict"), [(90, Verdict.OK), (29, Verdict.WARNING), (-1, Verdict.BROKEN)]
)
def test_the_certificate_is_told_with_its_last_day(patient, clock, tmp_path, days, verdict):
    file = tmp_path / "booth.pem"
    certificate(file, load_key(tmp_path / "keys" / "booth.key"), clock, days)
    found = central.certificate(patient(central={"tls": True, "certificate": str(file)}))

    assert found.verdict is verdict
    assert "until 20" in found.said


def test_a_certificate_of_another_booth_is_broken(patient, clock, tmp_path):
    file = tmp_path / "booth.pem"
    certificate(file, make_key(tmp_path / "other.key"), clock, 90)
    found = central.certificate(patient(central={"tls": True, "certificate": str(file)}))

    assert (found.verdict, "key" in found.said) == (Verdict.BROKEN, True)


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_certificate_that_cannot_be_read_is_broken(patient, tmp_path, content):
    file = tmp_path / "booth.pem"
    if content is not None:
        file.write_bytes(content)
    found = central.certificate(patient(central={"tls": True, "certificate": str(file)}))

    assert found.verdict is Verdict.BROKEN


def test_without_tls_no_certificate_is_needed(patient):
    assert central.certificate(patient()).verdict is Verdict.OK


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    (tmp_path / "password").write_text(Accounts(folder).put_booth("001", "oskemen"))
    made = EmbeddedBroker(folder, "127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


def test_a_broker_that_knows_this_booth_lets_it_in(patient, broker, tmp_path):
    way = {"host": "127.0.0.1", "port": broker.port, "protocol": "3.1.1"}
    password = {"password": str(tmp_path / "password")}

    assert central.line(patient(central={**way, **password})).verdict is Verdict.OK


def test_a_broker_that_does_not_know_this_booth_is_told(patient, broker, tmp_path):
    (tmp_path / "wrong").write_text("not it")
    way = {"host": "127.0.0.1", "port": broker.port, "protocol": "3.1.1"}
    found = central.line(patient(central={**way, "password": str(tmp_path / "wrong")}))

    assert (found.verdict, "booth add" in found.todo) == (Verdict.BROKEN, True)


def test_nobody_at_that_port_is_told_with_host_and_port(patient):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = central.line(patient(central={"port": port}))

    assert (found.verdict, f"127.0.0.1:{port}" in found.said) == (Verdict.BROKEN, True)


def test_a_host_that_takes_the_call_and_says_nothing_is_not_waited_for(patient, monkeypatch):
    monkeypatch.setattr(central, "CONNECT_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        found = central.line(patient(central={"port": mute.getsockname()[1]}))

    assert (found.verdict, "does not answer" in found.said) == (Verdict.BROKEN, True)


def test_plaintext_to_another_machine_is_refused(patient):
    found = central.line(patient(central={"host": "192.0.2.1"}))

    assert (found.verdict, "tls" in found.said) == (Verdict.BROKEN, True)


def test_the_spool_tells_what_waits_and_what_central_has_sent(patient):
    booth = patient()
    assert central.spool(booth).said == "none yet"
    spool = Spool(Path(booth.settings.booth.spool))
    assert "no directory yet" in central.spool(booth).said
    spool = Spool(Path(booth.settings.booth.spool))
    with spool.connection():
        Shelf(spool).put_directory(Directory(7, "oskemen", (), (), ()))
    assert "uplink offline" in central.spool(booth).said
    UplinkMailbox(Spool(spool.folder)).set_online(True)
    found = central.spool(booth)

    assert found.verdict is Verdict.OK
    assert found.said == "database sound, 0 appeals wait, directory 7"


def test_a_damaged_database_is_broken_with_the_way_out(patient):
    booth = patient()
    folder = Path(booth.settings.booth.spool)
    folder.mkdir()
    (folder / "spool.db").write_bytes(b"no database at all" * 100)
    found = central.spool(booth)

    assert (found.verdict, "rebuilds" in found.todo) == (Verdict.BROKEN, True)
