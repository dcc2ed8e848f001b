"""Where the pages listen and how they are reached."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta

DEFAULT_PORT = 18880
PUBLIC_PORT = 18881

Port = Annotated[int, Meta(ge=0, le=65_535)]


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The section [desk].

    `public_url` is the address that people type and that an SMS names, such as
    "https://desk.example.kz"; empty: this machine alone. Requests that name another host are
    refused. `certificate` and `key` are PEM files; without them a proxy before the desk does
    TLS, and `behind_proxy` says that it tells from where a request came. `clips_bytes` is how
    much memory opened clips may take. Port 0 takes a free one.
    """

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Port = DEFAULT_PORT
    public_url: Annotated[str, Meta(pattern=r"^$|^https?://[^/\s]+/?$(?!\n)")] = ""
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    clips_bytes: Annotated[int, Meta(ge=67_108_864, le=2**36)] = 536_870_912

    def address(self, port: int) -> str:
        """The public address, without a slash at its end, of a desk that listens on `port`."""
        if self.public_url:
            return self.public_url.rstrip("/")
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{self.host}:{port}"


@dataclass(frozen=True, slots=True)
class PublicSettings(DeskSettings):
    """The public page, where a citizen sees an answer by its number; keys as those of [desk]."""

    port: Port = PUBLIC_PORT


def hosts_of(address: str) -> frozenset[str]:
    """What the Host header of a request to that address may be."""
    parts = urlsplit(address)
    names = {parts.netloc.lower()}
    if parts.hostname in ("127.0.0.1", "localhost"):
        names |= {f"{name}:{parts.port}" for name in ("127.0.0.1", "localhost")}
    return frozenset(names)


def origins_of(address: str) -> frozenset[str]:
    """What the Origin header of a form of that address may be."""
    scheme = urlsplit(address).scheme
    return frozenset(f"{scheme}://{host}" for host in hosts_of(address))
