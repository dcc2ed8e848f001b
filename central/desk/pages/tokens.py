"""The keys of other systems, for the operator."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.api.tokens import Tokens
from central.desk.forms import Form
from central.desk.visit import SENT, Visit, allowed
from central.errors import BadInput
from central.rights import Act

router = APIRouter()

NAME = r"[a-z0-9][a-z0-9._-]{0,31}"


@router.get("/tokens")
def all_of_them(visit: Annotated[Visit, allowed(Act.TOKENS)]) -> Response:
    """The list, and the form for a new one."""
    return _page(visit, Form({}, visit.texts))


@router.post("/tokens")
def make(visit: Annotated[Visit, allowed(Act.TOKENS)], form: Annotated[Form, SENT]) -> Response:
    """A new one; the page shows it once."""
    gettext, write = visit.texts.gettext, form.ticked("write")
    name = form.shaped("name", NAME, gettext("1 to 32 of: a-z, 0-9, dot, hyphen, underscore."))
    if form.errors:
        return _page(visit, form, 422)
    try:
        with visit.parts.store.transaction():
            token = _tokens(visit).make(name, may_write=write)
            visit.parts.audit.note(visit.person.login, Act.TOKENS, added=name, write=write)
    except BadInput:
        form.wrong("name", gettext("There is a key of this name already, perhaps a revoked one."))
        return _page(visit, form, 422)
    return visit.page("token.html", whose=name, token=token)


@router.post("/tokens/{name}/revoke")
def revoke(
    visit: Annotated[Visit, allowed(Act.TOKENS)], form: Annotated[Form, SENT], name: str
) -> Response:
    """It does not count any more."""
    del form
    with visit.parts.store.transaction():
        _tokens(visit).revoke(name)
        visit.parts.audit.note(visit.person.login, Act.TOKENS, revoked=name)
    return visit.go("/tokens?done=revoked")


def _tokens(visit: Visit) -> Tokens:
    return Tokens(visit.parts.store, visit.parts.now)


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    def moment(kept: str | None) -> str:
        at = datetime.fromisoformat(kept) if kept else None
        return visit.texts.moment(visit.local(at)) if at else "—"

    return visit.page("tokens.html", status, keys=_tokens(visit).all(), moments=moment, form=form)
