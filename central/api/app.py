"""The API: a small web application of its own, which the desk mounts under /api.

Errors are problem documents (RFC 9457). Every look and every change is in the audit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from central.api.shapes import (
    UUID,
    Answered,
    AppealOut,
    AppealsOut,
    Clarification,
    Extended,
    Forwarded,
    InWork,
    Listing,
    NewStatus,
    NotAnAppeal,
    OfficialNumber,
    Problem,
)
from central.api.tokens import Tokens
from central.audit import Audit
from central.cases import Actor, Cases
from central.errors import BadInput, NotAllowed, NotFound
from central.export import Exporter
from central.models import AppealState
from central.piping import streamed
from central.registry import Registry, Wanted
from central.rights import Act

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {
        "description": words,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for code, words in (
        (400, "The request cannot be read."),
        (401, "No key, or one that does not count."),
        (403, "This key may not do that."),
        (404, "There is no such appeal."),
        (409, "The appeal is in a state that does not allow it."),
        (422, "Something in the request is not what it must be."),
    )
}
CaseId = Annotated[str, Path(pattern=UUID, description="The id of an appeal.")]


@dataclass(frozen=True, slots=True)
class ApiRooms:
    """What the API stands on."""

    cases: Cases
    registry: Registry
    audit: Audit
    exporter: Exporter
    tokens: Tokens


def create_api(rooms: ApiRooms) -> FastAPI:
    """The application; its OpenAPI document is at /openapi.json."""
    api = FastAPI(
        title="Dialog central",
        version="1",
        summary="Appeals for other systems: read them, write statuses and official numbers.",
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
    )
    bearer = HTTPBearer(auto_error=False, description="A key made by `central token add`.")

    def actor(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Actor:
        found = rooms.tokens.actor(given.credentials) if given else None
        if found is None:
            raise HTTPException(401, "a key is needed: Authorization: Bearer ...")
        return found

    caller = Annotated[Actor, Depends(actor)]
    _add_problems(api)
    _add_reading(api, rooms, caller)
    _add_writing(api, rooms, caller)
    return api


def _add_reading(api: FastAPI, rooms: ApiRooms, caller: Any) -> None:
    @api.get("/v1/appeals", summary="Appeals, in the order in which they were registered")
    def appeals(by: caller, asked: Annotated[Listing, Query()]) -> AppealsOut:
        states = [asked.state] if asked.state else None
        wanted = Wanted(states=states, after=asked.after)
        entries = rooms.registry.search(rooms.cases.wanted(by, wanted), asked.limit)
        rooms.audit.note(by.who, Act.SEE, count=len(entries))
        return AppealsOut(
            appeals=[AppealOut.of(entry) for entry in entries],
            after=entries[-1].place if entries else asked.after,
            more=len(entries) == asked.limit,
        )

    @api.get("/v1/appeals/{id}", summary="One appeal")
    def appeal(by: caller, id: CaseId) -> AppealOut:
        return AppealOut.of(rooms.cases.saw(by, id))

    @api.get(
        "/v1/appeals/{id}/export",
        summary="The whole case as a ZIP: facts, clip, answers, audit, hashes",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
    )
    def export(by: caller, id: CaseId) -> StreamingResponse:
        entry = rooms.cases.find(by, id, Act.EXPORT)
        if entry.state is AppealState.DELETED:
            raise BadInput(f"appeal {id} was deleted")
        rooms.cases.saw(by, id, Act.EXPORT)

        def write(out: BinaryIO) -> None:
            rooms.exporter.write(entry, out)

        return StreamingResponse(
            streamed(write),
            media_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{id}.zip"'},
        )


def _add_writing(api: FastAPI, rooms: ApiRooms, caller: Any) -> None:
    @api.put("/v1/appeals/{id}/official-number", summary="Give it the official number")
    def official_number(by: caller, id: CaseId, given: OfficialNumber) -> AppealOut:
        rooms.cases.number(by, id, given.official_number or "")
        return AppealOut.of(rooms.registry.find(id))

    @api.put("/v1/appeals/{id}/status", summary="Say what was decided")
    def status(by: caller, id: CaseId, new: NewStatus) -> AppealOut:
        cases = rooms.cases
        match new:
            case InWork():
                cases.take(by, id)
            case Forwarded():
                cases.forward(by, id, new.official)
            case Extended():
                cases.extend(by, id, new.days, new.reason)
            case Clarification():
                cases.ask(by, id, new.text, new.language)
            case NotAnAppeal():
                cases.dismiss(by, id, new.text, new.language)
            case Answered():
                cases.answer(by, id, new.text, new.language)
        return AppealOut.of(rooms.registry.find(id))


def _add_problems(api: FastAPI) -> None:
    def problem(code: int) -> Callable[[Request, Exception], JSONResponse]:
        return lambda _request, error: _problem(code, str(error))

    api.add_exception_handler(NotFound, problem(404))
    api.add_exception_handler(NotAllowed, problem(403))
    api.add_exception_handler(BadInput, problem(409))

    @api.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # Where and what; never the value: it may be somebody's telephone.
        places = [
            f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
            for found in error.errors()
        ]
        return _problem(422, "; ".join(places)[:1000])

    @api.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> JSONResponse:
        response = _problem(error.status_code, str(error.detail))
        if error.status_code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response


_TITLES = {
    400: "bad request",
    401: "no valid key",
    403: "not allowed",
    404: "not found",
    409: "conflict",
    422: "invalid",
}


def _problem(code: int, detail: str) -> JSONResponse:
    content = {"title": _TITLES.get(code, "error"), "status": code, "detail": detail}
    return JSONResponse(content, code, media_type="application/problem+json")
