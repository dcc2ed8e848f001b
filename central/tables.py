"""All tables of central's database, in the order in which they are made."""

from peewee import Model

from central.desk.models import ApiToken, Draft, DraftPhoto, Person, ReplyTemplate, Session
from central.models import (
    Answer,
    AnswerVideo,
    Appeal,
    AuditEntry,
    Booth,
    Certificate,
    Decision,
    Deletion,
    EnrolmentCode,
    Extension,
    Forwarding,
    Intake,
    LegalHold,
    PagesPublication,
    Photo,
    Publication,
    Trouble,
)
from central.notices.models import Notice

TABLES: tuple[type[Model], ...] = (
    Booth,
    Trouble,
    Intake,
    Appeal,
    Answer,
    AnswerVideo,
    Forwarding,
    Extension,
    Decision,
    LegalHold,
    Deletion,
    Publication,
    PagesPublication,
    Photo,
    EnrolmentCode,
    Certificate,
    Person,
    AuditEntry,
    Notice,
    Session,
    ReplyTemplate,
    Draft,
    DraftPhoto,
    ApiToken,
)
