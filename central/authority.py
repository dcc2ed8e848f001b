"""The certificate authority of an installation: DATA/keys/ca.key and ca.pem.

Booths trust this authority alone (`central.ca` in booth.toml). Each certificate
says what it is for: a booth's cannot pretend to be the broker, nor the broker's
to be a booth. The extensions are those that RFC 5280 wants and that strict
verification (Python 3.13's default) looks for.
"""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from central.errors import BadInput, BadKey
from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.appeals.files import replace
from firmware.appeals.signing import PublicKey

CA_DAYS = 20 * 365
SERVER_DAYS = 3 * 365
# The clocks of both sides differ a little.
_BEFORE = timedelta(hours=1)

Now = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Authority:
    """Signs certificates and the list of revoked ones."""

    def __init__(self, folder: Path, now: Now = _utc_now) -> None:
        """Makes key and certificate where both are missing. Raises BadKey."""
        self.file = folder / "ca.pem"
        self._now = now
        key_file = folder / "ca.key"
        if self.file.exists() and not key_file.exists():
            # A new one would be trusted by no booth.
            raise BadKey(key_file, "is missing, but ca.pem is there; bring it back")
        try:
            exists = key_file.exists()
            self._key = signing.load_key(key_file) if exists else signing.make_key(key_file)
            self.certificate = self._load() if self.file.exists() else self._sign_itself()
        except (OSError, BadSignature) as error:
            raise BadKey(key_file, str(error)) from error

    def issue_booth(self, booth: str, key: PublicKey, days: int) -> x509.Certificate:
        """A booth's certificate: its name is its three digits."""
        return self._issue(booth, key, days, ExtendedKeyUsageOID.CLIENT_AUTH, ())

    def put_client(self, name: str, file: Path, key_file: Path) -> None:
        """A certificate and key for a client of the broker, kept while good. Raises BadKey."""
        self._put(name, file, key_file, ExtendedKeyUsageOID.CLIENT_AUTH, ())

    def put_server(self, names: Sequence[str], file: Path, key_file: Path) -> None:
        """A server's certificate and key, kept while good for these names and addresses.

        Raises BadKey, BadInput.
        """
        if not names:
            raise BadInput("a server's certificate needs a name")
        self._put(names[0], file, key_file, ExtendedKeyUsageOID.SERVER_AUTH, _san(names))

    def revocations(self, revoked: Iterable[tuple[int, datetime]]) -> bytes:
        """The list (CRL, PEM) of serial numbers and when they were revoked."""
        now = self._now()
        # It ends with the authority: an expired list would lock out every booth at once.
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - _BEFORE)
            .next_update(self.certificate.not_valid_after_utc)
            .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
            .add_extension(self._issuer_id(), critical=False)
        )
        for serial, at in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _put(
        self,
        name: str,
        file: Path,
        key_file: Path,
        purpose: ObjectIdentifier,
        san: Sequence[x509.GeneralName],
    ) -> None:
        try:
            exists = key_file.exists()
            key = signing.load_key(key_file) if exists else signing.make_key(key_file)
        except (OSError, BadSignature) as error:
            raise BadKey(key_file, str(error)) from error
        if not self._still_good(file, key.public_key(), san):
            made = self._issue(name, key.public_key(), SERVER_DAYS, purpose, san)
            replace(file, made.public_bytes(Encoding.PEM), 0o644)

    def _still_good(self, file: Path, key: PublicKey, san: Sequence[x509.GeneralName]) -> bool:
        try:
            found = x509.load_pem_x509_certificate(file.read_bytes())
            found.verify_directly_issued_by(self.certificate)
        except (OSError, ValueError, TypeError, InvalidSignature):
            return False
        left = found.not_valid_after_utc - self._now()
        return _names(found) == list(san) and found.public_key() == key and left > _third(found)

    def _issue(
        self,
        name: str,
        key: PublicKey,
        days: int,
        purpose: ObjectIdentifier,
        san: Sequence[x509.GeneralName],
    ) -> x509.Certificate:
        builder = (
            self._builder(_name(name), key, timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(self._issuer_id(), critical=False)
        )
        if san:
            builder = builder.add_extension(x509.SubjectAlternativeName(san), critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def _sign_itself(self) -> x509.Certificate:
        key = self._key.public_key()
        mark = x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()[:8]
        made = (
            self._builder(_name(f"Dialog booths {mark}"), key, timedelta(days=CA_DAYS), itself=True)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .add_extension(self._issuer_id(), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        replace(self.file, made.public_bytes(Encoding.PEM), 0o644)
        return made

    def _builder(
        self, subject: x509.Name, key: PublicKey, life: timedelta, *, itself: bool = False
    ) -> x509.CertificateBuilder:
        start = self._now()
        end = start + life
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if itself else self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start - _BEFORE)
            .not_valid_after(end if itself else min(end, self.certificate.not_valid_after_utc))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def _issuer_id(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())

    def _load(self) -> x509.Certificate:
        try:
            found = x509.load_pem_x509_certificate(self.file.read_bytes())
        except ValueError as error:
            raise BadKey(self.file, f"not a certificate: {error}") from error
        if found.public_key() != self._key.public_key():
            raise BadKey(self.file, "is not of ca.key")
        return found


def _third(certificate: x509.Certificate) -> timedelta:
    return (certificate.not_valid_after_utc - certificate.not_valid_before_utc) / 3


def _names(certificate: x509.Certificate) -> list[x509.GeneralName]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return list(found.value)


def _name(common: str) -> x509.Name:
    try:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    except ValueError as error:
        raise BadInput(f"name {common!r}: {error}") from error


def _san(names: Sequence[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in names:
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(_dns(name))
    return found


def _dns(name: str) -> x509.GeneralName:
    try:
        if name:
            return x509.DNSName(name)
    except ValueError:
        pass
    raise BadInput(f"name {name!r}: must be a host name (ASCII) or an address")


def _usage(*, authority: bool) -> x509.KeyUsage:
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
