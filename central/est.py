"""The one HTTPS listener for booths: enrolment over secure transport (RFC 7030).

GET  /.well-known/est/cacerts          central's own authority
POST /.well-known/est/simpleenroll     HTTP Basic: the booth's three digits and its code
POST /.well-known/est/simplereenroll   with the booth's certificate
GET  /updates/current                  with the booth's certificate: what it should run, signed
GET  /updates/{sha256}.raucb           with the booth's certificate: the bundle, or a part of it

An error is its HTTP code and nothing more; the log says why.
"""

import base64
import binascii
import logging
import os
import re
import ssl
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from central.errors import (
    BadInput,
    CentralError,
    CertificateRefused,
    CodeRefused,
    TooOften,
)
from central.ranges import part_of
from firmware.wire.errors import one_line

if TYPE_CHECKING:
    from central.listener import Server

log = logging.getLogger("central")

ROOT = "/.well-known/est"
MAX_BODY = 16_384
_MAX_CREDENTIALS = 256
_PIECE = 262_144
_BUNDLE = re.compile(r"/updates/(?P<sha256>[0-9a-f]{64})\.raucb")

_CODES: tuple[tuple[type[CentralError], int], ...] = (
    (BadInput, 400),
    (CodeRefused, 401),
    (CertificateRefused, 403),
    (TooOften, 429),
)


class Handler(BaseHTTPRequestHandler):
    """One request of a booth."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    server_version = "central"
    sys_version = ""

    def do_GET(self) -> None:
        """cacerts, and updates for the booths that are known."""
        try:
            if self.path == f"{ROOT}/cacerts":
                self._answer(200, self.server.cacerts, pkcs7_headers())
            elif self.path == "/updates/current":
                self._give_current()
            elif found := _BUNDLE.fullmatch(self.path):
                self._give_bundle(found["sha256"])
            else:
                self._answer(404)
        except _Refused as refused:
            self._answer(refused.code)
        except CentralError as error:
            self._refuse(error)

    def do_POST(self) -> None:
        """simpleenroll and simplereenroll."""
        try:
            if self.path == f"{ROOT}/simpleenroll":
                self._give(self._enrol())
            elif self.path == f"{ROOT}/simplereenroll":
                self._give(self._renew())
            else:
                self._answer(404)
        except _Refused as refused:
            self._answer(refused.code)
        except CentralError as error:
            self._refuse(error)

    def send_error(self, code: int, message: object = None, explain: object = None) -> None:
        """What the base complains about: the code alone."""
        del message, explain
        self._answer(int(code))

    def log_message(self, format: str, *values: Any) -> None:
        """Neither the base's format nor its standard error; see `_answer`."""

    def _enrol(self) -> x509.Certificate:
        user, code = self._credentials()
        return self.server.enrolment.enrol(user, code, self.client_address[0], self._body())

    def _renew(self) -> x509.Certificate:
        return self.server.enrolment.renew(self._shown(), self._body())

    def _refuse(self, error: CentralError) -> None:
        log.warning("est: %s: %s", self.client_address[0], one_line(str(error)))
        self._answer(next((code for kind, code in _CODES if isinstance(error, kind)), 500))

    def _shown(self) -> bytes:
        """The certificate that was shown."""
        assert isinstance(self.connection, ssl.SSLSocket)
        shown = self.connection.getpeercert(binary_form=True)
        if not shown:
            raise _Refused(403)
        return shown

    def _give_current(self) -> None:
        self.server.enrolment.holder(self._shown())
        token = self.server.updates.token()
        if token is None:
            raise _Refused(404)
        self._answer(200, token.encode(), {"Content-Type": "application/jose"})

    def _give_bundle(self, sha256: str) -> None:
        """The bundle, or the part of it that is asked for: a broken download goes on."""
        booth = self.server.enrolment.holder(self._shown())
        try:
            kept = self.server.updates.file(sha256).open("rb")
        except FileNotFoundError:
            raise _Refused(404) from None
        with kept:
            size = os.fstat(kept.fileno()).st_size
            part = part_of(size, self.headers.get("Range", ""))
            if part is None:
                self._answer(416, headers={"Content-Range": f"bytes */{size}"})
                return
            assert isinstance(self.connection, ssl.SSLSocket)
            self.server.give_time(self.connection)
            self._give_part(kept.fileno(), *part, size)
        log.info("updates: booth %s took %d bytes", booth, part[1] - part[0])

    def _give_part(self, file: int, start: int, end: int, size: int) -> None:
        headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
        whole = (start, end) == (0, size)
        if not whole:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        self._head(200 if whole else 206, end - start, headers)
        while start < end and (piece := os.pread(file, min(_PIECE, end - start), start)):
            self.wfile.write(piece)
            start += len(piece)

    def _credentials(self) -> tuple[str, str]:
        scheme, _, given = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "basic" or len(given) > _MAX_CREDENTIALS:
            raise _Refused(401)
        try:
            user, _, code = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            raise _Refused(401) from None
        return user, code

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length")
        if length is None:
            raise _Refused(411)
        if not (length.isascii() and length.isdecimal()):
            raise _Refused(400)
        if len(length) > 9 or int(length) > MAX_BODY:
            raise _Refused(413)
        try:
            return base64.b64decode(b"".join(self.rfile.read(int(length)).split()), validate=True)
        except binascii.Error:
            raise _Refused(400) from None

    def _give(self, certificate: x509.Certificate) -> None:
        self._answer(200, bundle([certificate]), pkcs7_headers("; smime-type=certs-only"))

    def _answer(
        self, code: int, content: bytes = b"", headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._head(code, len(content), headers)
        self.wfile.write(content)
        path = one_line(getattr(self, "path", "-"))[:80]
        log.info("est: %s %s %s %d", self.client_address[0], self.command or "-", path, code)

    def _head(self, code: int, length: int, headers: Mapping[str, str]) -> None:
        self.close_connection = True
        # Of a request that could not be read the base thinks that it wants no head.
        self.request_version = self.protocol_version
        self.send_response_only(code)
        if code == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="central"')
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()


class _Refused(Exception):
    """A request that is not read any further."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def bundle(certificates: list[x509.Certificate]) -> bytes:
    """Certificates as EST hands them out: PKCS #7 in base64."""
    return base64.encodebytes(pkcs7.serialize_certificates(certificates, Encoding.DER))


def pkcs7_headers(kind: str = "") -> Mapping[str, str]:
    """The headers of a bundle of certificates."""
    return {
        "Content-Type": f"application/pkcs7-mime{kind}",
        "Content-Transfer-Encoding": "base64",
    }
