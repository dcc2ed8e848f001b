"""What can go wrong with an update. Leaves also are standard types."""

from firmware.errors import BoothError


class UpdateError(BoothError):
    """Root of the update's errors."""


class BundleRefused(UpdateError, ValueError):
    """A bundle that will never be installed here; `reason` says why, in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"update: {reason}")
        self.reason = reason


class RaucFailed(UpdateError, OSError):
    """RAUC did not do what it was asked; `problem` is its last line."""

    def __init__(self, problem: str) -> None:
        UpdateError.__init__(self, f"rauc: {problem}")
        self.problem = problem


class FetchFailed(UpdateError, OSError):
    """The bundle did not come from central this time; what came is kept."""

    def __init__(self, problem: str) -> None:
        UpdateError.__init__(self, f"update: {problem}")
        self.problem = problem
