"""What the desk itself keeps: people, sessions, templates, drafts, tokens."""

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from central.models import Table


class Person(Table):
    """Somebody who may sign in.

    An official is `official` of the directory of `site`; `body` is the body they belong to,
    whose reports they never see. While `away_until` has not passed, `substitute` sees and
    hears what is theirs. `superior` is told when they are late. `totp_step` is the last
    step of the clock whose one-time code was used.
    """

    id = AutoField()
    login = CharField(unique=True)
    name = CharField()
    role = CharField()
    language = CharField()
    password = CharField()
    totp = CharField(default="")
    totp_step = IntegerField(default=0)
    phone = CharField(null=True)
    site = CharField(null=True)
    official = CharField(null=True)
    body = CharField(null=True)
    superior = ForeignKeyField("self", null=True)
    substitute = ForeignKeyField("self", null=True)
    away_until = DateField(null=True)
    active = BooleanField(default=True)
    made_at = CharField()


class Session(Table):
    """Somebody who signed in; `token` is the SHA-256 of what their browser keeps.

    `complete` is false between the password and the one-time code.
    """

    token = CharField(primary_key=True)
    person = ForeignKeyField(Person)
    csrf = CharField()
    complete = BooleanField(default=False)
    begun_at = CharField()
    used_at = CharField()


class ReplyTemplate(Table):
    """A text that officials begin an answer with; without `official` it is everybody's."""

    id = AutoField()
    official = CharField(null=True)
    language = CharField()
    title = CharField()
    text = TextField()


class Draft(Table):
    """A directory or pages that are being edited: JSON, and photos by the official's id."""

    id = AutoField()
    site = CharField()
    kind = CharField()
    content = TextField()
    changed_at = CharField()
    changed_by = ForeignKeyField(Person, null=True)

    class Meta:
        """One of a kind a site."""

        indexes = ((("site", "kind"), True),)


class DraftPhoto(Table):
    """A photo that is not published yet."""

    draft = ForeignKeyField(Draft)
    official = CharField()
    content = BlobField()

    class Meta:
        """One an official."""

        indexes = ((("draft", "official"), True),)


class ApiToken(Table):
    """A key for another system; `token` is the SHA-256 of what was shown once."""

    token = CharField(primary_key=True)
    name = CharField(unique=True)
    may_write = BooleanField(default=False)
    made_at = CharField()
    used_at = CharField(null=True)
    revoked_at = CharField(null=True)
