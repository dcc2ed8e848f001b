"""The web application of the desk."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import font_roboto
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from central.desk.attempts import Attempts
from central.desk.errors import Refused, SignInFirst
from central.desk.films import Films
from central.desk.jobs import Jobs
from central.desk.once import Once
from central.desk.pages import (
    account,
    answer,
    audit,
    case,
    decisions,
    directory,
    entries,
    figures,
    fleet,
    inbox,
    information,
    people,
    photos,
    player,
    preview,
    sign_in,
    templates,
    tokens,
)
from central.desk.parts import DeskParts
from central.desk.rendering import render
from central.desk.security import Guard
from central.desk.sessions import Sessions
from central.desk.visit import Desk, anybody
from central.errors import CannotOpen, NotAllowed, NotFound

log = logging.getLogger("central.desk")

STATIC = Path(__file__).resolve().parent / "static"
_FONTS = {
    "regular": font_roboto.Roboto,
    "medium": font_roboto.RobotoMedium,
    "bold": font_roboto.RobotoBold,
}
ROUTERS = (
    sign_in.router,
    inbox.router,
    case.router,
    player.router,
    answer.router,
    decisions.router,
    templates.router,
    figures.router,
    fleet.router,
    people.router,
    directory.router,
    entries.router,
    photos.router,
    preview.router,
    information.router,
    tokens.router,
    account.router,
    audit.router,
)


def create_app(parts: DeskParts, mounted: Mapping[str, ASGIApp] = MappingProxyType({})) -> Guard:
    """All pages of the desk; `mounted` are other applications, by path, for no browser's forms."""
    app = FastAPI(
        title="Dialog desk", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_life
    )
    app.state.desk = Desk(
        parts=parts,
        sessions=Sessions(parts.store, parts.now),
        attempts=Attempts(parts.monotonic),
        films=Films(parts.settings.clips_bytes),
        once=Once(parts.monotonic),
        jobs=Jobs(parts.store.folder / "uploads"),
        render=render,
        secure=parts.address.startswith("https:"),
        pages=frozenset(
            route.path
            for router in ROUTERS
            for route in router.routes
            if isinstance(route, APIRoute)
        ),
    )
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/fonts/{name}.ttf", font)
    for path, other in mounted.items():
        app.mount(path, other)
    _answer_errors(app)
    # Outside of everything: the page of an error has the headers, too.
    return Guard(app, parts.address, mounted)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    await run_in_threadpool(app.state.desk.jobs.close)


def font(name: str) -> Response:
    """A face of the font that booth and desk share."""
    if name not in _FONTS:
        raise NotFound("no such font")
    # It never changes under its name as long as the package does not.
    return FileResponse(_FONTS[name], media_type="font/ttf")


def _answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(CannotOpen, _cannot_open)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _broken)


async def _sign_in_first(request: Request, error: Exception) -> Response:
    del error
    if request.method != "GET" or request.url.path == "/":
        return RedirectResponse("/sign-in", 303)
    return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", 303)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return await _error_page(request, error.status, error.why)


async def _not_allowed(request: Request, error: Exception) -> Response:
    return await _error_page(request, 403, str(error))


async def _not_found(request: Request, error: Exception) -> Response:
    del error
    return await _error_page(request, 404, "not found")


async def _cannot_open(request: Request, error: Exception) -> Response:
    log.error("a clip cannot be opened: %s", error)
    return await _error_page(request, 500, "a clip that does not open")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return await _error_page(request, error.status_code, "bad request")


async def _broken(request: Request, error: Exception) -> Response:
    # Starlette raises it once more, so that the log has where it happened.
    log.error("a page broke: %s", type(error).__name__)
    return await _error_page(request, 500, "broken")


async def _error_page(request: Request, status: int, why: str) -> Response:
    route = getattr(request.scope.get("route"), "path", "-")
    if status != 404:
        log.warning("refused: %s %s: %d %s", request.method, route, status, why)

    def page() -> Response:
        return anybody(request).page("error.html", status, code=status)

    return await run_in_threadpool(page)
