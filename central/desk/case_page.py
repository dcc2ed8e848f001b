"""What stands on the page of an appeal."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from central.audit import CENTRAL, CONSOLE, Acted
from central.deadlines import MAX_EXTENSION_DAYS, Deadlines
from central.desk.forms import Form
from central.desk.models import ReplyTemplate
from central.desk.names import Names
from central.desk.visit import Visit
from central.entries import Entry
from central.models import AppealState
from central.notices.models import Notice
from central.registry import extended_days
from central.rights import Act
from firmware.appeals.appeal import Kind

_SHUT = (AppealState.QUARANTINED, AppealState.DELETED)


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the history."""

    at: datetime
    who: str
    act: str
    detail: str


@dataclass(frozen=True, slots=True)
class Told:
    """One notice."""

    event: str
    whom: str
    state: str
    at: datetime


def days_left(visit: Visit, entry: Entry) -> int | None:
    """Working days until the earlier of its two days; None when no day runs."""
    if not entry.open or entry.due is None:
        return None
    today = visit.parts.today()
    left = visit.parts.workdays.until(today, entry.due)
    # A day off that has passed is late, too.
    return -1 if left == 0 and entry.due < today else left


def pass_on_by(visit: Visit, entry: Entry) -> date | None:
    """The last day by law to pass on what is somebody else's; None once it was, or is closed."""
    if not entry.open or entry.forwarded_to is not None:
        return None
    return _deadlines(visit).forward_by(entry.received_at)


def tell_by(visit: Visit, entry: Entry) -> date | None:
    """The last day to tell of an extension a citizen whom no SMS reaches."""
    if entry.state is not AppealState.EXTENDED or entry.phone or entry.extended_at is None:
        return None
    return _deadlines(visit).notice_by(entry.extended_at)


def _deadlines(visit: Visit) -> Deadlines:
    return Deadlines(visit.parts.workdays, visit.parts.timezone)


def masked(phone: str | None) -> str:
    """A telephone as it stands on the page until somebody asks for it."""
    return f"{phone[:5]}•••••{phone[-2:]}" if phone else ""


def case_page(
    visit: Visit,
    entry: Entry,
    *,
    open: str = "",
    form: Form | None = None,
    status: int = 200,
    phone: bool = False,
) -> Response:
    """The page; `open` is the form that is to be looked at again, `form` what was typed in it."""
    names = Names(visit.parts.publisher, visit.texts.language)
    empty = Form({}, visit.texts)
    return visit.page(
        "case.html",
        status,
        entry=entry,
        names=names,
        left=days_left(visit, entry),
        pass_on_by=pass_on_by(visit, entry),
        tell_by=tell_by(visit, entry),
        today=visit.parts.today(),
        phone=entry.phone if phone else masked(entry.phone),
        phone_shown=phone,
        playable=entry.state is not AppealState.DELETED and visit.may(Act.PLAY),
        viewing=secrets.token_urlsafe(9),
        history=_history(visit, entry, names),
        notices=_notices(visit, entry),
        acts=_possible(visit, entry),
        open=open,
        form_of=lambda name: form if form is not None and name == open else empty,
        officials=_others(entry, names),
        templates=templates_of(visit, entry),
        days_most=_days_most(visit, entry),
        kinds=[(str(kind), kind) for kind in Kind],
    )


def _possible(visit: Visit, entry: Entry) -> frozenset[str]:
    """What this person may do with it as it stands."""
    acts: set[str] = set()
    if entry.state not in _SHUT:
        acts |= {Act.RECLASS, Act.NUMBER}
        if entry.state is not AppealState.NOT_AN_APPEAL:
            acts.add(Act.ANSWER)
    if entry.open:
        acts |= {Act.TAKE, Act.FORWARD, Act.EXTEND, Act.ASK, Act.DISMISS}
    if entry.state is AppealState.IN_WORK:
        acts.discard(Act.TAKE)
    if entry.state is not AppealState.DELETED:
        acts |= {Act.HOLD, Act.DELETE}
    return frozenset(str(act) for act in acts if visit.may(Act(act)))


def _others(entry: Entry, names: Names) -> list[tuple[str, str]]:
    return [pair for pair in names.officials(entry.site) if pair[0] != entry.holder]


def _days_most(visit: Visit, entry: Entry) -> int:
    with visit.parts.store.connection():
        given = extended_days(visit.parts.registry.row(entry.id))
    return max(0, MAX_EXTENSION_DAYS - given)


def templates_of(visit: Visit, entry: Entry) -> list[ReplyTemplate]:
    """With what an answer to it may begin."""
    with visit.parts.store.connection():
        own = (ReplyTemplate.official.is_null()) | (
            ReplyTemplate.official == f"{entry.site}/{entry.holder}"
        )
        query = ReplyTemplate.select().where(own).order_by(ReplyTemplate.title)
        found = list(query)
    # Those in the citizen's language first.
    return sorted(found, key=lambda row: row.language != entry.language)


def _notices(visit: Visit, entry: Entry) -> list[Told]:
    people = _people(visit)
    with visit.parts.store.connection():
        rows = list(Notice.select().where(Notice.appeal == entry.id).order_by(Notice.id))
    return [
        Told(
            row.event,
            people.get(row.recipient, row.recipient),
            row.state,
            visit.local(datetime.fromisoformat(row.sent_at or row.queued_at)),
        )
        for row in rows
    ]


def _history(visit: Visit, entry: Entry, names: Names) -> list[Line]:
    by_login = {person.login: person.name for person in visit.parts.people.all()}
    texts = visit.texts
    others = {CONSOLE: texts.gettext("the console"), CENTRAL: texts.gettext("central")}
    return [
        Line(
            visit.local(act.at),
            by_login.get(act.who) or others.get(act.who) or act.who,
            act.act,
            detail_of(visit, act, names, entry.site),
        )
        for act in visit.parts.cases.history(visit.actor, entry.id)
    ]


def detail_of(visit: Visit, act: Acted, names: Names, site: str) -> str:
    """What the audit knows more of an act, in words."""
    said = visit.texts
    found: dict[str, Any] = dict(act.detail)
    if act.act == Act.FORWARD and "to" in found:
        return names.official(site, str(found["to"]))
    if act.act == Act.EXTEND and "days" in found:
        return said.ngettext("{n} day", "{n} days", int(found["days"]))
    if act.act == Act.HOLD:
        return said.gettext("placed") if found.get("held") else said.gettext("released")
    if act.act == Act.ANSWER:
        length = said.ngettext("{n} character", "{n} characters", int(found.get("characters", 0)))
        film = said.gettext("video")
        return f"{length}, {film}" if found.get("video") else length
    if act.act == Act.NUMBER:
        return str(found.get("number", ""))
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else ""


def _people(visit: Visit) -> dict[str, str]:
    """The names of recipients."""
    found = {f"person {person.id}": person.name for person in visit.parts.people.all()}
    return {**found, "citizen": visit.texts.gettext("the citizen")}
