"""The outbox: one row a message that is to be said once."""

from enum import StrEnum

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from central.models import Appeal, Table


class NoticeState(StrEnum):
    """The life of a notice.

    `unknown`: handed over, and nobody knows whether it arrived; `dropped`: what it would
    say was no longer so.
    """

    QUEUED = "queued"
    SUBMITTING = "submitting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Notice(Table):
    """An SMS. `recipient` is `citizen` or `person ID`; times are ISO 8601 in UTC.

    The text is kept only until it is sent: afterwards nobody needs it, and the citizen's
    copy carries the number.
    """

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    event = CharField()
    recipient = CharField()
    phone = CharField()
    text = TextField()
    state = CharField(default=NoticeState.QUEUED, index=True)
    attempts = IntegerField(default=0)
    queued_at = CharField()
    not_before = CharField()
    sent_at = CharField(null=True)
    settled_at = CharField(null=True)
    message_ids = TextField(default="[]")
    problem = TextField(default="")

    class Meta:
        """Of one event nobody hears twice."""

        indexes = ((("appeal", "event", "recipient"), True),)
