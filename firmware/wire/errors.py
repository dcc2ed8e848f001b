"""What can be wrong with something that came over the wire. Leaves also are standard types."""

import re

_GIVEN = re.compile(r"'.*'|(?<=unknown field )`.*`", re.DOTALL)


def one_line(text: str) -> str:
    """Text of the other side as one printable line, so that it cannot forge lines of a log."""
    return "".join(char if char.isprintable() else " " for char in text)


def without_content(problem: str) -> str:
    """What a decoder complains about, without the value that it quotes (it may be personal)."""
    return one_line(_GIVEN.sub("(not shown)", problem))


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
