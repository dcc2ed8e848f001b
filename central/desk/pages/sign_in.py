"""Signing in and out: login and password, then a one-time code; and the choice of language."""

import hashlib
import hmac
import logging
import re
import secrets
from typing import Annotated

import pyotp
import segno
from fastapi import APIRouter
from starlette.responses import Response

from central.audit import SIGN_IN
from central.desk.errors import Refused
from central.desk.forms import Form
from central.desk.pages.people import LOGIN
from central.desk.visit import (
    ANYBODY,
    HALF_WAY,
    LANGUAGE_COOKIE,
    SENT,
    SENT_BY_ANYBODY,
    View,
    Visit,
)
from firmware.appeals.appeal import Language

log = logging.getLogger("central.desk")
router = APIRouter()

MAX_BY_LOGIN = 10
MAX_BY_LOGIN_ANYWHERE = 30
MAX_BY_ADDRESS = 30
MAX_CODES = 5
ISSUER = "Dialog"
_YEAR_S = 31_536_000
_HALF_S = 300
_LOCAL_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.-]{0,200}")


@router.get("/sign-in")
def ask_who(view: Annotated[View, ANYBODY], next: str = "/") -> Response:
    """The form for login and password."""
    if view.session and view.session.complete:
        return view.go(local_path(next))
    return _form(view, next)


@router.post("/sign-in")
def check_who(view: Annotated[View, ANYBODY], form: Annotated[Form, SENT_BY_ANYBODY]) -> Response:
    """Login and password; the same words whichever of them is wrong."""
    _check_before(view, form)
    typed, password = form["login"].strip().lower(), form["password"][:1024]
    # What cannot be a login is nobody's, and takes as long.
    login = typed if re.fullmatch(LOGIN, typed) else "-"
    attempts, texts = view.desk.attempts, view.texts
    # A stranger elsewhere locks nobody out before long.
    limits = {
        f"login {login} from {view.asker}": MAX_BY_LOGIN,
        f"login {login}": MAX_BY_LOGIN_ANYWHERE,
        view.asker: MAX_BY_ADDRESS,
    }
    if any(attempts.locked(name, most) for name, most in limits.items()):
        log.warning("sign-in refused: too many attempts")
        form.wrong("login", texts.gettext("Too many attempts. Please try again in an hour."))
        return _form(view, form["next"], form, 429)
    person = view.parts.people.check_password(login, password)
    if person is None:
        for name in limits:
            attempts.failed(name)
        log.warning("sign-in refused: login or password")
        form.wrong("login", texts.gettext("The login or the password is not right."))
        return _form(view, form["next"], form, 401)
    _end(view)
    token = view.desk.sessions.begin(person, complete=False)
    return _keep(view, view.go(f"/code?next={local_path(form['next'])}"), token, _HALF_S)


@router.get("/code")
def ask_code(visit: Annotated[Visit, HALF_WAY], next: str = "/") -> Response:
    """The form for the one-time code; the first time with the secret as a QR code."""
    if visit.session.complete:
        return visit.go(local_path(next))
    return _code_form(visit, Form({"next": next}, visit.texts))


@router.post("/code")
def check_code(visit: Annotated[Visit, HALF_WAY], form: Annotated[Form, SENT]) -> Response:
    """The one-time code; then a session with a new token."""
    attempts, person = visit.desk.attempts, visit.person
    name = f"code {person.id}"
    if attempts.locked(name, MAX_CODES):
        log.warning("sign-in refused: too many codes")
        said = visit.texts.gettext("Too many attempts. Please try again in an hour.")
        form.wrong("code", said)
        return _code_form(visit, form, 429)
    if not visit.parts.people.check_code(person, re.sub(r"\s", "", form["code"])):
        attempts.failed(name)
        log.warning("sign-in refused: code")
        said = visit.texts.gettext("This code is not right, or it was used already.")
        form.wrong("code", said)
        return _code_form(visit, form, 401)
    _end(visit)
    visit.parts.audit.note(person.login, SIGN_IN)
    token = visit.desk.sessions.begin(person, complete=True)
    return _keep(visit, visit.go(local_path(form["next"])), token, None)


@router.post("/sign-out")
def sign_out(visit: Annotated[Visit, HALF_WAY], form: Annotated[Form, SENT]) -> Response:
    """End the session."""
    del form
    _end(visit)
    response = visit.go("/sign-in")
    response.delete_cookie(
        visit.desk.session_cookie, secure=visit.desk.secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/language/{language}")
def choose_language(view: Annotated[View, ANYBODY], language: str, next: str = "/") -> Response:
    """This browser reads that language from now on."""
    response = view.go(local_path(next))
    if language in set(Language):
        response.set_cookie(
            LANGUAGE_COOKIE, language, _YEAR_S, secure=view.desk.secure, samesite="lax"
        )
    return response


def local_path(path: str) -> str:
    """The same if it is one of our own pages, else the first page."""
    return path if _LOCAL_PATH.fullmatch(path) else "/"


def _form(view: View, next: str, form: Form | None = None, status: int = 200) -> Response:
    """The form, tied to this browser, so that no other site fills it in."""
    cookie = view.request.cookies.get(view.desk.form_cookie) or secrets.token_urlsafe(24)
    given = form or Form({}, view.texts)
    response = view.page(
        "sign_in.html", status, form=given, next=local_path(next), before=_before(cookie)
    )
    response.set_cookie(
        view.desk.form_cookie, cookie, secure=view.desk.secure, httponly=True, samesite="lax"
    )
    return response


def _before(cookie: str) -> str:
    return hashlib.sha256(f"sign-in {cookie}".encode()).hexdigest()


def _check_before(view: View, form: Form) -> None:
    cookie = view.request.cookies.get(view.desk.form_cookie, "")
    sent = form["before"].encode(errors="replace")
    if not cookie or not hmac.compare_digest(_before(cookie).encode(), sent):
        raise Refused("a sign-in form of another browser")


def _code_form(visit: Visit, form: Form, status: int = 200) -> Response:
    person, secret, picture = visit.person, "", ""
    if person.totp_step == 0:
        # Nobody has shown yet that they have it in their telephone.
        secret = person.totp or visit.parts.people.new_totp(person.login)
        link = pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name=ISSUER)
        picture = segno.make(link).svg_inline(scale=5, border=2, dark="#000", light="#fff")
    return visit.page(
        "code.html",
        status,
        form=form,
        next=local_path(form["next"]),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=picture,
    )


def _end(view: View) -> None:
    token = view.request.cookies.get(view.desk.session_cookie, "")
    if token:
        view.desk.sessions.end(token)


def _keep(view: View, response: Response, token: str, seconds: int | None) -> Response:
    response.set_cookie(
        view.desk.session_cookie,
        token,
        max_age=seconds,
        secure=view.desk.secure,
        httponly=True,
        samesite="lax",
    )
    return response
