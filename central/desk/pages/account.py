"""Somebody's own account: their password, their language, and who stands in for them."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.forms import Form
from central.desk.visit import SENT, SIGNED_IN, Visit
from central.errors import NotAllowed
from central.people import MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS
from central.rights import Act, Role
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
        _note(visit, "language")
    return visit.go("/account?done=saved")


@router.post("/account/away")
def away(visit: Annotated[Visit, SIGNED_IN], form: Annotated[Form, SENT]) -> Response:
    """Until when somebody else stands in for an official; without a day nobody does."""
    if visit.role is not Role.OFFICIAL:
        raise NotAllowed(f"{visit.role} has no appeals that somebody could stand in for")
    until = form.day("away_until", needed=False)
    substitute = form.choice("substitute", dict(_colleagues(visit)), needed=until is not None)
    if until is not None and until < visit.parts.today():
        form.wrong("away_until", visit.texts.gettext("This day has passed."))
    if form.errors:
        return _page(visit, form, 422)
    with visit.parts.store.transaction():
        visit.parts.people.change(
            visit.person.login,
            substitute=int(substitute) if substitute else None,
            away_until=until,
        )
        _note(visit, "away")
    return visit.go("/account?done=saved")


@router.post("/account/password")
def new_password(visit: Annotated[Visit, SIGNED_IN], form: Annotated[Form, SENT]) -> Response:
    """A new password; they sign in with it, also on this browser."""
    people, person, gettext = visit.parts.people, visit.person, visit.texts.gettext
    name = f"account {person.id}"
    if visit.desk.attempts.locked(name, MAX_BY_PERSON):
        form.wrong("old", gettext("Too many attempts. Please try again in an hour."))
    elif people.check_password(person.login, form["old"][:1024]) is None:
        visit.desk.attempts.failed(name)
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
        _note(visit, "password")
    return visit.go("/sign-in?done=saved")


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    person = visit.person
    with visit.parts.store.connection():
        substitute = person.substitute
    return visit.page(
        "account.html",
        status,
        form=form,
        least=MIN_PASSWORD_CHARS,
        official=visit.role is Role.OFFICIAL,
        colleagues=_colleagues(visit),
        substitute=str(substitute.id) if substitute else "",
        away_until=person.away_until.isoformat() if person.away_until else "",
    )


def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Who may stand in: officials who may sign in and are not of another site."""
    me = visit.person
    return [
        (str(other.id), other.name)
        for other in visit.parts.people.all()
        if other.id != me.id
        and other.active
        and (other.role, other.site) == (Role.OFFICIAL, me.site)
    ]


def _note(visit: Visit, what: str) -> None:
    login = visit.person.login
    visit.parts.audit.note(login, Act.PEOPLE, what=what, login=login)
