"""What can be wrong with something that came over the wire. Leaves also are standard types."""


class WireError(Exception):
    """Root of all errors of this package; `place` says which topic or field is meant."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class BadTopic(WireError, ValueError):
    """Not a topic of this contract."""


class BadMessage(WireError, ValueError):
    """A payload that is not of its schema."""


class TooLarge(WireError, ValueError):
    """A payload above the limit of its topic; `limit` is in bytes."""

    def __init__(self, place: str, size: int, limit: int) -> None:
        super().__init__(place, f"{size} bytes, at most {limit}")
        self.size = size
        self.limit = limit


class NotSigned(WireError, ValueError):
    """A token whose signature does not verify by the expected key."""


class NotSealed(WireError, ValueError):
    """Sealed bytes that cannot be opened by whom they are for."""
