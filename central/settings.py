"""Where a central keeps its data and which broker it uses."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

DEFAULT_PORT = 18830


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
