"""The page of an appeal, and its telephone when somebody asks for it."""

import contextlib
from typing import Annotated, BinaryIO

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from central.desk.case_page import case_page, templates_of
from central.desk.forms import Form
from central.desk.visit import CASE, SENT, Visit, allowed
from central.errors import BadInput, NotFound
from central.notices.links import by_code
from central.piping import streamed
from central.rights import Act

router = APIRouter()


@router.get("/case/{case}")
def case_of(visit: Annotated[Visit, allowed(Act.SEE)], case: CASE, template: str = "") -> Response:
    """The page; `template` is the reply with which the answer is to begin."""
    cases = visit.parts.cases
    entry = cases.find(visit.actor, case)
    if visit.desk.once.first(visit.session.token, case, Act.SEE):
        cases.saw(visit.actor, case)
    offered = {str(row.id): row for row in templates_of(visit, entry)}
    begun = offered.get(template)
    if begun is None:
        return case_page(visit, entry)
    typed = Form({"text": begun.text, "language": begun.language}, visit.texts)
    return case_page(visit, entry, open="answer", form=typed)


@router.get("/c/{code}")
def linked(visit: Annotated[Visit, allowed(Act.SEE)], code: str) -> Response:
    """Where the short link of an SMS leads; nowhere for who may not see the appeal."""
    with visit.parts.store.connection():
        found = by_code(code)
    for id in found:
        with contextlib.suppress(NotFound):
            return visit.go(f"/case/{visit.parts.cases.find(visit.actor, id).id}")
    raise NotFound("no such appeal")


@router.post("/case/{case}/phone")
def phone(
    visit: Annotated[Visit, allowed(Act.SEE_PHONE)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """The same page with the telephone on it; the audit notes who wanted it."""
    del form
    return case_page(visit, visit.parts.cases.saw(visit.actor, case, Act.SEE_PHONE), phone=True)


@router.get("/case/{case}/export.zip")
def export(visit: Annotated[Visit, allowed(Act.EXPORT)], case: CASE) -> Response:
    """The whole case as one file; see `export`."""
    try:
        entry = visit.parts.cases.exported(visit.actor, case)
    except BadInput as error:
        raise NotFound("no case any more") from error

    def write(out: BinaryIO) -> None:
        visit.parts.exporter.write(entry, out)

    return StreamingResponse(
        streamed(write),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{case}.zip"'},
    )
