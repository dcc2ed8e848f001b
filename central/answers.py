"""Replies to questions for an answer, and the limits on guessing.

Only a well-formed number that does not open anything counts as a guess; a
mistyped one is caught by its check digits and costs nothing. The same question
(by its rid) gets the same reply again and counts once.
"""

import hmac
import logging
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from central.guesses import Guesses
from central.keys import Keys
from central.models import AppealState
from central.registry import Entry, Registry
from central.viewings import Viewings
from firmware.appeals import number as numbers
from firmware.appeals.errors import BadNumber, BadSeal
from firmware.wire import asking
from firmware.wire.directory import Directory, Text
from firmware.wire.errors import WireError
from firmware.wire.messages import AnswerVideo, Ask, Reply, Status
from firmware.wire.topics import AskTopic

log = logging.getLogger("central")

MAX_BY_NUMBER = 5
MAX_BY_BOOTH = 30
_REMEMBERED = 256


class Answers:
    """Makes the signed, sealed reply to a sealed question."""

    def __init__(
        self,
        registry: Registry,
        keys: Keys,
        monotonic: Callable[[], float],
        directory: Callable[[str], Directory | None],
        viewings: Viewings,
        *,
        ask_phone: bool = False,
    ) -> None:
        """`directory`: that of a site; `ask_phone`: the phone's last four digits are needed too."""
        self._registry = registry
        self._keys = keys
        self._directory = directory
        self._viewings = viewings
        self._guesses = Guesses(monotonic)
        self._ask_phone = ask_phone
        self._given: OrderedDict[tuple[str, str], str] = OrderedDict()

    def reply(self, topic: AskTopic, sealed: bytes) -> str | None:
        """The token for the booth; None for a question that cannot be read."""
        known = self._given.get((topic.booth, topic.rid))
        if known is not None:
            return known
        try:
            topic.check_size(sealed)
            ask = asking.open_ask(sealed, [self._keys.ask_identity])
            reply = self._answer(topic, ask)
            token = asking.seal_reply(topic.rid, reply, ask.reply, self._keys.signing)
        except (WireError, BadSeal) as error:
            log.warning("question refused: %s", error)
            return None
        self._given[topic.booth, topic.rid] = token
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        return token

    def _answer(self, topic: AskTopic, ask: Ask) -> Reply:
        try:
            number = numbers.parse(ask.number)
        except BadNumber:
            return Reply(status="not_found")
        by_number, by_booth = f"number {number}", f"booth {topic.booth}"
        if self._guesses.locked(by_number, MAX_BY_NUMBER) or self._guesses.locked(
            by_booth, MAX_BY_BOOTH
        ):
            return Reply(status="try_later")
        entry = self._registry.by_number(number)
        if entry is None or not self._phone_fits(entry, ask):
            self._guesses.failed(by_number)
            self._guesses.failed(by_booth)
            return Reply(status="not_found")
        if ask.rating is not None:
            self._registry.rate(entry.id, ask.rating)
        if entry.answer and entry.answer.video:
            self._viewings.allow(topic.booth, topic.rid, entry.answer.video.id, ask.reply)
        return _reply(entry, self._directory(topic.site))

    def _phone_fits(self, entry: Entry, ask: Ask) -> bool:
        if not self._ask_phone or entry.phone is None:
            return True
        return hmac.compare_digest(entry.phone[-4:], ask.phone_digits or "")


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


def _reply(entry: Entry, directory: Directory | None) -> Reply:
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
    """As the directory has it today; an official who has gone is not named."""
    found = directory.official(official) if directory and official else None
    return found.name if found else None
