"""Certificates of central's own authority: enrolment, renewal, refusals; with a real mosquitto."""

import functools
import json
import os
import signal
import threading
from datetime import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from central.authority import Authority
from central.models import Booth
from firmware.appeals.signing import make_key
from firmware.clock import SystemClock
from firmware.uplink import enrol, renewal, status, uplink
from firmware.uplink.uplink import Uplink


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
def test_a_wrong_or_void_code_is_said_and_changes_nothing(installation, capsys) -> None:
    code = installation.code()

    assert installation.enrol("WRONG") == 2
    assert "refuses the code" in capsys.readouterr().err
    assert not installation.certificate.exists()
    assert installation.enrol(code) == 0
    serial = installation.serial()
    installation.code()
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
    plain = os.urandom(1_200_000)
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
