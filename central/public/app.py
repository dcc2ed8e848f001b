"""The web application of the public page; nothing of a citizen is in any address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from central.desk.app import STATIC, font
from central.desk.films import Films
from central.desk.rendering import environment
from central.desk.security import Guard
from central.desk.serving import serve
from central.desk.texts import Texts, of
from central.errors import CannotOpen, NotFound
from central.export import Open
from central.guesses import by_address
from central.lookup import Lookup, reply_about
from central.public.says import says
from central.public.tickets import Tickets
from central.registry import Registry
from firmware.appeals.appeal import Language
from firmware.wire.directory import Directory
from firmware.wire.messages import Rating, Reply

LANGUAGE_COOKIE = "language"
_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRooms:
    """What the public page stands on; `open_video` opens the video of an answer by its id."""

    address: str
    lookup: Lookup
    registry: Registry
    directory: Callable[[str], Directory | None]
    open_video: Open
    monotonic: Callable[[], float]
    films_bytes: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: the language of the page and from where it came."""

    texts: Texts
    asker: str


def _asked(request: Request) -> _Asked:
    known = {str(language): language for language in Language}
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    preferred = request.headers.get("accept-language", "")[:200].split(",")
    wished = [chosen, *(part.strip()[:2].lower() for part in preferred)]
    language = next((known[name] for name in wished if name in known), Language.KK)
    host = request.client.host if request.client else "-"
    return _Asked(of(language), by_address(host))


Asked = Annotated[_Asked, Depends(_asked)]
Typed = Annotated[str, Form(max_length=_LONGEST)]


def create_public(rooms: PublicRooms) -> Guard:
    """The application."""
    app = FastAPI(title="Dialog", openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/fonts/{name}.ttf", font)
    _add_errors(app)
    tickets = Tickets(rooms.monotonic)
    _add_asking(app, rooms, tickets)
    _add_answers(app, rooms, tickets, Films(rooms.films_bytes))
    return Guard(app, rooms.address)


def _add_asking(app: FastAPI, rooms: PublicRooms, tickets: Tickets) -> None:
    @app.get("/")
    def ask(asked: Asked) -> HTMLResponse:
        return _page(asked, ask_phone=rooms.lookup.ask_phone)

    @app.get("/language/{language}")
    def language(language: str) -> RedirectResponse:
        if language not in set(Language):
            raise HTTPException(404)
        response = RedirectResponse("/", 303)
        response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, samesite="lax")
        return response

    @app.post("/")
    def answer(asked: Asked, number: Typed = "", phone_digits: Typed = "") -> HTMLResponse:
        found = rooms.lookup.find(number, phone_digits, asked.asker)
        if isinstance(found, str):
            status = 429 if found == "try_later" else 404
            return _page(
                asked,
                status,
                reply=Reply(status=found),
                typed=number if found == "not_found" else "",
                ask_phone=rooms.lookup.ask_phone,
            )
        reply = reply_about(found, rooms.directory(found.site))
        rated = found.answer.rating if found.answer else None
        return _page(asked, reply=reply, ticket=tickets.give(found.id), rated=rated)


def _add_answers(app: FastAPI, rooms: PublicRooms, tickets: Tickets, films: Films) -> None:
    @app.post("/rating")
    def rate(asked: Asked, ticket: Typed, rating: Annotated[Rating, Form()]) -> HTMLResponse:
        appeal = tickets.appeal(ticket)
        if appeal is None:
            raise HTTPException(404)
        rooms.registry.rate(appeal, rating)
        return _page(asked, thanks=True)

    @app.get("/video/{ticket}.mp4")
    def video(request: Request, ticket: str) -> Response:
        appeal = tickets.appeal(ticket)
        entry = rooms.registry.find(appeal) if appeal else None
        shown = entry.answer.video if entry and entry.answer else None
        if shown is None:
            raise HTTPException(404)
        film = films.film(shown.id, lambda plain: rooms.open_video(shown.id, plain))
        return serve(film.content, "video/mp4", request.headers.get("range", ""))


def _page(asked: _Asked, status: int = 200, **more: object) -> HTMLResponse:
    reply = more.get("reply")
    said = says(reply, asked.texts) if isinstance(reply, Reply) else None
    values: dict[str, object] = {
        "reply": None,
        "ticket": "",
        "rated": None,
        "typed": "",
        "ask_phone": False,
        "thanks": False,
        "broken": 0,
        **more,
    }
    template = environment(asked.texts.language).get_template("public.html")
    return HTMLResponse(template.render(texts=asked.texts, said=said, **values), status)


def _add_errors(app: FastAPI) -> None:
    async def broken(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        code = 422 if isinstance(error, RequestValidationError) else code
        return _page(_asked(request), code, broken=code)

    app.add_exception_handler(HTTPException, broken)
    app.add_exception_handler(RequestValidationError, broken)
    app.add_exception_handler(NotFound, broken)
    app.add_exception_handler(CannotOpen, broken)
