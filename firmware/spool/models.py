"""The tables of the spool. One process opens one spool, so the models share one proxy."""

from enum import StrEnum

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    ModelDelete,
    TextField,
)

database = DatabaseProxy()


class TransferState(StrEnum):
    """The life of an appeal on its way: only `stored` may lead to `purged`."""

    WAITING = "waiting"
    SENDING = "sending"
    REJECTED = "rejected"
    STORED = "stored"
    PURGED = "purged"


class _Table(Model):
    class Meta:
        database = database

    @classmethod
    def remove(cls) -> ModelDelete:
        """`Model.delete`, which the published type stubs of peewee cannot express."""
        return ModelDelete(cls)


class Appeal(_Table):
    """A registered appeal. Inserted by the kiosk, never changed."""

    id = CharField(primary_key=True)
    boot = CharField()
    seq = IntegerField(unique=True)
    number_hash = BlobField(null=True, unique=True)
    clip_size = IntegerField()
    clip_sha256 = CharField()
    manifest_size = IntegerField()
    manifest_sha256 = CharField()


class Transfer(_Table):
    """How far an appeal has come on its way to central. Owned by the uplink."""

    appeal = ForeignKeyField(Appeal, primary_key=True)
    state = CharField(default=TransferState.WAITING)
    attempts = IntegerField(default=0)
    last_error = CharField(default="")
    stored = TextField(default="")
    stored_at = FloatField(null=True)


class Ask(_Table):
    """A sealed question for an answer. Inserted and deleted by the kiosk."""

    rid = CharField(primary_key=True)
    sealed = BlobField()


class Reply(_Table):
    """Central's signed and sealed reply. Inserted and deleted by the uplink."""

    rid = CharField(primary_key=True)
    token = TextField()


class VideoWish(_Table):
    """The video of an answer is wanted, by the question's rid. Inserted and deleted by the kiosk.

    Its file in `answers/` is the uplink's.
    """

    rid = CharField(primary_key=True)


class DirectoryVersion(_Table):
    """The directory in force (one row), as central signed it. Owned by the uplink."""

    version = IntegerField()
    content = BlobField()


class PagesVersion(_Table):
    """The pages of information in force (one row), as central signed them. Owned by the uplink."""

    version = IntegerField()
    content = BlobField()


class Line(_Table):
    """Whether there is a line to central (one row). Owned by the uplink."""

    online = BooleanField()


class DeviceNote(_Table):
    """How the devices are (one row), as JSON, and when that was. Owned by the kiosk."""

    content = BlobField()
    noted_at = FloatField()


class NotedIn(_Table):
    """In which boot of the machine the `DeviceNote` was made (one row). Owned by the kiosk."""

    boot = CharField()


class Constant(_Table):
    """Made once with the database: the salt of the number hashes."""

    key = CharField(primary_key=True)
    value = BlobField()


class Tally(_Table):
    """How many of a kind on a day, and the seconds they took. Owned by the kiosk."""

    day = CharField()
    what = CharField()
    count = IntegerField()
    seconds = FloatField(default=0.0)

    class Meta:
        primary_key = CompositeKey("day", "what")


TABLES = (
    Appeal,
    Transfer,
    Ask,
    Reply,
    VideoWish,
    DirectoryVersion,
    PagesVersion,
    Line,
    DeviceNote,
    NotedIn,
    Constant,
    Tally,
)
