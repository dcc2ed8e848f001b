"""An appeal found by its number, and the limits on guessing; for booths and the public page.

Only a well-formed number that does not open anything counts as a guess; a mistyped one
is caught by its check digits and costs nothing.
"""

import hmac
import threading
from collections.abc import Callable

import msgspec

from central.entries import Entry
from central.guesses import Guesses
from central.models import AppealState
from central.registry import Registry
from firmware.appeals import number as numbers
from firmware.appeals.errors import BadNumber
from firmware.wire.directory import Directory, Text
from firmware.wire.messages import AnswerVideo, Reply, Status

MAX_BY_NUMBER = 5
MAX_BY_ASKER = 30


class Lookup:
    """Finds appeals for those who know the number."""

    def __init__(
        self, registry: Registry, monotonic: Callable[[], float], *, ask_phone: bool
    ) -> None:
        """`ask_phone`: the phone's last four digits are needed too."""
        self._registry = registry
        self._guesses = Guesses(monotonic)
        self._lock = threading.Lock()
        self.ask_phone = ask_phone

    def find(self, typed: str, phone_digits: str | None, asker: str) -> Entry | Status:
        """The appeal of the number that `asker` typed, or why there is none."""
        try:
            number = numbers.parse(typed)
        except BadNumber:
            return "not_found"
        # One after the other: of many at once none may guess before another was counted.
        with self._lock:
            return self._find(number, phone_digits, asker)

    def _find(self, number: str, phone_digits: str | None, asker: str) -> Entry | Status:
        by_number = f"number {number}"
        if self._guesses.locked(by_number, MAX_BY_NUMBER) or self._guesses.locked(
            asker, MAX_BY_ASKER
        ):
            return "try_later"
        entry = self._registry.by_number(number)
        if entry is None or not self._phone_fits(entry, phone_digits):
            self._guesses.failed(by_number)
            self._guesses.failed(asker)
            return "not_found"
        return entry

    def _phone_fits(self, entry: Entry, digits: str | None) -> bool:
        if not self.ask_phone or entry.phone is None:
            return True
        return hmac.compare_digest(entry.phone[-4:].encode(), (digits or "").encode())


_STATUS: dict[AppealState, Status] = {
    AppealState.RECEIVED: "received",
    AppealState.IN_WORK: "in_work",
    AppealState.FORWARDED: "forwarded",
    AppealState.EXTENDED: "extended",
    AppealState.CLARIFICATION: "clarification",
    AppealState.ANSWERED: "answered",
    AppealState.NOT_AN_APPEAL: "not_an_appeal",
    AppealState.QUARANTINED: "received",
    AppealState.DELETED: "not_found",
}


def reply_about(entry: Entry, directory: Directory | None) -> Reply:
    """What its citizen is told; names are as the directory has them today."""
    forwarded_to = _name(entry.forwarded_to, directory)
    reply = Reply(
        status=_STATUS[entry.state],
        until=entry.promised,
        # Who answers is whom the appeal came to in the end.
        official=forwarded_to or _name(entry.addressee, directory),
        forwarded_to=forwarded_to,
        reason=entry.extension_reason if entry.state is AppealState.EXTENDED else None,
    )
    if entry.decided is not None:
        decided = entry.decided
        return msgspec.structs.replace(reply, reason=decided.text, language=decided.language)
    given = entry.answer
    if given is None:
        return reply
    return msgspec.structs.replace(
        reply,
        text=given.text,
        language=given.language,
        answered_at=given.answered_at,
        video=AnswerVideo(duration_ms=given.video.duration_ms) if given.video else None,
    )


def _name(official: str | None, directory: Directory | None) -> Text | None:
    """An official who has gone is not named."""
    found = directory.official(official) if directory and official else None
    return found.name if found else None
