"""Central, its broker and a booth, with certificates of central's own authority."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from central.authority import Authority
from central.enrolment import Enrolment
from firmware import config
from firmware.cli import main

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
