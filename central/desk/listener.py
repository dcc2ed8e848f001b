"""The desk on its port: uvicorn in a thread of its own."""

import logging
import socket
import threading
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from central.desk.patience import Patient
from central.desk.settings import DeskSettings
from central.errors import ListenerFailed

log = logging.getLogger("central.desk")

_START_S = 30.0
_STOP_S = 5
_WAITING = 128
# Who holds more connections open than that gets 503, and memory stays bounded.
_AT_ONCE = 512


class DeskListener:
    """Serves the application between `start` and `stop`."""

    def __init__(
        self, settings: DeskSettings, make_app: Callable[[str], ASGIApp], name: str = "the desk"
    ) -> None:
        """`make_app` gets the public address, which with port 0 is known only by then.

        `name` is for the log.
        """
        self._settings = settings
        self._make_app = make_app
        self._name = name
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.address = ""

    def start(self) -> None:
        """Listen. Raises ListenerFailed."""
        settings = self._settings
        try:
            bound = socket.create_server((settings.host, settings.port), backlog=_WAITING)
        except OSError as error:
            at = f"{settings.host}:{settings.port}"
            raise ListenerFailed(f"{self._name}: {at}: {error}") from error
        self.address = settings.address(bound.getsockname()[1])
        server = _Server(_config(settings, self._make_app(self.address)))
        thread = threading.Thread(target=server.run, args=([bound],), name="desk", daemon=True)
        self._server, self._thread = server, thread
        thread.start()
        if not server.ready.wait(_START_S) or not server.started:
            self.stop()
            bound.close()
            raise ListenerFailed(f"{self._name}: {self.address}: it did not start, see the log")
        log.info("%s is at %s", self._name, self.address)

    def stop(self) -> None:
        """Finish what is being answered; harmless when repeated."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._server = self._thread = None


class _Server(uvicorn.Server):
    """Says when it listens, or that it will not."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        try:
            await super().startup(sockets)
        except SystemExit:
            # An application that does not start ends the process of a command-line uvicorn.
            self.should_exit = True
        finally:
            self.ready.set()


def _config(settings: DeskSettings, app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # Addresses name cases; who looked at them is in the audit.
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        lifespan="on",
        ws="none",
        http=Patient,
        proxy_headers=settings.behind_proxy,
        forwarded_allow_ips="127.0.0.1",
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        timeout_graceful_shutdown=_STOP_S,
        limit_concurrency=_AT_ONCE,
    )
