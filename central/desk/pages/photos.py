"""The photo of an official in the draft of a directory."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from central.desk import entries
from central.desk.entries import Part
from central.desk.entry_forms import fields_of
from central.desk.errors import BadPhoto, Outdated, PhotoFault
from central.desk.forms import Form
from central.desk.pages.entries import entry_page
from central.desk.photos import LEAST_WIDTH, portrait
from central.desk.sites import drafts, known, outdated
from central.desk.uploads import Upload, receive
from central.desk.visit import SENT, Visit, allowed, check_csrf
from central.errors import NotFound
from central.rights import Act

router = APIRouter()


async def _upload(request: Request, visit: Annotated[Visit, allowed(Act.DIRECTORY)]) -> Upload:
    def check(fields: dict[str, str]) -> None:
        check_csrf(visit.session, fields.get("csrf", ""))

    return await receive(request, visit.desk.jobs.folder, secrets.token_hex(16), check)


UPLOAD: Any = Depends(_upload)


@router.get("/directory/{site}/officials/{id}/photo.jpg")
def photo(visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str, id: str) -> Response:
    """As the draft has it."""
    found = drafts(visit).photo(known(visit, site), id)
    if found is None:
        raise NotFound("no photo")
    return Response(found, media_type="image/jpeg")


@router.post("/directory/{site}/officials/{id}/photo")
def put(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    upload: Annotated[Upload, UPLOAD],
    site: str,
    id: str,
) -> Response:
    """Another photo."""
    form = Form(upload.fields, visit.texts)
    try:
        if upload.file is None or not upload.file.stat().st_size:
            form.wrong("photo", visit.texts.gettext("Please choose a file."))
            return _wrong(visit, known(visit, site), id, form, 422)
        made = portrait(upload.file)
    except BadPhoto as error:
        form.wrong("photo", _said(visit, error.fault))
        return _wrong(visit, known(visit, site), id, form, 422)
    finally:
        upload.drop()
    return _change(visit, site, id, form, made)


@router.post("/directory/{site}/officials/{id}/photo/remove")
def remove(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    form: Annotated[Form, SENT],
    site: str,
    id: str,
) -> Response:
    """No photo."""
    return _change(visit, site, id, form, None)


def _change(visit: Visit, site: str, id: str, form: Form, made: bytes | None) -> Response:
    site = known(visit, site)
    try:
        with drafts(visit).change_directory(site, form["seen"], visit.person) as editing:
            entries.find(editing.file, Part.OFFICIALS, id)
            editing.photos[id] = made
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _wrong(visit, site, id, form, 409)
    return visit.go(f"/directory/{site}/officials/{id}?done=saved")


def _wrong(visit: Visit, site: str, id: str, sent: Form, status: int) -> Response:
    """The official's form, with what is wrong with the photo."""
    entry = entries.find(drafts(visit).directory(site).file, Part.OFFICIALS, id)
    form = Form(fields_of(entry), visit.texts)
    form.errors |= sent.errors
    return entry_page(visit, site, Part.OFFICIALS, form, id, status)


def _said(visit: Visit, fault: PhotoFault) -> str:
    gettext = visit.texts.gettext
    if fault is PhotoFault.LARGE:
        return gettext("This picture is too large: at most 10 MB and 50 million pixels.")
    if fault is PhotoFault.SMALL:
        said = gettext("This picture is too small: at least {n} pixels across.")
        return said.format(n=LEAST_WIDTH)
    return gettext("This is no JPEG or PNG picture, or it is damaged.")
