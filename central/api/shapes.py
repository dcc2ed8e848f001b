"""What the API says and takes, as types; the OpenAPI document is made from them."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from central.deadlines import MAX_EXTENSION_DAYS
from central.decisions import MAX_ANSWER_CHARS, MAX_OFFICIAL_NUMBER
from central.entries import Entry
from central.models import AppealState
from firmware.appeals.appeal import Kind, Language
from firmware.wire.messages import MAX_REASON_CHARS, Rating

ReasonText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REASON_CHARS)]
AnswerText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ANSWER_CHARS)]


MAX_PAGE = 200
MAX_PLACE = 2**63 - 1
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


class Shape(BaseModel):
    """The root of what the API takes: nothing that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listing(Shape):
    """Which appeals are asked for."""

    state: AppealState | None = None
    after: Annotated[
        int, Field(ge=0, le=MAX_PLACE, description="What the last answer said; 0: from the first.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50


class AnswerOut(BaseModel):
    """An answer that was given."""

    text: str
    language: Language
    answered_at: datetime
    rating: Rating | None
    video: bool


class AppealOut(BaseModel):
    """An appeal. The days run in the installation's zone; moments are UTC.

    A quarantined or deleted one has no number and no telephone.
    """

    id: str
    state: AppealState
    site: str
    booth: str
    received_at: datetime
    number: str | None
    official_number: str | None
    kind: Kind | None
    addressee: str | None
    holder: str | None
    about: str | None
    phone: str | None
    language: Language | None
    duration_ms: int | None
    clip_size: int
    clip_sha256: str
    promised: date | None
    legal: date | None
    closed_at: datetime | None
    held: bool
    answer: AnswerOut | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """That entry of the registry."""
        names = set(cls.model_fields) - {"answer"}
        given = entry.answer
        answer = None
        if given is not None:
            answer = AnswerOut(
                text=given.text,
                language=given.language,
                answered_at=given.answered_at,
                rating=given.rating,
                video=given.video is not None,
            )
        return cls(answer=answer, **{name: getattr(entry, name) for name in names})


class AppealsOut(BaseModel):
    """Some appeals, in the order in which they were registered.

    Ask again with `after`: at once while there are `more`, else whenever you want to know
    of new ones. None is left out.
    """

    appeals: list[AppealOut]
    after: int
    more: bool


class OfficialNumber(Shape):
    """The number that the state's own register gave; null takes it back."""

    official_number: (
        Annotated[
            str,
            StringConstraints(
                min_length=1, max_length=MAX_OFFICIAL_NUMBER, pattern=r"^[\w/.\-]+( [\w/.\-]+)*$"
            ),
        ]
        | None
    )


class InWork(Shape):
    """Somebody works on it."""

    status: Literal["in_work"]


class Forwarded(Shape):
    """It was passed on to that official of the directory."""

    status: Literal["forwarded"]
    official: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Extended(Shape):
    """The answer is put off."""

    status: Literal["extended"]
    days: Annotated[int, Field(ge=1, le=MAX_EXTENSION_DAYS)]
    reason: ReasonText


class Clarification(Shape):
    """The citizen is asked for what is missing."""

    status: Literal["clarification"]
    text: ReasonText
    language: Language


class NotAnAppeal(Shape):
    """It is closed as what it is not."""

    status: Literal["not_an_appeal"]
    text: ReasonText
    language: Language


class Answered(Shape):
    """It is answered."""

    status: Literal["answered"]
    text: AnswerText
    language: Language


NewStatus = Annotated[
    InWork | Forwarded | Extended | Clarification | NotAnAppeal | Answered,
    Field(discriminator="status"),
]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    title: str
    status: int
    detail: str
