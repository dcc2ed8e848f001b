"""Who connects and says nothing does not keep others out."""

import asyncio
import socket

import pytest

from central.desk import security
from central.desk.listener import DeskListener
from central.desk.patience import Patient
from central.desk.security import Guard
from central.desk.settings import DeskSettings

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


async def answering(scope, receive, send) -> None:
    """Reads the body, then says hello."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def port(monkeypatch):
    """Of a listener with very little patience."""
    monkeypatch.setattr(Patient, "head_s", 0.3)
    listener = DeskListener(DeskSettings(port=0), lambda _address: answering)
    listener.start()
    yield int(listener.address.rpartition(":")[2])
    listener.stop()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


@pytest.mark.parametrize("said", [b"", b"G", HEAD, HEAD + b"X: " + b"x" * 1000])
def test_a_head_that_never_ends_is_cut(port, said) -> None:
    with connect(port) as half:
        half.sendall(said)
        assert half.recv(100) == b""


def test_a_second_request_must_come_whole_too(port) -> None:
    with connect(port) as half:
        half.sendall(HEAD + b"\r\n" + HEAD)
        received = b""
        while part := half.recv(1000):
            received += part
        assert received.count(b"200 OK") == 1


def test_who_has_asked_may_take_time_with_the_rest(port) -> None:
    with connect(port) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\nx")
        slow.settimeout(0.6)
        with pytest.raises(TimeoutError):
            slow.recv(100)
        slow.settimeout(20)
        slow.sendall(b"x")
        assert b"200 OK" in slow.recv(1000)


def test_a_body_that_stops_coming_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(security, "BODY_S", 0.1)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"desk.test")],
    }
    messages = [{"type": "http.request", "body": b"x", "more_body": True}]

    async def receive():
        if messages:
            return messages.pop()
        return await asyncio.Event().wait()

    async def send(_message) -> None:
        pass

    with pytest.raises(security.Refused) as caught:
        asyncio.run(Guard(answering, "http://desk.test")(scope, receive, send))
    assert caught.value.status == 408
