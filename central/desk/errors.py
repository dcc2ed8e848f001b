"""What the desk refuses; the app turns each into a page."""

from enum import StrEnum

from central.errors import CentralError


class Refused(CentralError, PermissionError):
    """A request that the desk does not take; `why` is for the log and has nothing personal."""

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class SignInFirst(CentralError, PermissionError):
    """Nobody is signed in, or not any more."""


class PhotoFault(StrEnum):
    """Why a photo cannot be used."""

    LARGE = "large"
    SMALL = "small"
    UNREADABLE = "unreadable"


class BadPhoto(CentralError, ValueError):
    """A photo that cannot be used."""

    def __init__(self, fault: PhotoFault) -> None:
        super().__init__(f"photo: {fault}")
        self.fault = fault


class Outdated(CentralError, RuntimeError):
    """The draft is not the one any more that somebody looked at; `by` changed it last."""

    def __init__(self, by: str) -> None:
        super().__init__("the draft has changed since")
        self.by = by
