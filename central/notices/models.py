"""The outbox: one row a message that is to be said once."""

from datetime import UTC, datetime
from enum import StrEnum

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from central.models import Appeal, Table


class NoticeState(StrEnum):
    """The life of a notice.

    `unknown`: handed over, and nobody knows whether it arrived; `dropped`: what it would
    say was no longer so, or there was nobody to say it to.
    """

    QUEUED = "queued"
    SUBMITTING = "submitting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Notice(Table):
    """An SMS. Times are ISO 8601 in UTC.

    `event` is a word of `Event`; what may happen again to the same appeal has a suffix:
    `extended:2`, `due_1:2026-12-03`. `recipient` is `citizen`, `person ID`, or
    `official ID` where nobody has that official's account. `attempts`: how often it was
    handed over and may have arrived; `sent_at`: when it was the last time. `message_ids`:
    JSON, of each part the gateway's id and what it reported: [["id", ""], ...].
    `settled_at`: when it had come to its end.

    The text is kept only until it is sent: afterwards nobody needs it, and the citizen's
    copy carries the number.
    """

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    event = CharField()
    recipient = CharField()
    phone = CharField()
    text = TextField()
    state = CharField(default=NoticeState.QUEUED, index=True)
    attempts = IntegerField(default=0)
    queued_at = CharField()
    not_before = CharField()
    sent_at = CharField(null=True, index=True)
    settled_at = CharField(null=True)
    message_ids = TextField(default="[]")
    problem = TextField(default="")

    class Meta:
        """Of one event nobody hears twice."""

        indexes = ((("appeal", "event", "recipient"), True),)


def stamp(at: datetime) -> str:
    """A moment as the outbox writes it: the order of the texts is that of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
