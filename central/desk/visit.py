"""One request: who it is from, in which language, and how a page is made for it."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse

from central.cases import Actor
from central.desk import texts as all_texts
from central.desk.errors import Refused, SignInFirst
from central.desk.films import Films
from central.desk.forms import Form
from central.desk.jobs import Jobs
from central.desk.once import Once
from central.desk.parts import DeskParts
from central.desk.sessions import Sessions, SignedIn
from central.desk.texts import Texts
from central.errors import NotAllowed, NotFound
from central.guesses import Guesses, by_address
from central.rights import Act, Role, may
from firmware.appeals.appeal import Language

LANGUAGE_COOKIE = "language"
_CASE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Renderer(Protocol):
    """Makes pages out of templates."""

    def __call__(self, name: str, language: Language, values: dict[str, Any]) -> str:
        """The page as HTML."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts and what the desk adds to them; `app.state.desk`."""

    parts: DeskParts
    sessions: Sessions
    attempts: Guesses
    films: Films
    once: Once
    jobs: Jobs
    render: Renderer
    secure: bool
    pages: frozenset[str]
    """The paths there are, so that the menu names no other."""

    @property
    def session_cookie(self) -> str:
        """Its name; the prefix makes browsers refuse it from anybody else."""
        return "__Host-session" if self.secure else "session"

    @property
    def form_cookie(self) -> str:
        """The name of the cookie that ties the sign-in form to its browser."""
        return "__Host-form" if self.secure else "form"


class View:
    """A request of anybody, signed in or not."""

    def __init__(self, desk: Desk, request: Request, session: SignedIn | None) -> None:
        self.desk = desk
        self.request = request
        self.session = session
        self.texts: Texts = all_texts.of(_language(request, session))

    @property
    def parts(self) -> DeskParts:
        """The parts of central."""
        return self.desk.parts

    def local(self, at: datetime) -> datetime:
        """That moment in the installation's zone."""
        return at.astimezone(self.parts.timezone)

    def page(self, name: str, status: int = 200, **values: object) -> HTMLResponse:
        """A page from its template."""
        given = {"view": self, "texts": self.texts, "path": self.request.url.path, **values}
        return HTMLResponse(self.desk.render(name, self.texts.language, given), status)

    def go(self, path: str) -> RedirectResponse:
        """Look at another page next."""
        return RedirectResponse(path, 303)

    def may(self, act: Act | str) -> bool:
        """Whether whoever is signed in has a role with that right."""
        session = self.session
        return session is not None and may(Role(session.person.role), Act(act))

    @property
    def asker(self) -> str:
        """From where the request came, as attempts are counted."""
        return by_address(self.request.client.host if self.request.client else "-")


class Visit(View):
    """A request of somebody who is signed in."""

    session: SignedIn

    @property
    def person(self) -> Any:
        """Who it is."""
        return self.session.person

    @property
    def role(self) -> Role:
        """Their role."""
        return Role(self.session.person.role)

    @property
    def actor(self) -> Actor:
        """Who it is to `Cases`."""
        return Actor(self.session.person.login, self.session.person)


def _language(request: Request, session: SignedIn | None) -> Language:
    """As chosen in this browser, else the person's, else the browser's, else Kazakh."""
    known = {str(language): language for language in Language}
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return known[chosen]
    if session is not None and session.person.language in known:
        return known[session.person.language]
    for part in request.headers.get("accept-language", "").split(","):
        short = part.strip()[:2].lower()
        if short in known:
            return known[short]
    return Language.KK


def _session(request: Request) -> SignedIn | None:
    desk: Desk = request.app.state.desk
    token = request.cookies.get(desk.session_cookie, "")
    return desk.sessions.find(token) if token else None


def anybody(request: Request) -> View:
    """Dependency: a page for everybody."""
    return View(request.app.state.desk, request, _session(request))


def half_way(request: Request) -> Visit:
    """Dependency: after the password, before the one-time code."""
    session = _session(request)
    if session is None:
        raise SignInFirst("nobody is signed in")
    return Visit(request.app.state.desk, request, session)


def signed_in(visit: Annotated[Visit, Depends(half_way)]) -> Visit:
    """Dependency: somebody is signed in."""
    if not visit.session.complete:
        raise SignInFirst("the one-time code is missing")
    return visit


def allowed(act: Act) -> Any:
    """Dependency: somebody whose role has that right."""

    def check(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
        if not visit.may(act):
            raise NotAllowed(f"{visit.role} may not {act}")
        return visit

    return Depends(check)


async def _fields(request: Request) -> dict[str, str]:
    async with request.form(max_fields=2000, max_files=0) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def check_csrf(session: SignedIn, sent: str) -> None:
    """Raises Refused unless the form is one that this session was given."""
    if not hmac.compare_digest(session.csrf.encode(), sent.encode(errors="replace")):
        raise Refused("a form of another session")


async def _sent(request: Request, visit: Annotated[Visit, Depends(half_way)]) -> Form:
    fields = await _fields(request)
    check_csrf(visit.session, fields.get("csrf", ""))
    return Form(fields, visit.texts)


async def _sent_by_anybody(request: Request, view: Annotated[View, Depends(anybody)]) -> Form:
    return Form(await _fields(request), view.texts)


SENT: Any = Depends(_sent)
"""Dependency: the form that was sent, with the session's own token in it."""

SENT_BY_ANYBODY: Any = Depends(_sent_by_anybody)
"""Dependency: the form of somebody who need not be signed in."""


def _case_id(case: str) -> str:
    """An appeal's id: a registration number is no part of an address, which is kept and logged."""
    if not _CASE_ID.fullmatch(case):
        raise NotFound("no such appeal")
    return case


CASE = Annotated[str, Depends(_case_id)]
"""The appeal that a path names."""

ANYBODY: Any = Depends(anybody)
HALF_WAY: Any = Depends(half_way)
SIGNED_IN: Any = Depends(signed_in)
