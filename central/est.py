"""The one HTTPS listener for booths: enrolment over secure transport (RFC 7030).

GET  /.well-known/est/cacerts          central's own authority
POST /.well-known/est/simpleenroll     HTTP Basic: the booth's three digits and its code
POST /.well-known/est/simplereenroll   with the booth's certificate

An error is its HTTP code and nothing more; the log says why.
"""

import base64
import binascii
import logging
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from central.enrolment import Enrolment
from central.errors import (
    BadInput,
    CentralError,
    CertificateRefused,
    CodeRefused,
    ListenerFailed,
    TooOften,
)
from firmware.wire.errors import one_line

log = logging.getLogger("central")

ROOT = "/.well-known/est"
MAX_BODY = 16_384
MAX_CONNECTIONS = 32
# From the first byte of TLS to the last of the answer.
CONNECTION_S = 20.0
_MAX_CREDENTIALS = 256
_MAX_LINGER = 1_048_576

_CODES: tuple[tuple[type[CentralError], int], ...] = (
    (BadInput, 400),
    (CodeRefused, 401),
    (CertificateRefused, 403),
    (TooOften, 429),
)


class Listener:
    """Serves booths in threads of its own."""

    def __init__(
        self,
        address: tuple[str, int],
        certificate: Path,
        key: Path,
        authority: Path,
        enrolment: Enrolment,
    ) -> None:
        """Port 0 takes a free one. Raises ListenerFailed."""
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(certificate, key)
            context.load_verify_locations(authority)
            context.verify_mode = ssl.CERT_OPTIONAL
            self._server = _Server(address, context, enrolment, authority)
        except OSError as error:
            raise ListenerFailed(f"{address[0]}:{address[1]}: {error}") from error
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="est", daemon=True
        )

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, cutting what is open."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.cut_all()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """TLS in the thread of each connection, so that a slow client holds up no other."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        context: ssl.SSLContext,
        enrolment: Enrolment,
        authority: Path,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.enrolment = enrolment
        self.cacerts = _bundle(x509.load_pem_x509_certificates(authority.read_bytes()))
        self._context = context
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._open: set[ssl.SSLSocket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """As the base's, without its look-up of a name."""
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "central", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """A connection more than there is room for is closed at once."""
        if not self._places.acquire(blocking=False):
            log.warning("est: too many connections, one from %s is closed", client_address[0])
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The base's, and then the place is free again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """One connection, cut when it takes too long."""
        request.settimeout(CONNECTION_S)
        secured = self._context.wrap_socket(
            request, server_side=True, do_handshake_on_connect=False
        )
        cut = threading.Timer(CONNECTION_S, _cut, (secured,))
        cut.daemon = True
        with secured:
            with self._lock:
                self._open.add(secured)
            cut.start()
            try:
                secured.do_handshake()
                super().finish_request(secured, client_address)
                _linger(secured)
            finally:
                cut.cancel()
                with self._lock:
                    self._open.discard(secured)

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """What breaks a connection costs that connection."""
        log.info("est: %s: connection broken", client_address[0], exc_info=_unforeseen())

    def cut_all(self) -> None:
        """End all connections."""
        with self._lock:
            for secured in self._open:
                _cut(secured)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "central"
    sys_version = ""

    def do_GET(self) -> None:
        """cacerts."""
        if self.path == f"{ROOT}/cacerts":
            self._answer(200, self.server.cacerts)
        else:
            self._answer(404)

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
            log.warning("est: %s: %s", self.client_address[0], one_line(str(error)))
            self._answer(next((code for kind, code in _CODES if isinstance(error, kind)), 500))

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
        assert isinstance(self.connection, ssl.SSLSocket)
        shown = self.connection.getpeercert(binary_form=True)
        if not shown:
            raise _Refused(403)
        return self.server.enrolment.renew(shown, self._body())

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
        self._answer(200, _bundle([certificate]), "; smime-type=certs-only")

    def _answer(self, code: int, content: bytes = b"", kind: str = "") -> None:
        self.close_connection = True
        # Of a request that could not be read the base thinks that it wants no head.
        self.request_version = self.protocol_version
        self.send_response_only(code)
        if code == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="central"')
        if content:
            self.send_header("Content-Type", f"application/pkcs7-mime{kind}")
            self.send_header("Content-Transfer-Encoding", "base64")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        path = one_line(getattr(self, "path", "-"))[:80]
        log.info("est: %s %s %s %d", self.client_address[0], self.command or "-", path, code)


class _Refused(Exception):
    """A request that is not read any further."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _bundle(certificates: list[x509.Certificate]) -> bytes:
    return base64.encodebytes(pkcs7.serialize_certificates(certificates, Encoding.DER))


def _linger(secured: ssl.SSLSocket) -> None:
    """Let the answer arrive: closing over what nobody has read would take it back."""
    socket.socket.shutdown(secured, socket.SHUT_WR)
    left = _MAX_LINGER
    while left > 0 and (read := socket.socket.recv(secured, 65_536)):
        left -= len(read)


def _cut(secured: ssl.SSLSocket) -> None:
    try:
        # Not the TLS way: the other thread is reading.
        socket.socket.shutdown(secured, socket.SHUT_RDWR)
    except OSError:
        log.debug("est: gone already")


def _unforeseen() -> bool:
    """Whether the error under way is one that no network makes."""
    return not isinstance(sys.exc_info()[1], OSError)
