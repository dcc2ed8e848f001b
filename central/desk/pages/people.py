"""The accounts of the desk, for the operator."""

import re
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from central.desk.forms import Form
from central.desk.models import Person
from central.desk.names import Names
from central.desk.visit import SENT, Visit, allowed
from central.errors import BadInput, NotFound
from central.rights import Act, Role
from firmware.appeals.appeal import Language

router = APIRouter()

LOGIN = r"[a-z0-9][a-z0-9._-]{1,31}"
PHONE = r"\+?[0-9][0-9 ()-]{6,20}"


def _login(login: str) -> str:
    if not re.fullmatch(LOGIN, login):
        raise NotFound("nobody has such a login")
    return login


LOGIN_PATH = Annotated[str, Depends(_login)]


@router.get("/people")
def everybody(visit: Annotated[Visit, allowed(Act.PEOPLE)]) -> Response:
    """The list."""
    people = visit.parts.people.all()
    names = Names(visit.parts.publisher, visit.texts.language)
    return visit.page("people.html", people=people, names=names, today=visit.parts.today())


@router.get("/people/new")
def new(visit: Annotated[Visit, allowed(Act.PEOPLE)]) -> Response:
    """The form for somebody new."""
    return _page(visit, None, Form({"active": "yes"}, visit.texts))


@router.post("/people/new")
def add(visit: Annotated[Visit, allowed(Act.PEOPLE)], form: Annotated[Form, SENT]) -> Response:
    """Somebody new; the page shows their first password once."""
    login = form.shaped(
        "login", LOGIN, visit.texts.gettext("2 to 32 of: a-z, 0-9, dot, hyphen, underscore.")
    )
    values = _values(visit, form, None)
    if login and any(person.login == login for person in visit.parts.people.all()):
        form.wrong("login", visit.texts.gettext("Somebody has this login already."))
    if form.errors:
        return _page(visit, None, form, 422)
    password = _password()
    with visit.parts.store.transaction():
        try:
            visit.parts.people.add(login=login, password=password, **values)
        except BadInput:
            form.wrong("", visit.texts.gettext("This cannot be kept so. Please check the fields."))
            return _page(visit, None, form, 422)
        _note(visit, "add", login)
    return visit.page("password.html", login=login, password=password)


@router.get("/people/{login}")
def one(visit: Annotated[Visit, allowed(Act.PEOPLE)], login: LOGIN_PATH) -> Response:
    """The form for somebody."""
    with visit.parts.store.connection():
        person = visit.parts.people.find(login)
        fields = _fields(person)
    return _page(visit, person, Form(fields, visit.texts))


@router.post("/people/{login}")
def change(
    visit: Annotated[Visit, allowed(Act.PEOPLE)], form: Annotated[Form, SENT], login: LOGIN_PATH
) -> Response:
    """Change what is known of somebody."""
    person = visit.parts.people.find(login)
    values = _values(visit, form, person)
    if form.errors:
        return _page(visit, person, form, 422)
    with visit.parts.store.transaction():
        try:
            visit.parts.people.change(login, **values)
        except BadInput:
            form.wrong("", visit.texts.gettext("This cannot be kept so. Please check the fields."))
            return _page(visit, person, form, 422)
        _note(visit, "change", login)
    return visit.go("/people?done=saved")


@router.post("/people/{login}/password")
def new_password(
    visit: Annotated[Visit, allowed(Act.PEOPLE)], form: Annotated[Form, SENT], login: LOGIN_PATH
) -> Response:
    """A new password, shown once; they are signed out everywhere."""
    del form
    password = _password()
    with visit.parts.store.transaction():
        visit.parts.people.set_password(login, password)
        _note(visit, "password", login)
    return visit.page("password.html", login=login, password=password)


@router.post("/people/{login}/totp")
def new_totp(
    visit: Annotated[Visit, allowed(Act.PEOPLE)], form: Annotated[Form, SENT], login: LOGIN_PATH
) -> Response:
    """Their telephone is lost: at the next sign-in they get a new secret."""
    del form
    with visit.parts.store.transaction():
        visit.parts.people.forget_totp(login)
        _note(visit, "totp", login)
    return visit.go(f"/people/{login}?done=saved")


def _password() -> str:
    """To be typed once from paper: sixteen letters and digits."""
    return secrets.token_hex(8)


def _note(visit: Visit, what: str, login: str) -> None:
    visit.parts.audit.note(visit.person.login, Act.PEOPLE, what=what, login=login)


def _values(visit: Visit, form: Form, person: Person | None) -> dict[str, Any]:
    gettext = visit.texts.gettext
    role = form.choice("role", list(Role)) or Role.OFFICIAL
    site, _, official = form.choice("office", _offices(visit), needed=False).partition("/")
    if role == Role.OFFICIAL and not official:
        form.wrong("office", gettext("An official is one of the directory."))
    others = {str(other.id) for other in _others(visit, person)}
    away = form.day("away_until", needed=False)
    substitute = form.choice("substitute", others, needed=False)
    if away and not substitute:
        form.wrong("substitute", gettext("Who is away needs somebody who stands in."))
    active = form.ticked("active")
    if person is not None and person.login == visit.person.login and not active:
        form.wrong("active", gettext("You cannot lock yourself out."))
    phone = form.shaped(
        "phone", PHONE, gettext("A telephone number such as +77011234567."), needed=False
    )
    superior = form.choice("superior", others, needed=False)
    return {
        "name": form.line("name", 200),
        "role": Role(role),
        "language": Language(form.choice("language", list(Language)) or Language.KK),
        "phone": phone or None,
        "site": site or None,
        "official": official or None,
        "body": form.choice("body", _bodies(visit), needed=False) or None,
        "superior": int(superior) if superior else None,
        "substitute": int(substitute) if substitute else None,
        "away_until": away,
        "active": active,
    }


def _id(person: Person | None) -> str:
    return str(person.id) if person else ""


def _fields(person: Person) -> dict[str, str]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role,
        "language": person.language,
        "phone": person.phone or "",
        "office": f"{person.site}/{person.official}" if person.official else "",
        "body": person.body or "",
        "superior": _id(person.superior),
        "substitute": _id(person.substitute),
        "away_until": person.away_until.isoformat() if person.away_until else "",
        "active": "yes" if person.active else "",
    }


def _page(visit: Visit, person: Person | None, form: Form, status: int = 200) -> Response:
    return visit.page(
        "person.html",
        status,
        person=person,
        form=form,
        offices=list(_offices(visit).items()),
        bodies=list(_bodies(visit).items()),
        others=[(str(other.id), other.name) for other in _others(visit, person)],
        roles=list(Role),
    )


def _others(visit: Visit, person: Person | None) -> list[Person]:
    return [other for other in visit.parts.people.all() if person is None or other.id != person.id]


def _offices(visit: Visit) -> dict[str, str]:
    """The officials of all sites, by "site/official"."""
    names = Names(visit.parts.publisher, visit.texts.language)
    sites = sorted(visit.parts.publisher.newest())
    return {f"{site}/{id}": name for site in sites for id, name in names.officials(site)}


def _bodies(visit: Visit) -> dict[str, str]:
    names = Names(visit.parts.publisher, visit.texts.language)
    sites = sorted(visit.parts.publisher.newest())
    return {id: name for site in sites for id, name in names.bodies(site)}
