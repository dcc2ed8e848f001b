"""Texts with which an answer begins: everybody's are the registrars', an office's its own."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.decisions import MAX_ANSWER_CHARS
from central.desk.forms import Form
from central.desk.models import ReplyTemplate
from central.desk.visit import SENT, Visit, allowed
from central.errors import NotFound
from central.rights import Act, Role
from firmware.appeals.appeal import Language

router = APIRouter()

MAX_TITLE = 100


@router.get("/templates")
def all_of_them(visit: Annotated[Visit, allowed(Act.TEMPLATES)]) -> Response:
    """The list, and the form for a new one."""
    return _page(visit, Form({}, visit.texts))


@router.post("/templates")
def add(visit: Annotated[Visit, allowed(Act.TEMPLATES)], form: Annotated[Form, SENT]) -> Response:
    """A new one."""
    values = _values(form)
    if form.errors:
        return _page(visit, form, 422)
    with visit.parts.store.transaction():
        ReplyTemplate.insert(official=office(visit), **values).execute()
        visit.parts.audit.note(visit.person.login, Act.TEMPLATES, added=1)
    return visit.go("/templates?done=saved")


@router.get("/templates/{id}")
def one(visit: Annotated[Visit, allowed(Act.TEMPLATES)], id: int) -> Response:
    """The form for one of them."""
    row = _own(visit, id)
    form = Form({"title": row.title, "language": row.language, "text": row.text}, visit.texts)
    return visit.page("template.html", row=row, form=form)


@router.post("/templates/{id}")
def save(
    visit: Annotated[Visit, allowed(Act.TEMPLATES)], form: Annotated[Form, SENT], id: int
) -> Response:
    """Change it."""
    row, values = _own(visit, id), _values(form)
    if form.errors:
        return visit.page("template.html", 422, row=row, form=form)
    with visit.parts.store.transaction():
        ReplyTemplate.update(**values).where(ReplyTemplate.id == row.id).execute()
        visit.parts.audit.note(visit.person.login, Act.TEMPLATES, changed=row.id)
    return visit.go("/templates?done=saved")


@router.post("/templates/{id}/remove")
def remove(
    visit: Annotated[Visit, allowed(Act.TEMPLATES)], form: Annotated[Form, SENT], id: int
) -> Response:
    """Take it away."""
    del form
    row = _own(visit, id)
    with visit.parts.store.transaction():
        row.delete_instance()
        visit.parts.audit.note(visit.person.login, Act.TEMPLATES, removed=row.id)
    return visit.go("/templates?done=removed")


def office(visit: Visit) -> str | None:
    """Whose templates somebody writes; None: everybody's."""
    person = visit.person
    return f"{person.site}/{person.official}" if visit.role is Role.OFFICIAL else None


def _own(visit: Visit, id: int) -> ReplyTemplate:
    """One that this person may change. Raises NotFound."""
    # What no database has as a number is none of theirs.
    if not 0 < id < 2**31:
        raise NotFound("no such template")
    with visit.parts.store.connection():
        row: ReplyTemplate | None = ReplyTemplate.get_or_none(ReplyTemplate.id == id)
    if row is None or row.official != office(visit):
        raise NotFound("no such template")
    return row


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    own = office(visit)
    with visit.parts.store.connection():
        shared = ReplyTemplate.official.is_null()
        query = ReplyTemplate.select().where(shared | (ReplyTemplate.official == (own or "")))
        rows = list(query.order_by(ReplyTemplate.language, ReplyTemplate.title))
    return visit.page("templates.html", status, rows=rows, own=own, form=form)


def _values(form: Form) -> dict[str, str]:
    return {
        "title": form.line("title", MAX_TITLE),
        "language": form.choice("language", list(Language)),
        "text": form.text("text", MAX_ANSWER_CHARS),
    }
