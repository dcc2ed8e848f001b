"""The way to an answer: the views of a number that is asked about."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hw.camera import PreviewFrame


class NumberProblem(StrEnum):
    """Why a typed registration number cannot be one."""

    CHECK = "check"


class Status(StrEnum):
    """What central said about an appeal, or that it could not be asked."""

    RECEIVED = "received"
    IN_WORK = "in_work"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    CLARIFICATION = "clarification"
    ANSWERED = "answered"
    NOT_AN_APPEAL = "not_an_appeal"
    NOT_FOUND = "not_found"
    WAIT = "wait"
    NO_LINE = "no_line"


class Face(StrEnum):
    """The three faces of the rating."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


class Playing(StrEnum):
    """How the playing of an answer's video stands."""

    ON_ITS_WAY = "on_its_way"
    PLAYING = "playing"
    PAUSED = "paused"
    OVER = "over"
    FAILED = "failed"


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
    the answer needs more time, what is asked of the citizen, or why it is not an appeal.
    `until` is the day by which an answer is due, `other_ways` says where else an answer can
    be had (settings `visit.answers_...`). `video`: there is
    one too; `watched`: it was played already.
    """

    status: Status
    until: date | None = None
    official: str = ""
    text: str = field(default="", repr=False)
    page: int = 0
    other_ways: str = ""
    reason: str = field(default="", repr=False)
    video: bool = False
    watched: bool = False


@dataclass(frozen=True, slots=True)
class WatchingView:
    """The video of an answer; `picture` is the frame at `position_s`.

    For when it cannot be shown: `other_ways` as in the answer, and whether there is a `text`.
    """

    playing: Playing
    position_s: float
    duration_s: float
    text: bool = True
    other_ways: str = ""
    picture: PreviewFrame | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RatingView:
    """How good the answer was."""
