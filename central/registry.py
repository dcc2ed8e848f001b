"""The registry as people and the demo ask it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import Field, fn

from central.deadlines import MAX_EXTENSION_DAYS, Deadlines
from central.errors import BadInput, NotFound
from central.models import Answer, AnswerVideo, Appeal, AppealState, Extension, Forwarding
from central.store import Store
from central.videos import Video
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Language
from firmware.appeals.errors import BadNumber
from firmware.wire.messages import MAX_REASON_CHARS, Rating

MAX_ANSWER_CHARS = 16_000


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given."""

    text: str
    language: Language
    answered_at: datetime
    rating: str | None = None
    video: Video | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One appeal of the registry; the texts are None for a quarantined one."""

    id: str
    booth: str
    state: AppealState
    reason: str
    received_at: datetime
    clip_size: int
    clip_sha256: str
    number: str | None
    kind: str | None
    addressee: str | None
    about: str | None
    phone: str | None
    language: str | None
    duration_ms: int | None
    promised: date | None
    legal: date | None
    answer: Given | None
    forwarded_to: str | None
    extension_reason: str | None


class Registry:
    """Reads appeals, notes what officials did with them."""

    def __init__(self, store: Store, deadlines: Deadlines) -> None:
        self._store = store
        self._deadlines = deadlines
        self._date_the_undated()

    def all(self) -> list[Entry]:
        """Every appeal, the newest first."""
        with self._store.connection():
            rows = Appeal.select().order_by(Appeal.received_at.desc(), Appeal.id)
            return [_entry(row) for row in rows]

    def find(self, case: str) -> Entry:
        """By appeal id or registration number. Raises NotFound."""
        with self._store.connection():
            return _entry(self._row(case))

    def by_number(self, number: str) -> Entry | None:
        """The appeal of that number (sixteen digits), if there is one."""
        with self._store.connection():
            row = Appeal.get_or_none(Appeal.number == number)
            return None if row is None else _entry(row)

    def check_answer(self, case: str, text: str) -> None:
        """Whether that appeal may be answered so. Raises NotFound, BadInput."""
        if not text.strip() or len(text) > MAX_ANSWER_CHARS:
            raise BadInput(f"an answer has 1 to {MAX_ANSWER_CHARS} characters")
        with self._store.connection():
            self._sound(case)

    def answer(
        self, case: str, text: str, language: Language, at: datetime, video: Video | None = None
    ) -> None:
        """Give an answer. Raises NotFound, BadInput."""
        self.check_answer(case, text)
        with self._store.transaction():
            row = self._sound(case)
            answer = Answer.insert(
                appeal=row.id, text=text, language=language, answered_at=at.isoformat()
            ).execute()
            if video is not None:
                AnswerVideo.insert(
                    answer=answer, video=video.id, duration_ms=video.duration_ms
                ).execute()
            Appeal.update(state=AppealState.ANSWERED).where(Appeal.id == row.id).execute()

    def take(self, case: str) -> None:
        """Somebody works on it now. Raises NotFound, BadInput."""
        with self._store.transaction():
            row = self._open(case)
            Appeal.update(state=AppealState.IN_WORK).where(Appeal.id == row.id).execute()

    def forward(self, case: str, official: str, at: datetime) -> None:
        """Pass an appeal on; `official` is an id of the directory. Raises NotFound, BadInput."""
        with self._store.transaction():
            row = self._open(case)
            Forwarding.insert(
                appeal=row.id, official=official, forwarded_at=at.isoformat()
            ).execute()
            Appeal.update(state=AppealState.FORWARDED).where(Appeal.id == row.id).execute()

    def extend(self, case: str, days: int, reason: str, at: datetime) -> date:
        """Put the day of the answer off; returns the new day. Raises NotFound, BadInput.

        The law allows two months, all extensions together.
        """
        if days < 1:
            raise BadInput(f"days: {days}: must be 1 to {MAX_EXTENSION_DAYS}")
        if not reason.strip() or len(reason) > MAX_REASON_CHARS:
            raise BadInput(f"a reason has 1 to {MAX_REASON_CHARS} characters")
        with self._store.transaction():
            row = self._open(case)
            before = _extended_days(row)
            if before + days > MAX_EXTENSION_DAYS:
                left = MAX_EXTENSION_DAYS - before
                raise BadInput(f"days: {days}: the law leaves {left} more for this appeal")
            promised, legal = row.promised, row.legal
            assert promised is not None  # a sound appeal has both days
            assert legal is not None
            promised, legal = promised + timedelta(days=days), self._deadlines.extended(legal, days)
            Extension.insert(
                appeal=row.id, days=days, reason=reason, extended_at=at.isoformat()
            ).execute()
            Appeal.update(state=AppealState.EXTENDED, promised=promised, legal=legal).where(
                Appeal.id == row.id
            ).execute()
        return promised

    def rate(self, id: str, rating: Rating) -> None:
        """What the citizen thought of the newest answer; nothing where there is none."""
        with self._store.transaction():
            newest = Answer.select(Answer.id).where(Answer.appeal == id)
            newest = newest.order_by(Answer.id.desc()).limit(1)
            Answer.update(rating=rating).where(Answer.id.in_(newest)).execute()

    def _date_the_undated(self) -> None:
        """Appeals of an older software have no legal day yet."""
        with self._store.connection():
            sound = Appeal.number.is_null(False)
            undated = list(Appeal.select().where(Appeal.legal.is_null(), sound))
        if not undated:
            return
        with self._store.transaction():
            for row in undated:
                legal = self._deadlines.answer_by(datetime.fromisoformat(row.received_at))
                if days := _extended_days(row):
                    legal = self._deadlines.extended(legal, days)
                Appeal.update(legal=legal).where(Appeal.id == row.id).execute()

    def _sound(self, case: str) -> Appeal:
        row = self._row(case)
        if row.state == AppealState.QUARANTINED:
            raise BadInput(f"appeal {row.id} is quarantined: {row.reason}")
        return row

    def _open(self, case: str) -> Appeal:
        row = self._sound(case)
        if row.state == AppealState.ANSWERED:
            raise BadInput(f"appeal {row.id} is answered already")
        return row

    def _row(self, case: str) -> Appeal:
        try:
            query, named = Appeal.number == numbers.parse(case), "of that number"
        except BadNumber:
            query, named = Appeal.id == case.strip().lower(), repr(case)
        row: Appeal | None = Appeal.get_or_none(query)
        if row is None:
            raise NotFound(f"no appeal {named}")
        return row


def _extended_days(row: Appeal) -> int:
    days = Extension.select(fn.SUM(Extension.days)).where(Extension.appeal == row.id).scalar()
    return int(days or 0)


def _entry(row: Appeal) -> Entry:
    return Entry(
        id=row.id,
        booth=row.booth,
        state=AppealState(row.state),
        reason=row.reason,
        received_at=datetime.fromisoformat(row.received_at),
        clip_size=row.clip_size,
        clip_sha256=row.clip_sha256,
        number=row.number,
        kind=row.kind,
        addressee=row.addressee,
        about=row.about,
        phone=row.phone,
        language=row.language,
        duration_ms=row.duration_ms,
        promised=row.promised,
        legal=row.legal,
        answer=_given(row),
        forwarded_to=_newest(Forwarding, row, Forwarding.official),
        extension_reason=_newest(Extension, row, Extension.reason),
    )


def _newest(table: type[Forwarding | Extension], row: Appeal, field: Field) -> str | None:
    query = table.select(field).where(table.appeal == row.id).order_by(table.id.desc())
    value: str | None = query.limit(1).scalar()
    return value


def _given(row: Appeal) -> Given | None:
    answer = Answer.select().where(Answer.appeal == row.id).order_by(Answer.id.desc()).first()
    if answer is None:
        return None
    return Given(
        text=answer.text,
        language=Language(answer.language),
        answered_at=datetime.fromisoformat(answer.answered_at),
        rating=answer.rating,
        video=_video(answer),
    )


def _video(answer: Answer) -> Video | None:
    row = AnswerVideo.get_or_none(AnswerVideo.answer == answer.id)
    return None if row is None else Video(row.video, row.duration_ms)
