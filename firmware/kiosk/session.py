"""All of one visit in one object, dropped at its end (DESIGN 4.4)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from firmware.appeals import number as numbers
from firmware.appeals.appeal import Draft, Kind, Language
from firmware.appeals.errors import BadNumber
from firmware.appeals.sealing import VisitKey
from firmware.kiosk.aids import Aids
from firmware.kiosk.screens.consent import CONSENT_VERSION
from firmware.kiosk.views import Ending, Failure, NumberProblem, Slip, Status
from firmware.recording.recorder import Recorder
from firmware.recording.review import Review
from firmware.settings import VisitSettings
from firmware.spool.registration import Recording, Registered, ReservedNumber
from firmware.wire.directory import Directory, Official, Text
from firmware.wire.messages import Rating
from firmware.wire.pages import InfoPage, Pages

PHONE_DIGITS = 10


@dataclass(slots=True)
class Answer:
    """What came of a question for an answer."""

    status: Status
    until: date | None = None
    official: Text | None = None
    reason: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


@dataclass(slots=True)
class VideoAnswer:
    """The video of an answer, by the question's rid; it arrives while it is watched.

    `waits_since` is when the player began to wait for more of it, `late` whether that is
    long enough to be said.
    """

    rid: str
    duration_s: float
    watched: bool = False
    waits_since: float | None = None
    late: bool = False


@dataclass(slots=True, weakref_slot=True, eq=False)
class Session:
    """What one citizen chose, typed and recorded. Satisfies the table's VisitFacts."""

    visit: int
    settings: VisitSettings
    directory: Directory | None
    pages: Pages | None = None
    language: Language = Language.KK
    area: str = ""
    official: str = ""
    body: str = ""
    article: str = ""
    violation: bool = False
    page: int = 0
    leaving: bool = False
    aids: Aids = field(default_factory=Aids)
    phone: str = field(default="", repr=False)
    typed: str = field(default="", repr=False)
    typed_problem: NumberProblem | None = None
    scanned: str = field(default="", repr=False)
    key: VisitKey = field(default_factory=VisitKey, repr=False)
    take: str = ""
    takes: int = 0
    extensions: int = 0
    cut_short: bool = False
    deadline: float = 0.0
    recorder: Recorder | None = None
    recording: Recording | None = None
    recorded_at: datetime | None = None
    recording_since: float = 0.0
    trusted: bool = True
    review: Review | None = None
    reserved: ReservedNumber | None = field(default=None, repr=False)
    registered: Registered | None = field(default=None, repr=False)
    slip: Slip = Slip.PRINTING
    failure: Failure = Failure.STORAGE
    rid: str = ""
    answer: Answer | None = None
    video: VideoAnswer | None = None
    rating: Rating | None = None
    ending: Ending = Ending.APPEAL

    @property
    def is_violation(self) -> bool:
        """Whether a violation is reported."""
        return self.violation

    @property
    def takes_left(self) -> bool:
        """Whether one more recording is allowed."""
        return self.takes < self.settings.takes

    @property
    def can_extend(self) -> bool:
        """Whether the recording may be made longer once more."""
        return self.extensions < self.settings.extensions and self.settings.extend_s > 0

    @property
    def walk_away_sends(self) -> bool:
        """The setting; without a phone nobody could learn the number."""
        return self.settings.walk_away == "send" and bool(self.phone)

    def chosen_official(self) -> Official | None:
        """Whom the appeal is for: the official, or the overseer of the body."""
        if self.directory is None:
            return None
        if not self.violation:
            return self.directory.official(self.official)
        overseers = (body.overseer for body in self.directory.bodies if body.id == self.body)
        return self.directory.official(next(overseers, ""))

    def chosen_article(self) -> InfoPage | None:
        """The page of information that is read."""
        return self.pages.page(self.article) if self.pages else None

    def draft(self) -> Draft:
        """What will be registered."""
        assert self.directory is not None
        official = self.chosen_official()
        assert official is not None
        return Draft(
            kind=Kind.MESSAGE if self.violation else Kind.APPLICATION,
            addressee=official.id,
            about=self.body if self.violation else None,
            phone=f"+7{self.phone}" if self.phone else None,
            language=self.language,
            directory_version=self.directory.version,
            consent_version=CONSENT_VERSION,
        )

    def type_phone(self, digit: str) -> None:
        """One more digit; a leading 8 is how people here write +7."""
        if len(self.phone) < PHONE_DIGITS:
            self.phone += digit
        elif self.phone.startswith("8"):
            self.phone = self.phone[1:] + digit

    def type_number(self, digit: str) -> None:
        """One more digit of a registration number."""
        if len(self.typed) < numbers.DIGITS:
            self.typed += digit
        self.typed_problem = None

    def check_number(self) -> bool:
        """Whether what was typed can be a registration number; notes the problem if not."""
        try:
            self.typed = numbers.parse(self.typed)
        except BadNumber:
            self.typed_problem = NumberProblem.CHECK
            return False
        return True
