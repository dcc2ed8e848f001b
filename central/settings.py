"""Where a central keeps its data and which broker it uses."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from central.errors import BadInput
from firmware.appeals.appeal import Kind

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


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """Notices by SMS. With kind `none` nothing is queued.

    `file`: where the sender of that kind writes (in DATA unless absolute).
    `quiet_from`, `quiet_until`: the hours in which nobody is disturbed, by the clock of the
    installation; equal ones mean no such hours. `day_and_night`: kinds of appeals whose
    arrival an official is told of at any hour. `hourly`: so many an hour to one telephone, an
    official's more become one. `tell_reporters`: whether who reports a violation hears of it,
    too. `resend_after_s`: when one that perhaps never arrived is sent again, once; 0 never.
    `give_up_hours`: after which it is not worth sending.

    The rest is of the gateway (SMPP 3.4): `login` is its system_id, `sender` the name or
    number that people see, registered with the operator; `ca` a PEM file, without it the
    system's authorities count.
    """

    kind: Literal["none", "console", "file", "smpp"] = "none"
    file: str = "sms.jsonl"
    quiet_from: str = "21:00"
    quiet_until: str = "08:00"
    day_and_night: tuple[str, ...] = ()
    hourly: int = 20
    tell_reporters: bool = False
    resend_after_s: int = 900
    give_up_hours: int = 72
    per_second: float = 5.0
    host: str = ""
    port: int = 2775
    tls: bool = False
    ca: Path | None = None
    login: str = ""
    password: str = ""
    system_type: str = ""
    sender: str = ""
    answer_s: float = 10.0
    idle_s: float = 30.0

    def check(self) -> None:
        """Raises BadInput that names the key."""
        for name in ("quiet_from", "quiet_until"):
            if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", getattr(self, name)):
                raise BadInput(f"sms.{name}: {getattr(self, name)!r}: must be a time like 21:00")
        for kind in self.day_and_night:
            if kind not in set(Kind):
                raise BadInput(f"sms.day_and_night: {kind!r}: must be of {', '.join(Kind)}")
        for name, least, most in _SMS_RANGES:
            if not least <= getattr(self, name) <= most:
                raise BadInput(f"sms.{name}: must be {least} to {most}")
        if self.ca and not self.tls:
            raise BadInput("sms.ca: goes with tls = true only")
        if self.kind == "smpp":
            self._check_gateway()

    def _check_gateway(self) -> None:
        for name in ("host", "login", "sender"):
            if not getattr(self, name):
                raise BadInput(f'sms.{name}: must be given for kind = "smpp"')
        for name, longest in _SMPP_LENGTHS.items():
            if len(value := getattr(self, name)) > longest or not value.isascii():
                raise BadInput(f"sms.{name}: at most {longest} plain letters and digits (SMPP 3.4)")
        if self.ca and not self.ca.is_file():
            raise BadInput(f"sms.ca: {self.ca}: no such file")


_SMS_RANGES = (
    ("hourly", 1, 10_000),
    ("resend_after_s", 0, 86_400),
    ("give_up_hours", 1, 720),
    ("per_second", 0.1, 1000),
    ("port", 1, 65_535),
    ("answer_s", 0.1, 120),
    ("idle_s", 1, 600),
)

_SMPP_LENGTHS = {"login": 15, "password": 8, "system_type": 12, "sender": 20}
"""Octets that SMPP 3.4 leaves for them; longer ones would be cut in silence."""
