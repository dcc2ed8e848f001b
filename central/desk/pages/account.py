"""Somebody's own account: their password, their language, and who stands in for them."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.forms import Form
from central.desk.visit import SENT, SIGNED_IN, Visit
from central.people import MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS
from central.rights import Act
from firmware.appeals.appeal import Language

router = APIRouter()

MAX_BY_PERSON = 10


@router.get("/account")
def account(visit: Annotated[Visit, SIGNED_IN]) -> Response:
    """The two forms."""
    return _page(visit, Form({}, visit.texts))


@router.post("/account")
def save(visit: Annotated[Visit, SIGNED_IN], form: Annotated[Form, SENT]) -> Response:
    """The language in which the desk and its messages speak to them."""
    language = form.choice("language", list(Language))
    if form.errors:
        return _page(visit, form, 422)
    with visit.parts.store.transaction():
        visit.parts.people.change(visit.person.login, language=Language(language))
        visit.parts.audit.note(
            visit.person.login, Act.PEOPLE, what="language", login=visit.person.login
        )
    return visit.go("/account?done=saved")


@router.post("/account/password")
def new_password(visit: Annotated[Visit, SIGNED_IN], form: Annotated[Form, SENT]) -> Response:
    """A new password; they sign in with it, also on this browser."""
    people, person, gettext = visit.parts.people, visit.person, visit.texts.gettext
    name = f"account {person.id}"
    if visit.desk.guesses.locked(name, MAX_BY_PERSON):
        form.wrong("old", gettext("Too many attempts. Please try again in an hour."))
    elif people.check_password(person.login, form["old"]) is None:
        visit.desk.guesses.failed(name)
        form.wrong("old", gettext("This is not your password."))
    if not MIN_PASSWORD_CHARS <= len(form["new"]) <= MAX_PASSWORD_CHARS:
        said = gettext("{least} to {most} characters.")
        form.wrong("new", said.format(least=MIN_PASSWORD_CHARS, most=MAX_PASSWORD_CHARS))
    if form["new"] != form["again"]:
        form.wrong("again", gettext("The two are not the same."))
    if form.errors:
        return _page(visit, form, 422)
    with visit.parts.store.transaction():
        people.set_password(person.login, form["new"])
        visit.parts.audit.note(person.login, Act.PEOPLE, what="password", login=person.login)
    return visit.go("/sign-in?done=saved")


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("account.html", status, form=form, least=MIN_PASSWORD_CHARS)
