"""The desk on its port."""

import ssl
import urllib.request

import pytest
from starlette.responses import PlainTextResponse

from central.desk.app import create_app
from central.desk.listener import DeskListener
from central.desk.settings import DeskSettings, hosts_of, origins_of
from central.errors import ListenerFailed


def make_app(address: str):
    async def app(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await PlainTextResponse(address)(scope, receive, send)

    return app


def test_it_serves_at_the_address_that_it_names() -> None:
    listener = DeskListener(DeskSettings(port=0), make_app)
    listener.start()
    try:
        with urllib.request.urlopen(listener.address, timeout=20) as response:
            assert response.read().decode() == listener.address
            assert "server" not in response.headers
    finally:
        listener.stop()
        listener.stop()


def test_a_port_that_is_taken_is_an_error() -> None:
    first = DeskListener(DeskSettings(port=0), make_app)
    first.start()
    port = int(first.address.rpartition(":")[2])
    try:
        with pytest.raises(ListenerFailed, match=str(port)):
            DeskListener(DeskSettings(port=port), make_app).start()
    finally:
        first.stop()


def test_an_application_that_does_not_start_is_an_error() -> None:
    async def broken(_scope, receive, send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "broken"})

    with pytest.raises(ListenerFailed):
        DeskListener(DeskSettings(port=0), lambda _address: broken).start()


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (DeskSettings(), "http://127.0.0.1:4711"),
        (DeskSettings(public_url="https://desk.example.kz/"), "https://desk.example.kz"),
    ],
)
def test_the_public_address(settings, address) -> None:
    assert settings.address(4711) == address


def test_this_machine_has_two_names() -> None:
    assert hosts_of("http://127.0.0.1:80") == {"127.0.0.1:80", "localhost:80"}
    assert hosts_of("https://Desk.kz") == {"desk.kz"}
    assert origins_of("https://desk.kz") == {"https://desk.kz"}


def test_with_a_certificate_it_speaks_https_itself(make_parts, central, tmp_path) -> None:
    files = tmp_path / "desk.pem", tmp_path / "desk.key"
    central.authority.put_server(("127.0.0.1",), *files)
    settings = DeskSettings(port=0, certificate=files[0], key=files[1])
    listener = DeskListener(settings, lambda address: create_app(make_parts(address)))
    listener.start()
    try:
        trust = ssl.create_default_context(cafile=str(central.authority.file))
        page = urllib.request.urlopen(f"{listener.address}/sign-in", timeout=20, context=trust)
        with page as response:
            headers = response.headers
    finally:
        listener.stop()

    assert listener.address.startswith("https://127.0.0.1:")
    assert "max-age" in headers["strict-transport-security"]
    assert headers["set-cookie"].startswith("__Host-form=")
    assert "; Secure" in headers["set-cookie"]
