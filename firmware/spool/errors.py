"""What can go wrong with the spool. Leaves also are standard types."""

from pathlib import Path

from firmware.errors import BoothError


class SpoolError(BoothError):
    """Root of the spool's errors."""


class SpoolDamaged(SpoolError, ValueError):
    """The database is not sound and can be rebuilt from the envelopes; `file` says which."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file


class SpoolUnavailable(SpoolError, OSError):
    """The database cannot be used now: a full or failing disk, or somebody holds it."""

    def __init__(self, file: Path, problem: str) -> None:
        SpoolError.__init__(self, f"{file}: {problem}")
        self.file = file


class NoSpool(SpoolError, FileNotFoundError):
    """There is none in that folder: the kiosk makes it, with the rights that both need."""

    def __init__(self, folder: Path) -> None:
        SpoolError.__init__(self, f"{folder}: no spool; the kiosk makes it at its first start")
        self.folder = folder


class SpoolTooNew(SpoolError, ValueError):
    """A newer software made the database: `version` is the database's."""

    def __init__(self, file: Path, version: int) -> None:
        super().__init__(f"{file}: is of version {version}, newer than this software")
        self.file = file
        self.version = version


class StorageFailed(SpoolError, OSError):
    """A write or fsync failed: what was being written does not count as safe."""

    def __init__(self, file: Path, error: OSError) -> None:
        SpoolError.__init__(self, f"{file}: {error.strerror or error}")
        self.file = file
        self.errno = error.errno


class BoothOccupied(SpoolError, BlockingIOError):
    """Somebody is in the booth, or an update is being installed."""

    def __init__(self, file: Path) -> None:
        SpoolError.__init__(self, f"{file}: somebody is in the booth")
        self.file = file


class NumberTaken(SpoolError, ValueError):
    """The number was given before."""
