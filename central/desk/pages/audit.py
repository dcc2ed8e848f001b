"""Who saw and did what, for the auditor."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.audit import SIGN_IN
from central.desk.case_page import detail_of
from central.desk.forms import Form
from central.desk.names import Names
from central.desk.visit import Visit, allowed
from central.rights import Act

router = APIRouter()

PAGE = 100
_NEVER_NOTED = (Act.FLEET, Act.FIGURES, Act.AUDIT)
ACTS = (*(str(act) for act in Act if act not in _NEVER_NOTED), SIGN_IN)


@router.get("/audit")
def audit(
    visit: Annotated[Visit, allowed(Act.AUDIT)],
    who: str = "",
    act: str = "",
    before: str = "",
    check: str = "",
) -> Response:
    """The newest acts; `check` follows the chain from its beginning."""
    form = Form({"who": who, "act": act, "before": before}, visit.texts)
    chosen = form.choice("act", ACTS, needed=False)
    person = form.line("who", 64, needed=False)
    last = form.number("before", 1, 999_999_999) if before else None
    rows = visit.parts.audit.newest(PAGE, last, who=person, act=chosen)
    names = Names(visit.parts.publisher, visit.texts.language)
    return visit.page(
        "audit.html",
        form=form,
        acts=ACTS,
        rows=[(row, visit.local(row.at), detail_of(visit, row, names, "")) for row in rows],
        more=rows[-1].id if len(rows) == PAGE else None,
        checked=bool(check),
        broken=visit.parts.audit.verify() if check else None,
    )
