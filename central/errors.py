"""What can go wrong at central. Leaves also are standard types."""

from pathlib import Path


class CentralError(Exception):
    """Root of central's errors; `central` prints it as one line and exits with 2."""


class BadKey(CentralError, ValueError):
    """A key file that is missing or unusable."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file


class DatabaseDamaged(CentralError, ValueError):
    """The database is not sound, or newer than this software."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file


class FolderInUse(CentralError, RuntimeError):
    """Another central receives on this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: another central is running on this folder")
        self.folder = folder


class BadInput(CentralError, ValueError):
    """Something given to a command that is not what it must be."""


class NotFound(CentralError, LookupError):
    """No appeal, booth or case of that name."""


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
