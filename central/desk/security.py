"""What every request and response must be like, whatever page it is of."""

import asyncio
import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.desk.errors import Refused
from central.desk.settings import hosts_of, origins_of

log = logging.getLogger("central.desk")

# An answer has 16,000 letters, and a form writes a Cyrillic letter with six bytes.
MAX_FORM_BYTES = 262_144
MAX_UPLOAD_BYTES = 2_147_483_648
UPLOAD_PATH_END = "/answer"
# A photo has ten million bytes at most; its form a little more.
MAX_PHOTO_FORM_BYTES = 10_500_000
PHOTO_PATH_END = "/photo"
# So long a part of a body may be on its way.
BODY_S = 20.0

_SAFE = ("GET", "HEAD")
_CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers then say nothing of the origin of a form either.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=31536000"


class Guard:
    """ASGI middleware: host and origin are ours, bodies are bounded, headers are set."""

    def __init__(self, app: ASGIApp, address: str, open_paths: Iterable[str] = ()) -> None:
        """`address` is the desk's public one; `open_paths`: where no browser's form comes."""
        self._app = app
        self._hosts = hosts_of(address)
        self._origins = origins_of(address)
        self._open = tuple(f"{path}/" for path in open_paths)
        self._headers = dict(_HEADERS)
        if urlsplit(address).scheme == "https":
            self._headers["Strict-Transport-Security"] = _HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._headers, scope["path"])
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused:
            status, why = refused
            log.warning("refused: %s", why)
            await PlainTextResponse(why, status)(scope, receive, answer)
            return
        await self._app(scope, _Bounded(receive, _limit(scope["path"])), answer)

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if headers.get("host", "").lower() not in self._hosts:
            return 421, "another host"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _limit(scope["path"]):
            return 413, "too large"
        if scope["method"] in _SAFE or scope["path"].startswith(self._open):
            return None
        if not self._is_own(headers):
            return 403, "another origin"
        return None

    def _is_own(self, headers: Headers) -> bool:
        """Whether one of our own pages sent it; every browser of today says."""
        site = headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        return headers.get("origin", "") in self._origins


def _limit(path: str) -> int:
    if path.endswith(PHOTO_PATH_END):
        return MAX_PHOTO_FORM_BYTES
    return MAX_UPLOAD_BYTES if path.endswith(UPLOAD_PATH_END) else MAX_FORM_BYTES


class _Bounded:
    """Brings no more of a body than the limit, and waits no longer for it than it may."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._whole = False

    async def __call__(self) -> Message:
        # After the body it is the end of the connection that is waited for.
        message = await (self._receive() if self._whole else self._soon())
        self._whole = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise Refused("too large", 413)
        return message

    async def _soon(self) -> Message:
        try:
            return await asyncio.wait_for(self._receive(), BODY_S)
        except TimeoutError:
            raise Refused("too slow", 408) from None


class _Answer:
    """Adds the headers."""

    def __init__(self, send: Send, headers: dict[str, str], path: str) -> None:
        self._send = send
        self._headers = headers
        self._static = path.startswith("/static/")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
            headers["Cache-Control"] = "no-cache" if self._static else "no-store"
        await self._send(message)
