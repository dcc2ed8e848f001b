"""One appeal as people read it: its row, and what hangs on it in other tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar, cast

from peewee import Field, fn

from central.models import (
    CLOSED,
    Answer,
    AnswerVideo,
    Appeal,
    AppealState,
    Decision,
    Extension,
    Forwarding,
    LegalHold,
)
from central.videos import Video
from firmware.appeals.appeal import Language
from firmware.wire.messages import Rating

# SQLite takes no more than 32,766 values in a statement, and a page has fifty.
_AT_ONCE = 500

_Later = TypeVar("_Later", Answer, Forwarding, Extension, Decision)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given."""

    text: str
    language: Language
    answered_at: datetime
    rating: Rating | None = None
    video: Video | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was asked of the citizen, or why it is not an appeal."""

    text: str
    language: Language
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One appeal of the registry; the texts are None for a quarantined one.

    `holder` is the official who has it now; `held` says that the law forbids its deletion.
    """

    id: str
    place: int
    booth: str
    site: str
    state: AppealState
    reason: str
    received_at: datetime
    clip_size: int
    clip_sha256: str
    number: str | None
    kind: str | None
    addressee: str | None
    holder: str | None
    about: str | None
    phone: str | None
    language: str | None
    duration_ms: int | None
    promised: date | None
    legal: date | None
    answer: Given | None
    forwarded_to: str | None
    extension_reason: str | None
    extended_at: datetime | None
    decided: Decided | None
    official_number: str | None
    closed_at: datetime | None
    held: bool

    @property
    def due(self) -> date | None:
        """The earlier of its two days."""
        return min(self.promised, self.legal) if self.promised and self.legal else None

    @property
    def open(self) -> bool:
        """Whether its days still run."""
        return self.state not in CLOSED


def read_entry(row: Appeal) -> Entry:
    """The entry of that row, on the caller's connection."""
    return read_entries([row])[0]


def read_entries(rows: Sequence[Appeal]) -> list[Entry]:
    """The entries of those rows in their order, with as many questions for all as for one."""
    entries: list[Entry] = []
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        more = _More([row.id for row in some])
        entries += [_entry(row, more) for row in some]
    return entries


class _More:
    """What hangs on some appeals, by their ids."""

    def __init__(self, ids: list[str]) -> None:
        self.answers = {row.appeal_id: row for row in _newest(Answer, ids)}
        of_answers = AnswerVideo.answer.in_([answer.id for answer in self.answers.values()])
        videos = AnswerVideo.select().where(of_answers)
        self.videos = {row.answer_id: Video(row.video, row.duration_ms) for row in videos}
        self.forwardings = {row.appeal_id: row.official for row in _newest(Forwarding, ids)}
        self.extensions = {row.appeal_id: row for row in _newest(Extension, ids)}
        # Of a state that an appeal has no more, a decision counts no more.
        self.decisions = {
            (row.appeal_id, row.state): row for row in _newest(Decision, ids, Decision.state)
        }
        held = LegalHold.appeal.in_(ids) & LegalHold.released_at.is_null()
        self.held = {row.appeal_id for row in LegalHold.select(LegalHold.appeal).where(held)}


def _newest(table: type[_Later], ids: list[str], *apart: Field) -> list[_Later]:
    """The newest row of each appeal; `apart`: and of each value of these fields."""
    newest = table.select(fn.MAX(table.id)).where(table.appeal.in_(ids))
    return list(table.select().where(table.id.in_(newest.group_by(table.appeal, *apart))))


def _entry(row: Appeal, more: _More) -> Entry:
    answer, extension = more.answers.get(row.id), more.extensions.get(row.id)
    decision = more.decisions.get((row.id, row.state))
    return Entry(
        id=row.id,
        place=row.place,
        booth=row.booth,
        site=row.site,
        state=AppealState(row.state),
        reason=row.reason,
        received_at=datetime.fromisoformat(row.received_at),
        clip_size=row.clip_size,
        clip_sha256=row.clip_sha256,
        number=row.number,
        kind=row.kind,
        addressee=row.addressee,
        holder=row.holder,
        about=row.about,
        phone=row.phone,
        language=row.language,
        duration_ms=row.duration_ms,
        promised=row.promised,
        legal=row.legal,
        answer=_given(row, answer, more) if answer else None,
        forwarded_to=more.forwardings.get(row.id),
        extension_reason=extension.reason if extension else None,
        extended_at=_moment(extension.extended_at) if extension else None,
        decided=_decided(decision) if decision else None,
        official_number=row.official_number,
        closed_at=_moment(row.closed_at),
        held=row.id in more.held,
    )


def _given(row: Appeal, answer: Answer, more: _More) -> Given:
    return Given(
        text=answer.text,
        language=Language(answer.language),
        answered_at=datetime.fromisoformat(answer.answered_at),
        rating=cast("Rating | None", answer.rating),
        # The bytes of a deleted one may be there for a moment yet.
        video=None if row.state == AppealState.DELETED else more.videos.get(answer.id),
    )


def _decided(decision: Decision) -> Decided:
    at = datetime.fromisoformat(decision.decided_at)
    return Decided(decision.text, Language(decision.language), at)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
