"""The line with TLS and certificates, against a real mosquitto."""

import gc
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central.server import Central
from central.settings import ExternalBroker
from firmware import config
from firmware.uplink.line import Disconnected, Line


class Authority:
    """A CA for one test."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = self.folder / "ca.pem"
        self._write(self.file, self._sign(self.name, self.key, authority=True))

    def issue(self, name: str, key: ec.EllipticCurvePrivateKey, file: Path) -> Path:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._write(file, self._sign(subject, key, authority=False))
        return file

    def make(self, name: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.folder / f"{name}.key"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return self.issue(name, key, self.folder / f"{name}.pem"), file

    def _sign(self, subject, key, *, authority: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(self._usage(authority), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        return builder.sign(self.key, hashes.SHA256())

    @staticmethod
    def _usage(authority: bool) -> x509.KeyUsage:
        """Python 3.13 checks strictly (RFC 5280): a CA must be allowed to sign."""
        return x509.KeyUsage(
            digital_signature=not authority,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=authority,
            crl_sign=authority,
            encipher_only=False,
            decipher_only=False,
        )

    @staticmethod
    def _write(file: Path, certificate: x509.Certificate) -> None:
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path, "authority")


@pytest.fixture
def secured(authority, mosquitto, booth):
    """The mosquitto again, with TLS; the booth has its certificate."""
    mosquitto.kill()
    certificate, key = authority.make("localhost")
    plain = mosquitto.config.read_text()
    kept = [line for line in plain.splitlines() if not line.startswith("password_file")]
    kept += [f"cafile {authority.file}", f"certfile {certificate}", f"keyfile {key}"]
    kept += ["require_certificate true", "use_identity_as_username true"]
    mosquitto.config.write_text("\n".join(kept) + "\n")
    mosquitto.start()
    authority.issue("001", booth.key, booth.folder / "keys" / "booth.pem")
    booth.configure_tls(mosquitto.port, authority.file)
    return mosquitto


def test_a_clip_arrives_over_tls_with_certificates(
    booth, secured, authority, central_data, tmp_path
) -> None:
    certificate, key = authority.make("central")
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
    trusted = authority if own_authority else Authority(tmp_path, "other")
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
