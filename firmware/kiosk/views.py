"""What each screen shows: one frozen dataclass a state, pure data, no devices.

Texts of the directory come in here already in the citizen's language; the
booth's own texts are the screens'. How much fits on a page is the panel's
matter: views carry everything there is and the page that is asked for.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import Aids
from hw.camera import PreviewFrame


@dataclass(frozen=True, slots=True)
class UiEvent:
    """What a touch means.

    `name` is an event of the visit's table (`value` is then the id chosen), or one
    of those that only change what a screen shows: `switch_language` (value kk, ru,
    en), `digit` (value 0-9), `erase`, `clear`, `page` (value: number from 0),
    `play`, `pause`, `more_time`, `leave` (asks first, where a recording would be
    lost; see `Chrome.leaving`) and `stay`; and the aids: `aids` (opens and closes
    their panel), `large`, `contrast`, `voice` (each on and off), `louder`, `softer`.
    """

    name: str
    value: str = ""


class Notice(StrEnum):
    """What does not work at the moment though the visit can go on."""

    OFFLINE = "offline"
    NO_PAPER = "no_paper"
    NO_PRINTER = "no_printer"
    NO_CAMERA = "no_camera"
    NO_SOUND = "no_sound"
    DISK_FULL = "disk_full"
    NO_DIRECTORY = "no_directory"
    NO_POWER = "no_power"


class Hint(StrEnum):
    """What the citizen can better before recording; never a refusal."""

    NO_PICTURE = "no_picture"
    TOO_DARK = "too_dark"
    COVERED = "covered"
    FROZEN = "frozen"
    NOT_HEARD = "not_heard"
    TOO_LOUD = "too_loud"


class Slip(StrEnum):
    """How the printing of the slip stands."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    NO_PRINTER = "no_printer"


class Failure(StrEnum):
    """Why an appeal could not be recorded or kept."""

    CAMERA = "camera"
    FULL = "full"
    STORAGE = "storage"


class NumberProblem(StrEnum):
    """Why a typed registration number cannot be one."""

    CHECK = "check"


class Status(StrEnum):
    """What central said about an appeal, or that it could not be asked."""

    RECEIVED = "received"
    IN_WORK = "in_work"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    WAIT = "wait"
    NO_LINE = "no_line"


class Ending(StrEnum):
    """What a citizen is thanked for."""

    APPEAL = "appeal"
    SENT_UNATTENDED = "sent_unattended"
    RATING = "rating"


class Face(StrEnum):
    """The three faces of the rating."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Chrome:
    """What is on every screen whatever its state.

    `warning_s` is the number of seconds left while the time-out warning is due;
    `leaving` is true while the citizen is asked whether to delete the recording,
    `helped` while it is said that help has been called (closed by `help_seen`).
    """

    language: Language = Language.KK
    warning_s: int | None = None
    notices: tuple[Notice, ...] = ()
    leaving: bool = False
    helped: bool = False
    aids: Aids = field(default_factory=Aids)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, in the citizen's language."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class OfficialCard:
    """An official as shown: `photo` is a JPEG of 3:4, or None."""

    id: str
    name: str
    post: str
    responsibility: str
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MenuView:
    """What the citizen has come for; what cannot be done now is shown but closed."""

    appeal: bool = True
    violation: bool = True
    answer: bool = True
    information: bool = True

    @property
    def records(self) -> bool:
        """Whether anything can be recorded."""
        return self.appeal or self.violation

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to come for: the booth is out of order."""
        return not (self.records or self.answer or self.information)


@dataclass(frozen=True, slots=True)
class AttractView:
    """Nobody is there. `place` is the booth's name, `offers` what can be done here now."""

    place: str = ""
    offers: MenuView = MenuView()


@dataclass(frozen=True, slots=True)
class LanguageView:
    """The choice of the language."""


@dataclass(frozen=True, slots=True)
class AreaView:
    """The areas of responsibility."""

    areas: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class OfficialView:
    """The officials of one area."""

    area: str
    officials: tuple[OfficialCard, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class BodyView:
    """The bodies that a violation can be about."""

    bodies: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class PhoneView:
    """The phone number as far as typed: up to ten digits after +7.

    `unusual`: ten digits that no operator is known to have; they may be used anyway.
    """

    digits: str = field(default="", repr=False)
    optional: bool = False
    unusual: bool = False


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What the citizen agrees to; `walk_away_sends` as in booth.toml.

    `extends`: whether the recording may be made longer than `clip_s`.
    """

    addressee: str
    clip_s: int
    keep_days: int
    extends: bool = True
    walk_away_sends: bool = False
    by_phone: bool = True
    page: int = 0


@dataclass(frozen=True, slots=True)
class PositionView:
    """The citizen sees himself; `level_db` is the sound in dBFS, None: no microphone."""

    preview: PreviewFrame | None = field(default=None, repr=False)
    level_db: float | None = None
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class CountdownView:
    """Three, two, one."""

    seconds_left: int
    preview: PreviewFrame | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RecordingView:
    """Recording. `can_extend` is true while the question is due.

    `level_db` is None without a microphone: then it is said that there is no sound.
    """

    seconds_left: int
    elapsed_s: float
    preview: PreviewFrame | None = field(default=None, repr=False)
    level_db: float | None = None
    can_extend: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The clip before it is sent; `picture` is the frame at `position_s`."""

    playing: bool
    position_s: float
    duration_s: float
    takes_left: int
    walk_away_sends: bool = False
    picture: PreviewFrame | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RegisteringView:
    """The appeal is being made safe and numbered."""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The number (sixteen digits), its QR, and how the slip stands.

    `promise` is None when the booth's clock is unsure.
    """

    number: str = field(repr=False)
    qr: str = field(repr=False)
    promise: date | None
    slip: Slip
    can_reprint: bool = True


@dataclass(frozen=True, slots=True)
class ThanksView:
    """The visit is over."""

    ending: Ending = Ending.APPEAL


@dataclass(frozen=True, slots=True)
class FailedView:
    """The appeal could not be recorded or kept: what to do now."""

    reason: Failure


@dataclass(frozen=True, slots=True)
class NumberView:
    """The registration number as far as typed: up to sixteen digits.

    `preview` is the live picture to which the slip's QR code may be shown instead.
    """

    digits: str = field(default="", repr=False)
    problem: NumberProblem | None = None
    preview: PreviewFrame | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AskingView:
    """Waiting for central's reply."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What central replied. `text` is the official's answer, paragraphs by newlines.

    `official` answers, works on it, or is whom it was passed on to; `reason` says why
    the answer needs more time. `until` is the day by which an answer is due, `other_ways`
    says where else an answer can be had (settings `visit.answers_...`).
    """

    status: Status
    until: date | None = None
    official: str = ""
    text: str = field(default="", repr=False)
    page: int = 0
    other_ways: str = ""
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RatingView:
    """How good the answer was."""


@dataclass(frozen=True, slots=True)
class InformationView:
    """The pages of information to choose from."""

    articles: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One page of information; paragraphs of `text` by newlines."""

    title: str
    text: str
    page: int = 0


View = (
    AttractView | LanguageView | MenuView | AreaView | OfficialView | BodyView | PhoneView
    | ConsentView | PositionView | CountdownView | RecordingView | ReviewView | RegisteringView
    | ReceiptView | ThanksView | FailedView | NumberView | AskingView | AnswerView | RatingView
    | InformationView | ArticleView
)  # fmt: skip
