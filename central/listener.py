"""The one HTTPS listener for booths: TLS, and limits on who is connected how long."""

import logging
import socket
import ssl
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509

from central.enrolment import Enrolment
from central.errors import ListenerFailed
from central.est import Handler, bundle
from central.updates import Updates

log = logging.getLogger("central")

MAX_CONNECTIONS = 32
# From the first byte of TLS to the last of the answer.
CONNECTION_S = 20.0
_MAX_LINGER = 1_048_576


class Listener:
    """Serves booths in threads of its own."""

    def __init__(
        self,
        address: tuple[str, int],
        certificate: Path,
        key: Path,
        authority: Path,
        enrolment: Enrolment,
        updates: Updates,
    ) -> None:
        """Port 0 takes a free one. Raises ListenerFailed."""
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(certificate, key)
            context.load_verify_locations(authority)
            context.verify_mode = ssl.CERT_OPTIONAL
            self._server = Server(address, context, enrolment, updates, authority)
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


class Server(ThreadingHTTPServer):
    """TLS in the thread of each connection, so that a slow client holds up no other."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        context: ssl.SSLContext,
        enrolment: Enrolment,
        updates: Updates,
        authority: Path,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.enrolment = enrolment
        self.updates = updates
        self.cacerts = bundle(x509.load_pem_x509_certificates(authority.read_bytes()))
        self._context = context
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._open: dict[ssl.SSLSocket, threading.Timer] = {}
        self._lock = threading.Lock()
        super().__init__(address, Handler)

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
                self._open[secured] = cut
            cut.start()
            try:
                secured.do_handshake()
                super().finish_request(secured, client_address)
                _linger(secured)
            finally:
                cut.cancel()
                with self._lock:
                    self._open.pop(secured, None)

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """What breaks a connection costs that connection."""
        log.info("est: %s: connection broken", client_address[0], exc_info=_unforeseen())

    def give_time(self, secured: ssl.SSLSocket) -> None:
        """A known booth takes something big: it is cut only when nothing moves any more."""
        with self._lock:
            self._open[secured].cancel()

    def cut_all(self) -> None:
        """End all connections."""
        with self._lock:
            for secured in self._open:
                _cut(secured)


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
