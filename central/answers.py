"""Replies to the questions of booths for an answer.

The same question (by its rid) gets the same reply again and counts once.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable

from central.keys import Keys
from central.lookup import Lookup, reply_about
from central.registry import Registry
from central.viewings import Viewings
from firmware.appeals.errors import BadSeal
from firmware.wire import asking
from firmware.wire.directory import Directory
from firmware.wire.errors import WireError
from firmware.wire.messages import Ask, Reply
from firmware.wire.topics import AskTopic

log = logging.getLogger("central")

_REMEMBERED = 256


class Answers:
    """Makes the signed, sealed reply to a sealed question."""

    def __init__(
        self,
        registry: Registry,
        keys: Keys,
        lookup: Lookup,
        directory: Callable[[str], Directory | None],
        viewings: Viewings,
    ) -> None:
        """`directory`: that of a site."""
        self._registry = registry
        self._keys = keys
        self._directory = directory
        self._viewings = viewings
        self._lookup = lookup
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
        found = self._lookup.find(ask.number, ask.phone_digits, f"booth {topic.booth}")
        if isinstance(found, str):
            return Reply(status=found)
        if ask.rating is not None:
            self._registry.rate(found.id, ask.rating)
        if found.answer and found.answer.video:
            self._viewings.allow(topic.booth, topic.rid, found.answer.video.id, ask.reply)
        return reply_about(found, self._directory(topic.site))
