"""The outbox as the worker sees it: what is next, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Expression, fn

from central.entries import Entry
from central.notices.models import Notice, NoticeState, stamp
from central.notices.outbox import Outbox, event_of
from central.notices.reports import write_parts
from central.registry import Registry
from central.settings import SmsSettings
from central.store import Store

HANDINGS = 2
"""How often a notice may be handed over: an SMS cannot be recalled or recognised."""

_HOUR = timedelta(hours=1)
_KEEP_PHONES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """A notice to be handed over now, and those of the same person that it speaks for."""

    id: int
    phone: str
    text: str
    with_it: tuple[int, ...]
    again: bool
    sent_before: str | None


class Queue:
    """Every method is a transaction of its own."""

    def __init__(
        self,
        store: Store,
        registry: Registry,
        outbox: Outbox,
        settings: SmsSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._registry = registry
        self._outbox = outbox
        self._settings = settings
        self._now = now

    def recover(self) -> int:
        """What was being handed over when central ended is unknown; returns how many."""
        with self._store.transaction():
            rows = list(Notice.select().where(Notice.state == NoticeState.SUBMITTING))
            for row in rows:
                self._unknown(row, "central ended while it was handed over")
        return len(rows)

    def take(self) -> Job | None:
        """The next that may go now, marked as `submitting`; None where there is none."""
        # One moment for all: what is put off is due no more, however long this takes.
        now = self._now()
        with self._store.connection():
            if not Notice.select().where(_is_due(now)).exists():
                return None
        with self._store.transaction():
            while (row := _next(now)) is not None:
                entry = self._registry.find(row.appeal_id)
                if not self._settled(row, entry, now) and not self._put_off(row, entry, now):
                    return self._begin(row, entry, now)
        return None

    def sent(self, job: Job, ids: tuple[str, ...]) -> None:
        """The gateway took it. Whatever it spoke for was sent, too."""
        every = (job.id, *job.with_it)
        with self._store.transaction():
            at = Notice.get_by_id(job.id).sent_at
            Notice.update(attempts=1).where(Notice.id.in_(job.with_it)).execute()
            Notice.update(
                state=NoticeState.SENT,
                sent_at=at,
                message_ids=write_parts(ids),
                text="",
                problem="",
            ).where(Notice.id.in_(every)).execute()

    def refused(self, job: Job, problem: str) -> None:
        """The gateway takes it never; one that was handed over before stays unknown."""
        with self._store.transaction():
            row = Notice.get_by_id(job.id)
            state = NoticeState.UNKNOWN if job.again else NoticeState.FAILED
            self._settle(row, state, problem)

    def unsure(self, job: Job, problem: str) -> None:
        """Nobody knows."""
        with self._store.transaction():
            row = Notice.get_by_id(job.id)
            if job.with_it:
                row.text = job.text
            self._unknown(row, problem)

    def put_back(self, job: Job, problem: str, pause_s: float) -> None:
        """It was certainly not sent: later."""
        with self._store.transaction():
            row = Notice.get_by_id(job.id)
            row.state = NoticeState.UNKNOWN if job.again else NoticeState.QUEUED
            row.attempts -= 1
            row.sent_at = job.sent_before
            row.not_before = stamp(self._now() + timedelta(seconds=pause_s))
            row.problem = problem
            row.save()

    def tidy(self) -> None:
        """Forget the telephones of what was sent long ago."""
        before = stamp(self._now() - _KEEP_PHONES)
        live = Notice.state.in_((NoticeState.QUEUED, NoticeState.SUBMITTING))
        with self._store.transaction():
            old = (Notice.queued_at < before) & (Notice.phone != "") & ~live
            Notice.update(phone="").where(old).execute()

    def _settled(self, row: Notice, entry: Entry, now: datetime) -> bool:
        """Whether it is not to be sent at all any more."""
        again = row.state == NoticeState.UNKNOWN
        if not self._outbox.stands(row, entry):
            state, why = NoticeState.DROPPED, "no longer so"
        elif datetime.fromisoformat(row.queued_at) + self._patience < now:
            state, why = NoticeState.FAILED, f"not sent in time: {row.problem}".rstrip(": ")
        else:
            return False
        self._settle(row, *((NoticeState.UNKNOWN, row.problem) if again else (state, why)))
        return True

    def _put_off(self, row: Notice, entry: Entry, now: datetime) -> bool:
        """Whether it has to wait: for the morning, or because of many others."""
        allowed = self._outbox.allowed_from(event_of(row), entry, now)
        if allowed <= now and not self._room(row, now):
            in_hour = _in_the_hour(row, now)
            oldest = Notice.select(fn.MIN(Notice.sent_at)).where(in_hour).scalar()
            allowed = datetime.fromisoformat(oldest) + _HOUR
        if allowed <= now:
            return False
        row.not_before = stamp(allowed)
        row.save()
        return True

    def _begin(self, row: Notice, entry: Entry, now: datetime) -> Job:
        with_it = self._others(row, now) if row.state == NoticeState.QUEUED else []
        text = row.text
        if with_it:
            text = self._outbox.digest(row, entry, len(with_it) + 1)
        job = Job(
            row.id,
            row.phone,
            text,
            tuple(other.id for other in with_it),
            row.state == NoticeState.UNKNOWN,
            row.sent_at,
        )
        row.state = NoticeState.SUBMITTING
        row.attempts += 1
        row.sent_at = stamp(now)
        row.save()
        return job

    def _others(self, row: Notice, now: datetime) -> list[Notice]:
        """More for the same official than the hour has room for: they become one."""
        if not row.recipient.startswith("person "):
            return []
        same = (Notice.recipient == row.recipient) & (Notice.phone == row.phone)
        queued = (Notice.state == NoticeState.QUEUED) & (Notice.id != row.id)
        due = list(Notice.select().where(_is_due(now), same, queued))
        if len(due) < self._room(row, now):
            return []
        return [
            other
            for other in due
            if not self._settled(other, self._registry.find(other.appeal_id), now)
        ]

    def _room(self, row: Notice, now: datetime) -> int:
        """How many may still go to that telephone; those of one digest count once."""
        count = fn.COUNT(Notice.sent_at.distinct())
        sent = Notice.select(count).where(_in_the_hour(row, now)).scalar()
        return max(0, self._settings.hourly - int(sent or 0))

    def _unknown(self, row: Notice, problem: str) -> None:
        if row.attempts >= HANDINGS or not self._settings.resend_after_s:
            self._settle(row, NoticeState.UNKNOWN, problem)
            return
        pause = timedelta(seconds=self._settings.resend_after_s)
        row.state = NoticeState.UNKNOWN
        row.not_before = stamp(self._now() + pause)
        row.problem = problem
        row.save()

    def _settle(self, row: Notice, state: NoticeState, problem: str) -> None:
        row.state, row.problem, row.text = state, problem, ""
        row.settled_at = stamp(self._now())
        row.save()

    @property
    def _patience(self) -> timedelta:
        return timedelta(hours=self._settings.give_up_hours)


def _is_due(now: datetime) -> Expression:
    again = (
        (Notice.state == NoticeState.UNKNOWN)
        & Notice.settled_at.is_null()
        & (Notice.attempts < HANDINGS)
    )
    waits = (Notice.state == NoticeState.QUEUED) | again
    return waits & (Notice.not_before <= stamp(now))


def _next(now: datetime) -> Notice | None:
    rows = Notice.select().where(_is_due(now)).order_by(Notice.not_before, Notice.id)
    row: Notice | None = rows.first()
    return row


def _in_the_hour(row: Notice, now: datetime) -> Expression:
    # Not what a clock that was wrong has sent in the future: that would wait for years.
    in_hour = Notice.sent_at.between(stamp(now - _HOUR), stamp(now))
    return (Notice.phone == row.phone) & in_hour
