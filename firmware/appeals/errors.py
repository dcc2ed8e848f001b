"""What can be wrong with an appeal. Leaves also are standard types."""


class AppealError(Exception):
    """Root of all errors of this package (central uses it without the firmware)."""


class BadNumber(AppealError, ValueError):
    """Not a registration number; `why` is "length", "digits", "booth" or "check"."""

    def __init__(self, why: str) -> None:
        super().__init__(f"not a registration number: {why}")
        self.why = why


class BadSeal(AppealError, ValueError):
    """Sealed bytes that cannot be opened, or a key to which nothing can be sealed."""


class BadSignature(AppealError, ValueError):
    """A signature that does not verify, or not by the expected key."""


class BadManifest(AppealError, ValueError):
    """A manifest or envelope that is not of its schema."""
