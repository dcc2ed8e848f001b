"""A visit as one declared table: which event leads from which state to which.

The table is code, test oracle and diagram (docs/visit.md) at once. An event that
a state does not know is ignored and counted, never raised (DESIGN 4.7).
"""

from collections import Counter
from collections.abc import Mapping
from math import ceil
from types import MappingProxyType
from typing import Protocol

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from firmware.clock import Clock


class VisitFacts(Protocol):
    """What the table has to know about the visit to choose between two ways."""

    @property
    def is_violation(self) -> bool:
        """Whether a violation is reported; then the phone may be skipped."""

    @property
    def takes_left(self) -> bool:
        """Whether the citizen may record once more."""

    @property
    def can_extend(self) -> bool:
        """Whether the recording may be made longer once more."""

    @property
    def walk_away_sends(self) -> bool:
        """Whether a recording left alone is sent: the setting, and a phone for the number."""


class Visit(StateMachine):
    """The visit. Send events by `tell`; `state_id` is where it is.

    The first group of states is an appeal, the second an answer, the third information.
    """

    attract = State(initial=True)
    language = State()
    menu = State()
    area = State()
    official = State()
    body = State()
    phone = State()
    consent = State()
    position = State()
    countdown = State()
    recording = State()
    review = State()
    registering = State()
    receipt = State()
    thanks = State()
    failed = State()

    number = State()
    asking = State()
    answer = State()
    watching = State()
    rating = State()

    information = State()
    article = State()

    touched = attract.to(language)
    chosen_language = language.to(menu)

    appeal = menu.to(area)
    violation = menu.to(body)
    see_information = menu.to(information)
    see_answer = menu.to(number) | answer.to(number)

    area_chosen = area.to(official)
    official_chosen = official.to(phone)
    body_chosen = body.to(phone)
    phone_given = phone.to(consent)
    phone_skipped = phone.to(consent, cond="is_violation")
    consented = consent.to(position)
    ready = position.to(countdown)
    counted = countdown.to(recording)
    extend = recording.to(recording, internal=True, cond="can_extend")
    stopped = recording.to(review)
    again = review.to(countdown, cond="takes_left") | failed.to(position)
    send_it = review.to(registering)
    registered = registering.to(thanks, cond="walked_away") | registering.to(receipt)
    print_again = receipt.to(receipt, internal=True)
    slip_taken = receipt.to(thanks)

    recording_failed = position.to(failed) | countdown.to(failed) | recording.to(failed)
    recording_failed |= review.to(failed)
    storage_failed = recording.to(failed) | review.to(failed) | registering.to(failed)

    number_given = number.to(asking)
    replied = asking.to(answer)
    no_line = asking.to(answer)
    watch = answer.to(watching)
    ask_again = watching.to(asking)
    seen = answer.to(rating) | watching.to(rating)
    rate = rating.to(thanks)

    article_chosen = information.to(article)

    back = (
        language.to(attract)
        | menu.to(language)
        | area.to(menu)
        | official.to(area)
        | body.to(menu)
        | phone.to(body, cond="is_violation")
        | phone.to(official)
        | consent.to(phone)
        | position.to(consent)
        | countdown.to(position)
        | number.to(menu)
        | asking.to(number)
        | answer.to(menu)
        | watching.to(answer)
        | information.to(menu)
        | article.to(information)
    )
    # Not from registering and receipt: once it is sent, the number will be shown.
    cancel = attract.from_(
        language, menu, area, official, body, phone, consent, position, countdown,
        recording, review, failed, thanks, number, asking, answer, watching, rating,
        information, article,
    )  # fmt: skip
    expired = (
        attract.from_(
            language, menu, area, official, body, phone, consent, position,
            failed, thanks, number, answer, watching, rating, information, article,
        )
        | review.to(registering, cond="walk_away_sends")
        | review.to(attract)
        | receipt.to(thanks)
    )  # fmt: skip

    def __init__(self, facts: VisitFacts) -> None:
        self.ignored: Counter[str] = Counter()
        self._walked_away = False
        super().__init__(listeners=[facts])

    @property
    def walked_away(self) -> bool:
        """Whether the recording is being sent for a citizen who has left.

        Then nothing is printed and the number is not shown to whoever comes
        next: it goes to the phone.
        """
        return self._walked_away

    @property
    def state_id(self) -> str:
        """The name of the state the visit is in."""
        return str(self.current_state_value)

    def on_expired(self, target: State) -> None:
        """Remember that nobody is there any more when a recording is sent."""
        self._walked_away = target.id == self.registering.id

    def on_send_it(self) -> None:
        """Somebody is there, whatever was thought before a recording could not be stored."""
        self._walked_away = False

    def on_enter_attract(self) -> None:
        """A new citizen is there until proved otherwise."""
        self._walked_away = False

    def tell(self, event: str) -> bool:
        """Send an event; whether the table knew it here. Unknown ones are counted."""
        try:
            self.send(event)
        except TransitionNotAllowed:
            self.ignored[event] += 1
            return False
        return True


LIMITS: Mapping[str, float | None] = MappingProxyType(
    {
        "attract": None,
        "language": 40,
        "menu": 60,
        "area": 90,
        "official": 90,
        "body": 90,
        "phone": 90,
        "consent": 120,
        "position": 60,
        "countdown": None,
        "recording": None,
        "review": 120,
        "registering": None,
        "receipt": 120,
        "thanks": 15,
        "failed": 60,
        "number": 90,
        "asking": None,
        "answer": 120,
        "watching": 120,
        "rating": 30,
        "information": 90,
        "article": 120,
    }
)
"""Seconds without a touch until the warning, for each state; None: no time-out."""

UNWARNED = frozenset({"thanks"})
"""States that end without a warning, because nothing can be lost in them."""


class IdleGuard:
    """Notices that nobody touches the screen any more; ticked by the UI loop.

    After the limit of the state the warning is due for `warn_s` seconds, then
    the time is over. Watching a clip is not idleness: whoever plays it calls
    `touch`.
    """

    def __init__(self, limits: Mapping[str, float | None], warn_s: float, clock: Clock) -> None:
        self._limits = limits
        self._warn_s = warn_s
        self._clock = clock
        self._state = ""
        self._since = clock.monotonic()

    def enter(self, state: str) -> None:
        """The visit is in that state now; its time begins."""
        self._state = state
        self.touch()

    def touch(self) -> None:
        """Somebody is there: the time begins anew."""
        self._since = self._clock.monotonic()

    def hasten(self) -> None:
        """Nobody is there: the warning is due now, if the state has a time-out."""
        limit = self._limits.get(self._state)
        if limit is not None:
            self._since = min(self._since, self._clock.monotonic() - limit)

    def tick(self) -> int | None:
        """Whole seconds left while the warning is due, 0 once time is over, else None."""
        limit = self._limits.get(self._state)
        if limit is None:
            return None
        idle = self._clock.monotonic() - self._since
        if idle < limit:
            return None
        if self._state in UNWARNED:
            return 0
        return max(0, ceil(limit + self._warn_s - idle))
