"""The line with TLS and certificates, against a real mosquitto."""

import gc
import os
from dataclasses import replace
from queue import SimpleQueue

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from central.authority import Authority
from central.server import Central
from central.settings import ExternalBroker
from firmware import config
from firmware.uplink.line import Disconnected, Line


@pytest.fixture
def authority(central_data) -> Authority:
    return central_data.authority


@pytest.fixture
def secured(authority, mosquitto, booth, tmp_path):
    """The mosquitto again, with TLS; the booth has its certificate."""
    mosquitto.kill()
    certificate, key = tmp_path / "localhost.pem", tmp_path / "localhost.key"
    authority.put_server(["localhost"], certificate, key)
    plain = mosquitto.config.read_text()
    kept = [line for line in plain.splitlines() if not line.startswith("password_file")]
    kept += [f"cafile {authority.file}", f"certfile {certificate}", f"keyfile {key}"]
    kept += ["require_certificate true", "use_identity_as_username true"]
    mosquitto.config.write_text("\n".join(kept) + "\n")
    mosquitto.start()
    made = authority.issue_booth("001", booth.key.public_key(), 1)
    (booth.folder / "keys" / "booth.pem").write_bytes(made.public_bytes(Encoding.PEM))
    booth.configure_tls(mosquitto.port, authority.file)
    return mosquitto


def test_a_clip_arrives_over_tls_with_certificates(
    booth, secured, authority, central_data, tmp_path
) -> None:
    certificate, key = tmp_path / "central.pem", tmp_path / "central.key"
    authority.put_client("central", certificate, key)
    broker = ExternalBroker(
        "localhost", secured.port, ca=authority.file, certificate=certificate, key=key
    )
    plain = os.urandom(300_000)
    registered = booth.appeal(plain)
    with Central(replace(central_data.settings, broker=broker)) as central:
        booth.start()

        assert central.wait_for_appeal(registered.number, 40)
        central.open_clip(registered.number, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == plain


# paho leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("host", "own_authority", "reason"),
    [("127.0.0.1", True, "IP address mismatch"), ("localhost", False, "verify failed")],
    ids=["host", "ca"],
)
def test_a_wrong_host_or_ca_is_refused_and_said_clearly(
    host, own_authority, reason, booth, secured, authority, tmp_path
) -> None:
    (tmp_path / "other").mkdir()
    trusted = authority if own_authority else Authority(tmp_path / "other")
    booth.configure_tls(secured.port, trusted.file, host=host)
    events: SimpleQueue = SimpleQueue()
    line = Line("bulk", config.load(booth.config), events, ())
    line.open()
    try:
        event = events.get(timeout=20)
        assert isinstance(event, Disconnected)
        assert reason in event.reason
    finally:
        line.close()
        gc.collect()
