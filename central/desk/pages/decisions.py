"""What is decided about an appeal, apart from its answer: each a small form on its page."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.deadlines import MAX_EXTENSION_DAYS
from central.decisions import MAX_OFFICIAL_NUMBER
from central.desk.case_page import case_page
from central.desk.forms import Form
from central.desk.names import Names
from central.desk.visit import CASE, SENT, Visit, allowed
from central.errors import BadInput
from central.registry import extended_days
from central.rights import Act
from firmware.appeals.appeal import Kind, Language
from firmware.wire.messages import MAX_REASON_CHARS

router = APIRouter()


@router.post("/case/{case}/take")
def take(
    visit: Annotated[Visit, allowed(Act.TAKE)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """It is in work from now on."""
    return _do(
        visit, case, Act.TAKE, form, lambda: visit.parts.cases.take(visit.actor, case), "taken"
    )


@router.post("/case/{case}/forward")
def forward(
    visit: Annotated[Visit, allowed(Act.FORWARD)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Pass it on to another official of its site."""
    cases = visit.parts.cases
    entry = cases.find(visit.actor, case, Act.FORWARD)
    names = Names(visit.parts.publisher, visit.texts.language)
    official = form.choice("official", [id for id, _ in names.officials(entry.site)])
    return _do(
        visit,
        case,
        Act.FORWARD,
        form,
        lambda: cases.forward(visit.actor, case, official),
        "forwarded",
        gone="/inbox?done=forwarded",
    )


@router.post("/case/{case}/extend")
def extend(
    visit: Annotated[Visit, allowed(Act.EXTEND)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Put the day of the answer off."""
    cases = visit.parts.cases
    entry = cases.find(visit.actor, case, Act.EXTEND)
    with visit.parts.store.connection():
        left = MAX_EXTENSION_DAYS - extended_days(visit.parts.registry.row(entry.id))
    days = form.number("days", 1, max(1, left))
    reason = form.text("reason", MAX_REASON_CHARS)
    return _do(
        visit,
        case,
        Act.EXTEND,
        form,
        lambda: cases.extend(visit.actor, case, days, reason),
        "extended",
    )


@router.post("/case/{case}/ask")
def ask(
    visit: Annotated[Visit, allowed(Act.ASK)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Ask the citizen for what is missing."""
    text, language = _said(form)
    return _do(
        visit,
        case,
        Act.ASK,
        form,
        lambda: visit.parts.cases.ask(visit.actor, case, text, language),
        "asked",
    )


@router.post("/case/{case}/dismiss")
def dismiss(
    visit: Annotated[Visit, allowed(Act.DISMISS)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Close what is not an appeal."""
    text, language = _said(form)
    return _do(
        visit,
        case,
        Act.DISMISS,
        form,
        lambda: visit.parts.cases.dismiss(visit.actor, case, text, language),
        "dismissed",
    )


@router.post("/case/{case}/reclass")
def reclass(
    visit: Annotated[Visit, allowed(Act.RECLASS)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """What kind of appeal it is by law."""
    kind = form.choice("kind", list(Kind)) or Kind.APPLICATION
    return _do(
        visit,
        case,
        Act.RECLASS,
        form,
        lambda: visit.parts.cases.reclass(visit.actor, case, Kind(kind)),
        "reclassed",
    )


@router.post("/case/{case}/number")
def number(
    visit: Annotated[Visit, allowed(Act.NUMBER)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """The number in the state's own register."""
    value = form.line("number", MAX_OFFICIAL_NUMBER, needed=False)
    return _do(
        visit,
        case,
        Act.NUMBER,
        form,
        lambda: visit.parts.cases.number(visit.actor, case, value),
        "numbered",
    )


@router.post("/case/{case}/hold")
def hold(
    visit: Annotated[Visit, allowed(Act.HOLD)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Forbid its deletion."""
    reason = form.text("reason", MAX_REASON_CHARS)
    return _do(
        visit,
        case,
        Act.HOLD,
        form,
        lambda: visit.parts.cases.hold(visit.actor, case, reason),
        "held",
    )


@router.post("/case/{case}/release")
def release(
    visit: Annotated[Visit, allowed(Act.HOLD)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Allow its deletion again."""
    return _do(
        visit,
        case,
        Act.HOLD,
        form,
        lambda: visit.parts.cases.release(visit.actor, case),
        "released",
    )


@router.post("/case/{case}/delete")
def delete(
    visit: Annotated[Visit, allowed(Act.DELETE)], form: Annotated[Form, SENT], case: CASE
) -> Response:
    """Delete it; a signed proof is left."""
    reason = form.text("reason", MAX_REASON_CHARS)
    if not form.ticked("sure"):
        form.wrong("sure", visit.texts.gettext("Please tick this to delete it for good."))

    def do() -> None:
        visit.parts.cases.delete(visit.actor, case, reason)
        visit.desk.films.forget(case)

    return _do(visit, case, Act.DELETE, form, do, "deleted")


def _said(form: Form) -> tuple[str, Language]:
    text = form.text("text", MAX_REASON_CHARS)
    return text, Language(form.choice("language", list(Language)) or Language.KK)


def _do(
    visit: Visit,
    case: str,
    act: Act,
    form: Form,
    do: Callable[[], object],
    done: str,
    gone: str = "",
) -> Response:
    """The deed and the page after it, or the same page with the errors beside the fields.

    `gone`: where to look when it may be nobody's to see any more.
    """
    entry = visit.parts.cases.find(visit.actor, case, act)
    if form.errors:
        return case_page(visit, entry, open=str(act), form=form, status=422)
    try:
        do()
    except BadInput:
        said = visit.texts.gettext(
            "This is not possible as the appeal stands now. Please look at it again."
        )
        form.wrong("", said)
        return case_page(visit, entry, open=str(act), form=form, status=409)
    return visit.go(gone or f"/case/{case}?done={done}")
