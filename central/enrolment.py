"""Who gets a certificate: by a code once, later by the certificate itself.

A booth has one key for all its life; it signs its envelopes and is what its
certificates are made for. The first enrolment tells central that key, unless
`booth add` did.
"""

import hashlib
import hmac
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central.accounts import Accounts
from central.authority import Authority
from central.booths import Booths
from central.errors import BadInput, CertificateRefused, CodeRefused, NotFound, TooOften
from central.guesses import Guesses, by_address
from central.models import Certificate, EnrolmentCode
from central.store import Store
from firmware.appeals.files import replace
from firmware.appeals.signing import PublicKey

log = logging.getLogger("central")

# Crockford's letters; 20 of them are 100 bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS_IN_CODE = 20
_MEANT = str.maketrans("OIL", "011")
_USED = "its code was used already"
MAX_BY_BOOTH = 10
MAX_BY_ADDRESS = 20
# Renewals of one booth in a day; it needs one in weeks.
MAX_A_DAY = 10
DAY = timedelta(days=1)


class Enrolment:
    """Gives certificates to booths, and takes them back."""

    def __init__(
        self,
        store: Store,
        booths: Booths,
        accounts: Accounts,
        authority: Authority,
        days: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`days` is how long a booth's certificate is valid."""
        self.revocations = store.broker / "crl.pem"
        self._store = store
        self._booths = booths
        self._accounts = accounts
        self._authority = authority
        self._days = days
        self._now = now
        self._lock = threading.Lock()
        self._failures = Guesses(time.monotonic)
        if not self.revocations.exists():
            self._write_revocations()

    def make_code(self, booth: str, life: timedelta) -> str:
        """A new code of that booth; an older one is void. Raises NotFound."""
        self._site(booth)
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_IN_CODE))
        values = {"sha256": _hash(code), "expires_at": (self._now() + life).isoformat()}
        with self._store.transaction():
            again = EnrolmentCode.update(**values, used_at=None)
            if not again.where(EnrolmentCode.booth == booth).execute():
                EnrolmentCode.insert(booth=booth, **values).execute()
        return "-".join(code[at : at + 5] for at in range(0, len(code), 5))

    def enrol(self, booth: str, code: str, address: str, request: bytes) -> x509.Certificate:
        """The first certificate, for a code and a signing request (PKCS#10, DER).

        Raises CodeRefused, CertificateRefused, BadInput, TooOften.
        """
        key = self._check_code(booth, code, address, request)
        with self._store.transaction():
            fresh = EnrolmentCode.update(used_at=self._now().isoformat()).where(
                EnrolmentCode.booth == booth,
                EnrolmentCode.sha256 == _hash(code),
                EnrolmentCode.used_at.is_null(),
            )
            if not fresh.execute():
                # Whoever waited for the lock meanwhile may be another.
                self._check_code(booth, code, address, request)
                self._check_pace(booth)
            site = self._site(booth)
            self._check_key(booth, key, first=True)
            made = self._issue(booth, key)
            # Last, so that what fails above leaves the code as it was.
            self._booths.put_key(booth, key)
            self._accounts.allow_booth(booth, site)
        return made

    def renew(self, shown: bytes, request: bytes) -> x509.Certificate:
        """The next certificate, for one that is still valid (DER, its chain checked by TLS).

        Raises CertificateRefused, BadInput, TooOften.
        """
        key, name = _read(request)
        # In one transaction, so that revoking is never overtaken.
        with self._store.transaction():
            booth = self._owner(x509.load_der_x509_certificate(shown))
            if name != booth:
                raise CertificateRefused(booth, "asks for a certificate of another name")
            self._check_key(booth, key, first=False)
            self._check_pace(booth)
            return self._issue(booth, key)

    def holder(self, shown: bytes) -> str:
        """Which booth shows that certificate (DER, its chain checked by TLS).

        Raises CertificateRefused.
        """
        return self._owner(x509.load_der_x509_certificate(shown))

    def revoke(self, booth: str) -> int:
        """Take certificates, code and rights at the broker back; how many certificates.

        Raises NotFound.
        """
        self._site(booth)
        now = self._now().isoformat()
        with self._store.transaction():
            # Not only used up: a used one is good for the key that it enrolled.
            EnrolmentCode.delete().where(EnrolmentCode.booth == booth).execute()
            count = (
                Certificate.update(revoked_at=now)
                .where(
                    Certificate.booth == booth,
                    Certificate.revoked_at.is_null(),
                    Certificate.until > now,
                )
                .execute()
            )
        self._accounts.remove(booth)
        self._write_revocations()
        log.info("booth %s: %d certificates revoked", booth, count)
        return int(count)

    def _check_code(self, booth: str, code: str, address: str, request: bytes) -> PublicKey:
        """The key of the request, if the code is good for it."""
        with self._lock:
            if self._failures.locked(f"booth {booth}", MAX_BY_BOOTH) or self._failures.locked(
                by_address(address), MAX_BY_ADDRESS
            ):
                raise TooOften("too many wrong codes")
            problem = self._problem(booth, code)
            # The line may have been cut after the code was used and before the booth had its
            # certificate: then it asks again, with the key that it enrolled with.
            key = None if problem not in ("", _USED) else _read(request)[0]
            if problem == _USED and key is not None and self._booths.holder(key) == booth:
                problem = ""
            if problem or key is None:
                self._failures.failed(by_address(address))
                if self._booths.site(booth):
                    self._failures.failed(f"booth {booth}")
                raise CodeRefused(booth, problem)
            return key

    def _problem(self, booth: str, code: str) -> str:
        with self._store.connection():
            row = EnrolmentCode.get_or_none(EnrolmentCode.booth == booth)
        if row is None:
            return "has no code"
        if not hmac.compare_digest(str(row.sha256), _hash(code)):
            return "wrong code"
        if row.expires_at <= self._now().isoformat():
            return "its code has expired"
        if row.used_at is not None:
            return _USED
        return ""

    def _check_key(self, booth: str, key: PublicKey, *, first: bool) -> None:
        """The registered key; at the first enrolment any that no other booth has."""
        holder = self._booths.holder(key)
        free = first and holder is None and not self._booths.has_key(booth)
        if holder != booth and not free:
            raise CertificateRefused(booth, "its key is not the registered one")

    def _check_pace(self, booth: str) -> None:
        since = (self._now() - DAY).isoformat()
        fresh = Certificate.select().where(
            Certificate.booth == booth, Certificate.issued_at > since
        )
        if fresh.count() >= MAX_A_DAY:
            raise TooOften(f"booth {booth}: too many renewals in a day")

    def _owner(self, shown: x509.Certificate) -> str:
        with self._store.connection():
            row = Certificate.get_or_none(Certificate.serial == f"{shown.serial_number:x}")
        if row is None:
            raise CertificateRefused("?", "this certificate was not issued to a booth")
        booth = str(row.booth)
        if row.revoked_at is not None:
            raise CertificateRefused(booth, "its certificate is revoked")
        if shown.not_valid_after_utc <= self._now():
            raise CertificateRefused(booth, "its certificate has expired")
        return booth

    def _issue(self, booth: str, key: PublicKey) -> x509.Certificate:
        made = self._authority.issue_booth(booth, key, self._days)
        Certificate.insert(
            serial=f"{made.serial_number:x}",
            booth=booth,
            issued_at=self._now().isoformat(),
            until=made.not_valid_after_utc.isoformat(),
        ).execute()
        log.info("booth %s: certificate issued until %s", booth, made.not_valid_after_utc.date())
        return made

    def _write_revocations(self) -> None:
        # One at a time, so that an older list never replaces a newer one.
        with self._store.transaction():
            rows = list(Certificate.select().where(Certificate.revoked_at.is_null(False)))
            revoked = [
                (int(str(row.serial), 16), datetime.fromisoformat(str(row.revoked_at)))
                for row in rows
            ]
            replace(self.revocations, self._authority.revocations(revoked), 0o644)

    def _site(self, booth: str) -> str:
        site = self._booths.site(booth)
        if site is None:
            raise NotFound(f"booth {booth}: not registered; `central booth add` first")
        return site


def _hash(code: str) -> str:
    """As it was meant: without dashes, small letters or letters that look like digits."""
    meant = re.sub(r"[\s-]", "", code).upper().translate(_MEANT)
    return hashlib.sha256(meant.encode("utf-8", "replace")).hexdigest()


def _read(request: bytes) -> tuple[PublicKey, str]:
    """Key and name of a signing request. Raises BadInput."""
    try:
        found = x509.load_der_x509_csr(request)
        key = found.public_key()
        sound = found.is_signature_valid
        names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise BadInput("not a signing request") from error
    if not isinstance(key, PublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadInput("the key is not of P-256")
    if not sound:
        raise BadInput("the request is not signed by its own key")
    return key, str(names[0].value) if len(names) == 1 else ""
