"""All settings of a central: the file DATA/central.toml has a section for each class here.

See `config` for the reader. A key is a field; its default is the field's.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta

DEFAULT_PORT = 18830

Part = Literal["ingest", "registrar", "answers", "publisher", "notices", "desk"]
PARTS: tuple[Part, ...] = ("ingest", "registrar", "answers", "publisher", "notices", "desk")
"""What a process can do; one central does all of it, unless it is split.

ingest     takes clips over; needs no age identity
registrar  opens manifests (keys city.age or escrow.age)
answers    replies to questions of booths (key ask.age)
publisher  sends directories and pages
notices    sends SMS
desk       the web desk and the public page
"""

Site = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$(?!\n)")]


@dataclass(frozen=True, slots=True)
class ExternalBroker:
    """A broker of its own, e.g. mosquitto; `ca` and the certificate are PEM files.

    Without `password` central uses the one that it made at its first start.
    """

    host: str
    port: int
    protocol: Literal["5", "3.1.1"] = "5"
    username: str = "central"
    password: str = ""
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class EstListener:
    """Where booths enrol; `names` are the host names and addresses by which they reach it.

    Port 0 takes a free one.
    """

    host: str
    port: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`url`: postgresql://USER@HOST/NAME; without it, SQLite in DATA."""

    url: Annotated[str, Meta(pattern=r"^$|^postgresql://")] = ""


@dataclass(frozen=True, slots=True)
class ClipsSettings:
    """Where clips and videos lie: in `bucket`, without it in DATA.

    `secret`: a file of two lines, the access key's id and the secret; without it, what the
    environment gives.
    """

    bucket: Annotated[str, Meta(pattern=r"^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")] = ""
    endpoint: Annotated[str, Meta(pattern=r"^$|^https?://")] = ""
    region: str = "us-east-1"
    secret: Path | None = None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What this process does, and for which sites; no sites are all of them."""

    parts: Annotated[tuple[Part, ...], Meta(min_length=1)] = PARTS
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class CentralSettings:
    """All settings of a central.

    Without `broker` a small broker runs inside, on `host` and `port`; it has no
    TLS and so listens on this machine only. Port 0 takes a free one.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    broker: ExternalBroker | None = None
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Almaty"))
    max_clip_bytes: int = 1_073_741_824
    credit_bytes: int = 1_048_576
    credit_budget_bytes: int = 134_217_728
    ask_phone: bool = False
    est: EstListener | None = None
    certificate_days: int = 90
    retention_days: int = 1095
    database: DatabaseSettings = DatabaseSettings()
    clips: ClipsSettings = ClipsSettings()
    run: RunSettings = RunSettings()


def without_password(text: str) -> str:
    """The text of an URL as it may be shown."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:...@", text)
