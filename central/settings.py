"""All settings of a central: the file DATA/central.toml has a section for each class here.

See `config` for the reader. A key is a field; its default is the field's.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from msgspec import Meta

from central.desk.settings import DeskSettings, PublicSettings
from central.errors import BadInput
from firmware.appeals.appeal import Kind

DEFAULT_PORT = 18830

Part = Literal[
    "ingest", "registrar", "answers", "publisher", "notices", "desk", "public", "retention"
]
PARTS: tuple[Part, ...] = get_args(Part)
"""What a process can do; one central does all of it, unless it is split.

ingest     takes clips over; needs no age identity
registrar  opens manifests (keys city.age or escrow.age)
answers    replies to questions of booths (key ask.age)
publisher  sends directories and pages
notices    sends SMS
desk       the web desk and the API (all keys)
public     the page where citizens see answers (keys ask.age and signing.pem)
retention  deletes what was kept long enough (keys ask.age and signing.pem)
"""

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
_ASCII = r"^[ -~]*$(?!\n)"
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
class SmsSettings:
    """Notices by SMS; with kind "none" nothing is queued.

    `file`: where the sender of that kind writes, in DATA unless absolute.
    `quiet_from`, `quiet_until`: the hours in which nobody is disturbed; equal ones mean none.
    `day_and_night`: kinds of appeals whose arrival an official is told of at any hour.
    `hourly`: so many an hour to one telephone; an official's more become one.
    `tell_reporters`: who reports a violation and left a telephone hears of it, as the booth says.
    `resend_after_s`: when one that perhaps never arrived is sent again, once; 0 is never.
    `give_up_hours`: after which it is not worth sending.

    The rest is of the gateway (SMPP 3.4): `login` is its system_id, `secret` a file with the
    password, `sender` the name or number that people see, `ca` its authority's certificate,
    without it the system's count.
    """

    kind: Literal["none", "console", "file", "smpp"] = "none"
    file: Annotated[str, Meta(min_length=1)] = "sms.jsonl"
    quiet_from: Clock = "21:00"
    quiet_until: Clock = "08:00"
    day_and_night: tuple[Kind, ...] = ()
    hourly: Annotated[int, Meta(ge=1, le=10_000)] = 20
    tell_reporters: bool = True
    resend_after_s: Annotated[int, Meta(ge=0, le=86_400)] = 900
    give_up_hours: Annotated[int, Meta(ge=1, le=720)] = 72
    per_second: Annotated[float, Meta(ge=0.1, le=1000)] = 5.0
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 2775
    tls: bool = False
    ca: Path | None = None
    login: Annotated[str, Meta(max_length=15, pattern=_ASCII)] = ""
    secret: Path | None = None
    system_type: Annotated[str, Meta(max_length=12, pattern=_ASCII)] = ""
    sender: Annotated[str, Meta(max_length=20, pattern=_ASCII)] = ""
    answer_s: Annotated[float, Meta(ge=0.1, le=120)] = 10.0
    idle_s: Annotated[float, Meta(ge=0.1, le=600)] = 30.0

    def check(self) -> None:
        """Whether its keys go together. Raises BadInput that names one that does not."""
        if self.ca and not self.tls:
            raise BadInput("sms.ca: goes with tls = true only")
        for name in ("host", "login", "sender") if self.kind == "smpp" else ():
            if not getattr(self, name):
                raise BadInput(f'sms.{name}: must be given for kind = "smpp"')


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """`days`: how long an appeal is kept after it was closed, unless a hold forbids its deletion.

    What the law demands is the operator's to know; there is no "for ever".
    """

    days: Annotated[int, Meta(ge=30, le=36_500)] = 1095


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
    database: DatabaseSettings = DatabaseSettings()
    clips: ClipsSettings = ClipsSettings()
    run: RunSettings = RunSettings()
    sms: SmsSettings = SmsSettings()
    desk: DeskSettings = field(default_factory=DeskSettings)
    public: PublicSettings = field(default_factory=PublicSettings)
    retention: RetentionSettings = RetentionSettings()

    @classmethod
    def on_free_ports(cls, data: Path, **more: Any) -> Self:
        """Settings with which many centrals run beside each other, for demo and tests."""
        desk, public = DeskSettings(port=0), PublicSettings(port=0)
        return cls(data, port=0, desk=desk, public=public, **more)


def without_password(text: str) -> str:
    """The text of an URL as it may be shown."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:...@", text)
