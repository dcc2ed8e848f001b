"""Telephone, recording, number: the views of an appeal."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hw.camera import PreviewFrame


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


class Ending(StrEnum):
    """What a citizen is thanked for."""

    APPEAL = "appeal"
    SENT_UNATTENDED = "sent_unattended"
    RATING = "rating"


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
    """The clip before it is sent; `picture` is the frame at `position_s`.

    `cut_short`: the camera stopped before the citizen did.
    """

    playing: bool
    position_s: float
    duration_s: float
    takes_left: int
    walk_away_sends: bool = False
    cut_short: bool = False
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
