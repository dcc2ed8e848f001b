"""Who we are and whom we trust, in TLS; and what TLS complains about, in words."""

import ssl
from pathlib import Path

from cryptography import x509

from firmware.appeals.own_key import BOOTH_KEY
from firmware.settings import Settings
from firmware.uplink.errors import BadCredential

# What OpenSSL says, and what it means here; its alerts come from the other side.
_MEANINGS = (
    ("alert certificate expired", "central refuses this booth's certificate: it has expired"),
    ("alert certificate revoked", "central refuses this booth's certificate: it is revoked"),
    ("alert unknown ca", "central refuses this booth's certificate: not of its authority"),
    ("alert bad certificate", "central refuses this booth's certificate"),
    ("alert certificate required", "central wants a certificate, and this booth has none"),
    ("certificate has expired", "central's own certificate has expired"),
    ("certificate is not yet valid", "central's certificate is not valid yet; is the clock right?"),
    ("address mismatch", "that is another host than central"),
    ("hostname mismatch", "that is another host than central"),
    ("certificate verify failed", "not central: its certificate is not of central.ca"),
)


def in_words(reason: str) -> str:
    """A reason with its meaning before it, where it is about certificates."""
    lower = reason.lower()
    meaning = next((words for mark, words in _MEANINGS if mark in lower), "")
    return f"{meaning} ({reason})" if meaning else reason


def client_context(settings: Settings, *, identified: bool = True) -> ssl.SSLContext:
    """TLS to central: its own authority alone, checked strictly, and our certificate.

    Not `identified`: without our certificate. Raises BadCredential.
    """
    central = settings.central
    if not central.ca:
        # Empty would mean every public authority that this machine knows.
        raise BadCredential("central.ca", None, "is needed with TLS")
    try:
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=central.ca)
    except OSError as error:
        raise BadCredential("central.ca", Path(central.ca), problem_of(error)) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python 3.13's default; the same everywhere.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    if central.certificate and identified:
        try:
            context.load_cert_chain(central.certificate, Path(settings.booth.keys) / BOOTH_KEY)
        except FileNotFoundError:
            raise BadCredential(
                "central.certificate",
                Path(central.certificate),
                "it or booth.key is not there; `booth enrol` gets it",
            ) from None
        except OSError as error:
            raise BadCredential(
                "central.certificate", Path(central.certificate), problem_of(error)
            ) from error
    return context


def problem_of(error: Exception) -> str:
    """An error in as few words as there are."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def own_certificate(settings: Settings) -> x509.Certificate | None:
    """This booth's certificate; None without one."""
    central = settings.central
    if not central.tls or not central.certificate:
        return None
    try:
        return x509.load_pem_x509_certificate(Path(central.certificate).read_bytes())
    except (OSError, ValueError):
        return None


class CertificateFile:
    """Notices that the booth's certificate was replaced."""

    def __init__(self, settings: Settings) -> None:
        central = settings.central
        self._file = Path(central.certificate) if central.tls and central.certificate else None
        self._stamp = self._look()

    def changed(self) -> bool:
        """Whether there is another one than at the last call."""
        now = self._look()
        changed = now is not None and now != self._stamp
        self._stamp = now or self._stamp
        return changed

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat() if self._file else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_ino) if found else None
