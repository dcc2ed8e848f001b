"""What officials decide about an appeal, as rows; who may, and who hears of it: `cases`."""

from datetime import date, datetime, timedelta
from unicodedata import category

from central.deadlines import MAX_EXTENSION_DAYS, Deadlines
from central.errors import BadInput
from central.models import (
    CLOSED,
    Answer,
    AnswerVideo,
    Appeal,
    AppealState,
    Decision,
    Extension,
    Forwarding,
)
from central.registry import Registry, extended_days
from central.store import Store
from central.videos import Video
from firmware.appeals.appeal import Kind, Language
from firmware.wire.messages import MAX_REASON_CHARS

MAX_ANSWER_CHARS = 16_000
MAX_OFFICIAL_NUMBER = 64


class Decisions:
    """Each call is one transaction, or a part of the caller's. Cases by id or number.

    All raise NotFound, and BadInput for what the appeal's state does not allow.
    """

    def __init__(self, store: Store, registry: Registry, deadlines: Deadlines) -> None:
        self._store = store
        self._registry = registry
        self._deadlines = deadlines

    def check_answer(self, case: str, text: str) -> None:
        """Whether that appeal may be answered so."""
        _text("an answer", text, MAX_ANSWER_CHARS)
        with self._store.connection():
            self._answerable(case)

    def answer(
        self, case: str, text: str, language: Language, at: datetime, video: Video | None = None
    ) -> None:
        """Give an answer; a later one takes the place of an earlier one."""
        self.check_answer(case, text)
        with self._store.transaction():
            row = self._answerable(case)
            answer = Answer.insert(
                appeal=row.id, text=text, language=language, answered_at=at.isoformat()
            ).execute()
            if video is not None:
                AnswerVideo.insert(
                    answer=answer, video=video.id, duration_ms=video.duration_ms
                ).execute()
            closed = row.closed_at or at.isoformat()
            _update(row, state=AppealState.ANSWERED, closed_at=closed)

    def take(self, case: str) -> None:
        """Somebody works on it now."""
        with self._store.transaction():
            _update(self._open(case), state=AppealState.IN_WORK)

    def forward(self, case: str, official: str, at: datetime) -> None:
        """Pass an appeal on; `official` is an id of the directory."""
        with self._store.transaction():
            row = self._open(case)
            if row.holder == official:
                raise BadInput(f"official {official!r}: has it already")
            Forwarding.insert(
                appeal=row.id, official=official, forwarded_at=at.isoformat()
            ).execute()
            _update(row, state=AppealState.FORWARDED, holder=official)

    def extend(self, case: str, days: int, reason: str, at: datetime) -> date:
        """Put the day of the answer off; returns the new day.

        The law allows two months, all extensions together.
        """
        if days < 1:
            raise BadInput(f"days: {days}: must be 1 to {MAX_EXTENSION_DAYS}")
        _text("a reason", reason, MAX_REASON_CHARS)
        with self._store.transaction():
            row = self._open(case)
            before = extended_days(row)
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
            _update(row, state=AppealState.EXTENDED, promised=promised, legal=legal)
        return promised

    def ask(self, case: str, text: str, language: Language, at: datetime) -> None:
        """Ask the citizen for what is missing."""
        self._decide(case, AppealState.CLARIFICATION, text, language, at)

    def dismiss(self, case: str, text: str, language: Language, at: datetime) -> None:
        """Close what is not an appeal, with the reason that the citizen reads."""
        self._decide(case, AppealState.NOT_AN_APPEAL, text, language, at)

    def reclass(self, case: str, kind: Kind) -> None:
        """What kind of appeal it is by law."""
        with self._store.transaction():
            _update(self._sound(case), kind=kind)

    def number(self, case: str, official_number: str) -> None:
        """The number in the state's own register; empty takes it back."""
        number = official_number.strip()
        if len(number) > MAX_OFFICIAL_NUMBER or not number.isprintable():
            raise BadInput(f"official number: at most {MAX_OFFICIAL_NUMBER} characters")
        with self._store.transaction():
            _update(self._sound(case), official_number=number or None)

    def _decide(
        self, case: str, state: AppealState, text: str, language: Language, at: datetime
    ) -> None:
        _text("a reason", text, MAX_REASON_CHARS)
        with self._store.transaction():
            row = self._open(case)
            Decision.insert(
                appeal=row.id,
                state=state,
                text=text,
                language=language,
                decided_at=at.isoformat(),
            ).execute()
            closed = at.isoformat() if state in CLOSED else None
            _update(row, state=state, closed_at=closed)

    def _sound(self, case: str) -> Appeal:
        row = self._registry.row(case)
        if row.state == AppealState.QUARANTINED:
            raise BadInput(f"appeal {row.id} is quarantined: {row.reason}")
        if row.state == AppealState.DELETED:
            raise BadInput(f"appeal {row.id} was deleted")
        return row

    def _answerable(self, case: str) -> Appeal:
        row = self._sound(case)
        if row.state == AppealState.NOT_AN_APPEAL:
            raise BadInput(f"appeal {row.id} was closed: it is not an appeal")
        return row

    def _open(self, case: str) -> Appeal:
        row = self._answerable(case)
        if row.state == AppealState.ANSWERED:
            raise BadInput(f"appeal {row.id} is answered already")
        return row


def _update(row: Appeal, **values: object) -> None:
    Appeal.update(**values).where(Appeal.id == row.id).execute()


def _text(what: str, text: str, most: int) -> None:
    if not text.strip() or len(text) > most:
        raise BadInput(f"{what} has 1 to {most} characters")
    # PostgreSQL takes no NUL, and no screen has a place for the others.
    if any(category(sign) in {"Cc", "Cs"} and sign not in "\r\n\t" for sign in text):
        raise BadInput(f"{what} has characters in it that cannot be shown")
