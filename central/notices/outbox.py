"""Decides who is told what, and queues it; the worker sends."""

import logging
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from central.entries import Entry
from central.models import Answer, AppealState, Decision, Extension, Forwarding
from central.notices.due import due_event
from central.notices.events import Event
from central.notices.models import Notice, NoticeState, stamp
from central.notices.phones import mobile
from central.notices.quiet import QuietHours
from central.notices.recipients import Contacts, Recipient, Recipients
from central.notices.texts import Audience, Texts
from central.settings import SmsSettings
from central.workdays import Workdays

log = logging.getLogger(__name__)

_DUE = frozenset({Event.DUE_3, Event.DUE_1, Event.DUE_0})

# What may happen to an appeal again, and the table that counts how often it has.
_COUNTED: dict[Event, type[Extension | Forwarding | Answer | Decision]] = {
    Event.EXTENDED: Extension,
    Event.FORWARDED: Forwarding,
    Event.ANSWERED: Answer,
    Event.CLARIFICATION: Decision,
    Event.DISMISSED: Decision,
}

# Of the closed ones the citizen still hears this.
_LAST_WORDS = {
    Event.ANSWERED: AppealState.ANSWERED,
    Event.DISMISSED: AppealState.NOT_AN_APPEAL,
}


class Outbox:
    """Implements `cases.Tells`."""

    def __init__(
        self,
        contacts: Contacts,
        texts: Texts,
        settings: SmsSettings,
        workdays: Workdays,
        timezone: ZoneInfo,
        now: Callable[[], datetime],
    ) -> None:
        self._recipients = Recipients(contacts, tell_reporters=settings.tell_reporters)
        self._texts = texts
        self._settings = settings
        self._workdays = workdays
        self._timezone = timezone
        self._now = now
        self._quiet = QuietHours(
            time.fromisoformat(settings.quiet_from),
            time.fromisoformat(settings.quiet_until),
            timezone,
        )

    @property
    def today(self) -> date:
        """By the clock of the installation."""
        return self._now().astimezone(self._timezone).date()

    def tell(self, event: Event, entry: Entry) -> None:
        """Queue what that event is to be told by, inside the caller's transaction.

        Harmless when repeated. A quarantined or deleted appeal is nobody's.
        """
        if self._settings.kind == "none" or not _speaks(entry):
            return
        for recipient in self._recipients.of(event, entry, self.today):
            self._queue(event, entry, recipient)

    def stands(self, notice: Notice, entry: Entry) -> bool:
        """Whether a queued notice still says what is so; inside the caller's transaction.

        Where it is somebody else's now, e.g. of a substitute, it is queued for them.
        """
        event = event_of(notice)
        if not self._is_so(event, notice, entry):
            return False
        names = {found.name for found in self._recipients.of(event, entry, self.today)}
        if notice.recipient in names:
            return True
        self.tell(event, entry)
        return False

    def due(self, entry: Entry) -> Event | None:
        """Which reminder that appeal is due for today."""
        return None if not entry.open else due_event(entry, self.today, self._workdays)

    def allowed_from(self, event: Event, entry: Entry, at: datetime) -> datetime:
        """When it may be sent: at that moment, or when the quiet hours then end."""
        if event is Event.ARRIVED and entry.kind in self._settings.day_and_night:
            return at
        return self._quiet.allowed_from(at)

    def digest(self, notice: Notice, entry: Entry, count: int) -> str:
        """One text instead of so many for that recipient; needs a connection."""
        recipients = self._recipients.of(event_of(notice), entry, self.today)
        languages = {found.name: found.language for found in recipients}
        return self._texts.digest(languages.get(notice.recipient, ""), count)

    def _is_so(self, event: Event, notice: Notice, entry: Entry) -> bool:
        if not _speaks(entry):
            return False
        if event is Event.REGISTERED:
            return True
        if not entry.open:
            return _LAST_WORDS.get(event) is entry.state
        if event in _DUE:
            return self.due(entry) is event and notice.event == self._key(event, entry)
        if event is Event.ARRIVED:
            return entry.forwarded_to is None
        return event is not Event.CLARIFICATION or entry.state is AppealState.CLARIFICATION

    def _queue(self, event: Event, entry: Entry, recipient: Recipient) -> None:
        phone = mobile(recipient.phone)
        now = self._now()
        told = {
            "appeal": entry.id,
            "event": self._key(event, entry),
            "recipient": recipient.name,
            "queued_at": stamp(now),
            "not_before": stamp(self.allowed_from(event, entry, now)),
        }
        if phone is None:
            problem = _why_not(recipient)
            told |= {"phone": "", "text": "", "problem": problem}
            told |= {"state": NoticeState.DROPPED, "settled_at": stamp(now)}
            log.warning(
                "appeal %s: %s hears nothing of %s: %s", entry.id, recipient.name, event, problem
            )
        else:
            told |= {"phone": phone, "text": self._text(event, entry, recipient)}
        Notice.insert(**told).on_conflict_ignore().execute()

    def _text(self, event: Event, entry: Entry, recipient: Recipient) -> str:
        language, day = recipient.language, entry.due
        if not recipient.is_citizen:
            kind = entry.kind or ""
            return self._texts.case(language, event, id=entry.id, kind=kind, day=day)
        if event is Event.REGISTERED:
            return self._texts.copy(language, entry.number or "", entry.promised)
        return self._texts.text(language, Audience.CITIZEN, event)

    def _key(self, event: Event, entry: Entry) -> str:
        if event in _DUE:
            return f"{event}:{entry.due.isoformat()}" if entry.due else event
        table = _COUNTED.get(event)
        if table is None:
            return event
        times = table.select().where(table.appeal == entry.id).count()
        return f"{event}:{times}" if times > 1 else event


def event_of(notice: Notice) -> Event:
    """What it tells, without the suffix of its key."""
    return Event(notice.event.partition(":")[0])


def _speaks(entry: Entry) -> bool:
    return entry.state not in (AppealState.QUARANTINED, AppealState.DELETED)


def _why_not(recipient: Recipient) -> str:
    if recipient.phone:
        return "not a mobile telephone"
    return "no telephone" if recipient.language else "nobody has this official's account"
