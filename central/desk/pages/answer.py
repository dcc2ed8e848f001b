"""The answer: a text, and a video that is uploaded or was recorded in the browser."""

import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from central.decisions import MAX_ANSWER_CHARS
from central.desk.case_page import case_page
from central.desk.forms import Form
from central.desk.jobs import JobState
from central.desk.uploads import Upload, receive
from central.desk.visit import CASE, Visit, allowed, check_csrf
from central.errors import BadInput, NotFound
from central.rights import Act
from central.transcode import Progress
from firmware.appeals.appeal import Language

router = APIRouter()


async def _upload(request: Request, visit: Annotated[Visit, allowed(Act.ANSWER)]) -> Upload:
    def check(fields: dict[str, str]) -> None:
        check_csrf(visit.session, fields.get("csrf", ""))

    return await receive(request, visit.desk.jobs.folder, secrets.token_hex(16), check)


UPLOAD: Any = Depends(_upload)


@router.post("/case/{case}/answer")
def answer(
    visit: Annotated[Visit, allowed(Act.ANSWER)], upload: Annotated[Upload, UPLOAD], case: CASE
) -> Response:
    """Give the answer; a video is made ready first, see `answering`."""
    try:
        return _answer(visit, upload, case)
    except BaseException:
        upload.drop()
        raise


@router.get("/case/{case}/answering/{job}")
def answering(visit: Annotated[Visit, allowed(Act.ANSWER)], case: CASE, job: str) -> Response:
    """How far the video is; then the appeal, or the form with what was typed."""
    entry = visit.parts.cases.find(visit.actor, case, Act.ANSWER)
    found = visit.desk.jobs.find(job, visit.person.id)
    if found is None or found.case != case:
        raise NotFound("no such job")
    if found.state is JobState.DONE:
        return visit.go(f"/case/{case}?done=answered")
    if found.state is JobState.RUNNING:
        return visit.page("answering.html", entry=entry, done=round(found.done * 100))
    form, texts = Form(found.fields, visit.texts), visit.texts
    said = texts.gettext("Something broke while the answer was kept. Please try again.")
    if found.state is JobState.UNFIT:
        said = texts.gettext(
            "This video cannot be used. It must have a picture and last at most 10 minutes."
        )
    form.wrong("video", said)
    return case_page(visit, entry, open="answer", form=form, status=422)


def _answer(visit: Visit, upload: Upload, case: str) -> Response:
    cases, actor = visit.parts.cases, visit.actor
    entry = cases.find(actor, case, Act.ANSWER)
    form = Form(upload.fields, visit.texts)
    text = form.text("text", MAX_ANSWER_CHARS)
    language = Language(form.choice("language", list(Language)) or Language.KK)
    if form.errors:
        if upload.file is not None:
            form.wrong("video", visit.texts.gettext("Please choose the video once more."))
        upload.drop()
        return case_page(visit, entry, open="answer", form=form, status=422)
    if upload.file is not None:

        def work(file: Path, progress: Progress) -> None:
            cases.answer(actor, case, text, language, file, progress)

        job = visit.desk.jobs.begin(case, visit.person.id, upload, work)
        return visit.go(f"/case/{case}/answering/{job.id}")
    try:
        cases.answer(actor, case, text, language)
    except BadInput:
        said = visit.texts.gettext(
            "This is not possible as the appeal stands now. Please look at it again."
        )
        form.wrong("", said)
        return case_page(visit, entry, open="answer", form=form, status=409)
    return visit.go(f"/case/{case}?done=answered")
