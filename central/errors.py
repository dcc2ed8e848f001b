"""What can go wrong at central. Leaves also are standard types."""

from pathlib import Path

from peewee import OperationalError


class CentralError(Exception):
    """Root of central's errors; `central` prints it as one line and exits with 2."""


class BadKey(CentralError, ValueError):
    """A key file that is missing or unusable."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file


class DatabaseDamaged(CentralError, ValueError):
    """The database is not sound, or newer than this software."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


class DatabaseAway(CentralError, OperationalError):
    """The database does not answer now, or not in time; nothing was noted."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


class ClipsAway(CentralError, OSError):
    """The bucket of clips does not answer now, or refuses; nothing was taken over."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


class BadSettings(CentralError, ValueError):
    """A setting that is not what it must be."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key


class PartInUse(CentralError, RuntimeError):
    """Another central does this part for this site already."""

    def __init__(self, place: str, claim: str) -> None:
        super().__init__(f"{place}: another central is running here ({claim})")
        self.claim = claim


class BadInput(CentralError, ValueError):
    """Something given to a command that is not what it must be."""


class NotFound(CentralError, LookupError):
    """No appeal, booth or case of that name."""


class NoClip(NotFound, FileNotFoundError):
    """A clip or video that is not where it should lie."""


class CannotOpen(CentralError, ValueError):
    """A sealed clip that does not open."""


class BrokerFailed(CentralError, RuntimeError):
    """The broker did not start or cannot be reached."""


class CodeRefused(CentralError, PermissionError):
    """No enrolment code of that booth, or one that was used or has expired."""

    def __init__(self, booth: str, problem: str) -> None:
        super().__init__(f"booth {booth}: {problem}")
        self.booth = booth


class CertificateRefused(CentralError, PermissionError):
    """A certificate or key that is not, or is no longer, that booth's."""

    def __init__(self, booth: str, problem: str) -> None:
        super().__init__(f"booth {booth}: {problem}")
        self.booth = booth


class TooOften(CentralError, RuntimeError):
    """Somebody asks or fails more often than is sensible."""


class ListenerFailed(CentralError, RuntimeError):
    """The listener for booths did not start."""


class NotAllowed(CentralError, PermissionError):
    """Somebody may not do this, or not with this appeal."""
