"""The booth's certificate, from central by EST (RFC 7030).

The key never leaves the booth: only a signing request does. What comes back is
believed only when it is for our key and our number and of central's authority.
"""

import base64
import binascii
import http.client
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from firmware.appeals.errors import BadSignature
from firmware.appeals.files import write_fresh
from firmware.appeals.own_key import BOOTH_KEY
from firmware.appeals.signing import PrivateKey, load_key
from firmware.settings import Settings
from firmware.spool.durable import sync_folder
from firmware.uplink.errors import BadCredential, EnrolmentFailed
from firmware.uplink.tls import client_context, in_words, problem_of

TIMEOUT_S = 30.0
MAX_ANSWER = 65_536
_ROOT = "/.well-known/est"
_MEANINGS = {
    400: "central does not take the request",
    401: "central refuses the code: wrong, used or expired; `central booth code` makes another",
    403: "central refuses key or certificate: not the registered one, or revoked",
    404: "there is no EST service at central.est",
    429: "central refuses so many tries; wait an hour",
}


def enrol(settings: Settings, code: str) -> x509.Certificate:
    """Get the first certificate, or one in place of a lost one, and write it.

    Raises EnrolmentFailed, BadCredential, StorageFailed.
    """
    given = base64.b64encode(f"{settings.booth.id}:{code}".encode()).decode()
    return _get(settings, "simpleenroll", {"Authorization": f"Basic {given}"})


def renew(settings: Settings) -> x509.Certificate:
    """Get the next certificate by the one that we have, and write it.

    Raises as `enrol`.
    """
    return _get(settings, "simplereenroll", {})


def _get(settings: Settings, what: str, headers: dict[str, str]) -> x509.Certificate:
    key = _key(settings)
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, settings.booth.id)]))
        .sign(key, hashes.SHA256())
    )
    body = base64.encodebytes(request.public_bytes(Encoding.DER))
    answer = _post(settings, what, headers | {"Content-Type": "application/pkcs10"}, body)
    made = _own(answer, key)
    _check(made, settings)
    _write(Path(settings.central.certificate), made.public_bytes(Encoding.PEM))
    return made


def _key(settings: Settings) -> PrivateKey:
    file = Path(settings.booth.keys) / BOOTH_KEY
    try:
        return load_key(file)
    except FileNotFoundError:
        problem = "is not there yet; the kiosk makes it at its first start"
        raise BadCredential("booth.keys", file, problem) from None
    except (OSError, BadSignature) as error:
        raise BadCredential("booth.keys", file, problem_of(error)) from error


def _post(settings: Settings, what: str, headers: dict[str, str], body: bytes) -> bytes:
    central = settings.central
    if not central.est or not central.certificate:
        missing = "central.certificate" if central.est else "central.est"
        raise BadCredential(missing, None, "is needed to enrol")
    host, _, port = central.est.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    context = client_context(settings, identified=what == "simplereenroll")
    line = http.client.HTTPSConnection(host, int(port), timeout=TIMEOUT_S, context=context)
    try:
        line.request("POST", f"{_ROOT}/{what}", body, headers)
        answer = line.getresponse()
        content = answer.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise EnrolmentFailed(f"{central.est}: {in_words(str(error) or repr(error))}") from error
    finally:
        line.close()
    if answer.status != 200:
        meaning = _MEANINGS.get(answer.status, f"central answers with HTTP {answer.status}")
        raise EnrolmentFailed(meaning, answer.status)
    if len(content) > MAX_ANSWER:
        raise EnrolmentFailed("central's answer is too large", answer.status)
    return content


def _own(answer: bytes, key: PrivateKey) -> x509.Certificate:
    """The certificate of our key in the answer."""
    try:
        packed = base64.b64decode(b"".join(answer.split()), validate=True)
        found = pkcs7.load_der_pkcs7_certificates(packed)
        return next(one for one in found if one.public_key() == key.public_key())
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise EnrolmentFailed("central's answer is not a certificate") from error
    except StopIteration:
        raise EnrolmentFailed("central's certificate is of another key") from None


def _check(made: x509.Certificate, settings: Settings) -> None:
    names = [one.value for one in made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    if names != [settings.booth.id]:
        raise EnrolmentFailed("central's certificate is of another booth")
    try:
        trusted = x509.load_pem_x509_certificates(Path(settings.central.ca).read_bytes())
    except (OSError, ValueError) as error:
        raise BadCredential("central.ca", Path(settings.central.ca), problem_of(error)) from error
    if not any(_signed(made, one) for one in trusted):
        raise EnrolmentFailed("central's certificate is not of central.ca")


def _signed(made: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        made.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _write(file: Path, content: bytes) -> None:
    """In one step: without a certificate a booth has no line."""
    try:
        write_fresh(file, content, 0o644).replace(file)
    except OSError as error:
        raise BadCredential("central.certificate", file, problem_of(error)) from error
    sync_folder(file.parent)
