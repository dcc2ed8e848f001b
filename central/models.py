"""The tables of central. One process opens one database, so the models share one proxy."""

from enum import StrEnum

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

database = DatabaseProxy()


class IntakeState(StrEnum):
    """The life of a transfer: `registered` was stored, and the registrar has done its part."""

    OPEN = "open"
    STORED = "stored"
    REGISTERED = "registered"


class AppealState(StrEnum):
    """The life of an appeal at central.

    `quarantined` could not be opened or believed; of a `deleted` one a proof is left.
    """

    RECEIVED = "received"
    IN_WORK = "in_work"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    CLARIFICATION = "clarification"
    ANSWERED = "answered"
    NOT_AN_APPEAL = "not_an_appeal"
    QUARANTINED = "quarantined"
    DELETED = "deleted"


CLOSED = frozenset(
    {
        AppealState.ANSWERED,
        AppealState.NOT_AN_APPEAL,
        AppealState.QUARANTINED,
        AppealState.DELETED,
    }
)
"""No day runs for these any more."""


class Table(Model):
    """The root of central's tables."""

    class Meta:
        """All in one database."""

        database = database


class Booth(Table):
    """A booth that central knows; `public_key` is PEM, empty until it has enrolled.

    `online_since`: when `online` became what it is; `heard_at`: when its health came.
    """

    id = CharField(primary_key=True)
    site = CharField()
    public_key = TextField(default="")
    online = IntegerField(default=0)
    health = TextField(default="")
    online_since = CharField(default="")
    heard_at = CharField(default="")


class Trouble(Table):
    """What is broken at a booth, by the name of its part, and since when."""

    booth = CharField()
    what = CharField()
    since = CharField()

    class Meta:
        """Once a part."""

        primary_key = CompositeKey("booth", "what")


class Intake(Table):
    """A clip that is being, or was, taken over. `have` is JSON: [[a, b), ...].

    `begun_at`, `stored_at`: ISO 8601 in UTC; empty in rows of an older software.
    """

    id = CharField(primary_key=True)
    booth = CharField()
    state = CharField(default=IntakeState.OPEN, index=True)
    begun_at = CharField(default="")
    stored_at = CharField(default="")
    size = BigIntegerField()
    sha256 = CharField()
    manifest_sha256 = CharField()
    envelope = TextField()
    manifest = BlobField()
    have = TextField(default="[]")
    signed = TextField(default="")


class Appeal(Table):
    """The registry: one row an appeal. Times are ISO 8601 in UTC.

    What the sealed manifest says is NULL for a quarantined appeal; `reason` says why.
    `promised` is the day on the slip, `legal` the last day by law (see `deadlines`).
    `holder` is the official who has it now. `official_number` is the one that the state's
    own register gave it. `closed_at`: when no day ran for it any more. `place`: in the order
    in which they were registered, which is not always that in which they came.
    """

    id = CharField(primary_key=True)
    place = BigIntegerField(default=0, index=True)
    booth = CharField()
    site = CharField()
    seq = BigIntegerField()
    state = CharField()
    reason = CharField(default="")
    received_at = CharField()
    clip_size = BigIntegerField()
    clip_sha256 = CharField()
    number = CharField(null=True, unique=True)
    kind = CharField(null=True)
    addressee = CharField(null=True)
    holder = CharField(null=True)
    about = CharField(null=True)
    phone = CharField(null=True)
    language = CharField(null=True)
    recorded_at = CharField(null=True)
    clock = CharField(null=True)
    duration_ms = IntegerField(null=True)
    promised = DateField(null=True)
    legal = DateField(null=True)
    official_number = CharField(null=True)
    closed_at = CharField(null=True)

    class Meta:
        """An official's inbox is looked at often."""

        indexes = ((("site", "holder", "state"), False),)


class Answer(Table):
    """What an official replied; the newest counts."""

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    text = TextField()
    language = CharField()
    answered_at = CharField()
    rating = CharField(null=True)


class AnswerVideo(Table):
    """The video of an answer: the id of its sealed file."""

    answer = ForeignKeyField(Answer, primary_key=True)
    answer_id: int
    video = CharField()
    duration_ms = IntegerField()


class Forwarding(Table):
    """An appeal was passed on to another official; the newest counts."""

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    official = CharField()
    forwarded_at = CharField()


class Extension(Table):
    """The day of the answer was put off by so many days."""

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    days = IntegerField()
    reason = TextField()
    extended_at = CharField()


class Decision(Table):
    """What was asked of the citizen, or why it is not an appeal; the newest of a state counts."""

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    state = CharField()
    text = TextField()
    language = CharField()
    decided_at = CharField()


class LegalHold(Table):
    """Why an appeal must not be deleted; it counts until it is released."""

    id = AutoField()
    appeal = ForeignKeyField(Appeal)
    appeal_id: str
    reason = TextField()
    placed_at = CharField()
    released_at = CharField(null=True)


class Deletion(Table):
    """The proof that an appeal was deleted: `signed` is central's word over these facts.

    `swept`: its files are gone, too.
    """

    appeal = ForeignKeyField(Appeal, primary_key=True)
    reason = TextField()
    deleted_at = CharField()
    signed = TextField()
    swept = IntegerField(default=0)


class Publication(Table):
    """A directory as it was signed; the highest version is in force."""

    site = CharField()
    version = BigIntegerField()
    token = TextField()


class PagesPublication(Table):
    """Pages of information as they were signed; the highest version is in force."""

    site = CharField()
    version = BigIntegerField()
    token = TextField()


class Photo(Table):
    """A photo that the directory of a site names; two sites may name the same."""

    sha256 = CharField()
    site = CharField()
    content = BlobField()

    class Meta:
        """Of each site its own row."""

        primary_key = CompositeKey("site", "sha256")


class EnrolmentCode(Table):
    """The code by which a booth gets its first certificate: its SHA-256; used once."""

    booth = CharField(primary_key=True)
    sha256 = CharField()
    expires_at = CharField()
    used_at = CharField(null=True)


class Certificate(Table):
    """A certificate that was issued to a booth; `serial` in hexadecimal."""

    serial = CharField(primary_key=True)
    booth = CharField(index=True)
    issued_at = CharField()
    until = CharField()
    revoked_at = CharField(null=True)


class AuditEntry(Table):
    """One act. `who` is a login, `api NAME`, `console` or `central`; `detail` is JSON."""

    id = AutoField()
    at = CharField()
    who = CharField()
    act = CharField()
    appeal = CharField(null=True, index=True)
    detail = TextField()
    hash = CharField()
