"""What the desk refuses; the app turns each into a page."""

from central.errors import CentralError


class Refused(CentralError, PermissionError):
    """A request that the desk does not take; `why` is for the log and has nothing personal."""

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class SignInFirst(CentralError, PermissionError):
    """Nobody is signed in, or not any more."""
