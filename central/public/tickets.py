"""Who has shown a number may look at its answer's video and rate it, for a while."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

LIVES_S = 1800.0
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """Of which appeal the number was shown."""

    appeal: str
    until: float


class Tickets:
    """In memory alone, so that no address leads to an answer for ever."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._shown: OrderedDict[str, Shown] = OrderedDict()

    def give(self, appeal: str) -> str:
        """A ticket to what belongs to that appeal."""
        ticket = secrets.token_urlsafe(24)
        self._shown[ticket] = Shown(appeal, self._monotonic() + LIVES_S)
        while len(self._shown) > _KEPT:
            self._shown.popitem(last=False)
        return ticket

    def appeal(self, ticket: str) -> str | None:
        """The appeal of a ticket, while it lives."""
        shown = self._shown.get(ticket)
        return shown.appeal if shown and shown.until > self._monotonic() else None
