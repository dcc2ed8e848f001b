"""What a check found: one line for the engineer, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from firmware.clock import Clock
from firmware.settings import Settings


class Verdict(StrEnum):
    """How it is; a warning does not keep the booth from working."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is what was found, `todo` what to do; it is empty when all is well."""

    verdict: Verdict
    said: str
    todo: str = ""


def fine(said: str) -> Finding:
    """All is well."""
    return Finding(Verdict.OK, said)


def warning(said: str, todo: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(Verdict.WARNING, said, todo)


def broken(said: str, todo: str) -> Finding:
    """It does not work."""
    return Finding(Verdict.BROKEN, said, todo)


def words(error: Exception) -> str:
    """An error without the system's numbers: what it is about, and what is wrong with it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


@dataclass(frozen=True, slots=True)
class Patient:
    """The booth that is looked at. `in_use` is true while its kiosk runs."""

    settings: Settings
    clock: Clock
    in_use: bool = False


Check = Callable[[Patient], Finding]
