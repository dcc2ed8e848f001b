"""The page of an appeal, and its telephone when somebody asks for it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.case_page import case_page
from central.desk.forms import Form
from central.desk.models import ReplyTemplate
from central.desk.visit import CASE, SENT, Visit, allowed
from central.rights import Act

router = APIRouter()


@router.get("/case/{case}")
def case_of(visit: Annotated[Visit, allowed(Act.SEE)], case: CASE, template: str = "") -> Response:
    """The page; `template` is the reply with which the answer is to begin."""
    cases = visit.parts.cases
    entry = cases.find(visit.actor, case)
    if visit.desk.once.first(visit.session.token, case, Act.SEE):
        cases.saw(visit.actor, case)
    begun = _template(visit, template)
    if begun is None:
        return case_page(visit, entry)
    typed = Form({"text": begun.text, "language": begun.language}, visit.texts)
    return case_page(visit, entry, open="answer", form=typed)


@router.post("/case/{case}/phone")
def phone(
    visit: Annotated[Visit, allowed(Act.SEE_PHONE)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """The same page with the telephone on it; the audit notes who wanted it."""
    del form
    return case_page(visit, visit.parts.cases.saw(visit.actor, case, Act.SEE_PHONE), phone=True)


def _template(visit: Visit, id: str) -> ReplyTemplate | None:
    if not id.isdecimal() or len(id) > 9:
        return None
    with visit.parts.store.connection():
        found: ReplyTemplate | None = ReplyTemplate.get_or_none(ReplyTemplate.id == int(id))
    return found
