"""The words of an appeal, as types: kind, language and what a citizen has chosen."""

import os
import time
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class Kind(StrEnum):
    """The six kinds of appeal that the law knows (APPC; notes: appeals-and-trust 2.2)."""

    APPLICATION = "application"
    COMPLAINT = "complaint"
    MESSAGE = "message"
    PROPOSAL = "proposal"
    RESPONSE = "response"
    REQUEST = "request"


class Language(StrEnum):
    """The languages of the booth, the state language first."""

    KK = "kk"
    RU = "ru"
    EN = "en"


class Draft(Struct, frozen=True, kw_only=True):
    """What a citizen chose before speaking; lives in memory only.

    `phone` is E.164 ("+77011234567") or None; `about` is the body of a violation
    report, whose `addressee` is that body's overseer.
    """

    kind: Kind
    addressee: str
    language: Language
    directory_version: int
    consent_version: str
    phone: str | None = None
    about: str | None = None


def new_id() -> str:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random.

    Ids say nothing about a person and sort by time as far as the clock is right.
    """
    millis = time.time_ns() // 1_000_000
    value = (millis & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
