"""What sends an SMS, and what can come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from central.errors import CentralError


class SendFailed(CentralError):
    """Root of what prevents an SMS; the text says why and names nobody."""


class Refused(SendFailed, ValueError):
    """The gateway takes this message never."""


class Throttled(SendFailed, RuntimeError):
    """The gateway does not take it now; nothing was sent."""

    def __init__(self, problem: str, retry_s: float) -> None:
        super().__init__(problem)
        self.retry_s = retry_s


class Unreachable(SendFailed, ConnectionError):
    """No gateway, or one that takes nothing from us; nothing was handed over."""


class Unsure(SendFailed, TimeoutError):
    """It was handed over, and nobody knows what became of it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway took it; an id for each part, none where it never reports."""

    message_ids: tuple[str, ...] = ()


class Fate(StrEnum):
    """What a delivery report says at last."""

    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a part; `phone` may be empty."""

    message_id: str
    fate: Fate
    phone: str
    problem: str


@dataclass(frozen=True, slots=True)
class Line:
    """How the line to the gateway is; `since` when."""

    up: bool
    since: datetime
    problem: str = ""


class Sender(Protocol):
    """Used by one thread alone, but for `line`."""

    @property
    def line(self) -> Line:
        """How the line is."""

    def send(self, phone: str, text: str) -> Accepted:
        """Hand over; `phone` like +77011234567.

        Raises Refused, Throttled, Unreachable, Unsure.
        """

    def attend(self, seconds: float, heard: Callable[[Report], None]) -> None:
        """Keep the line and hear reports, for at most so long; may return at once.

        A report counts as heard once `heard` has returned. Raises Unreachable.
        """

    def close(self) -> None:
        """Let go; harmless when repeated."""
