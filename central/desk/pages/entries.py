"""One area, official or body of a directory: added, changed, moved, removed."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk import entries
from central.desk.entries import Entry, Part
from central.desk.entry_forms import EntryForm, fields_of
from central.desk.errors import Outdated
from central.desk.forms import Form
from central.desk.pages.directory import directory_page
from central.desk.sites import drafts, known, outdated
from central.desk.visit import SENT, Visit, allowed
from central.errors import NotFound
from central.models import CLOSED, AppealState
from central.registry import Wanted
from central.rights import Act

router = APIRouter()

_OPEN = [state for state in AppealState if state not in CLOSED]


@router.get("/directory/{site}/new/{part}")
def new(visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str, part: str) -> Response:
    """The form for a new one."""
    area = visit.request.query_params.get("area", "")
    return entry_page(visit, known(visit, site), _part(part), Form({"area": area}, visit.texts))


@router.post("/directory/{site}/new/{part}")
def add(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    form: Annotated[Form, SENT],
    site: str,
    part: str,
) -> Response:
    """A new one, at the end of its list."""
    return _save(visit, form, known(visit, site), _part(part), "")


@router.get("/directory/{site}/{part}/{id}")
def one(visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str, part: str, id: str) -> Response:
    """The form for one."""
    which = _part(part)
    entry = entries.find(drafts(visit).directory(known(visit, site)).file, which, id)
    return entry_page(visit, site, which, Form(fields_of(entry), visit.texts), id)


@router.post("/directory/{site}/{part}/{id}")
def change(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    form: Annotated[Form, SENT],
    site: str,
    part: str,
    id: str,
) -> Response:
    """Change one."""
    return _save(visit, form, known(visit, site), _part(part), id)


@router.post("/directory/{site}/{part}/{id}/move")
def move(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    form: Annotated[Form, SENT],
    site: str,
    part: str,
    id: str,
) -> Response:
    """One place up or down."""
    site, which = known(visit, site), _part(part)
    up = form.choice("way", ["up", "down"]) == "up"
    if form.errors:
        return directory_page(visit, site, form, 422)
    try:
        with drafts(visit).change_directory(site, form["seen"], visit.person) as editing:
            editing.file = entries.moved(editing.file, which, id, up=up)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return directory_page(visit, site, form, 409)
    return visit.go(f"/directory/{site}#{which}-{id}")


@router.get("/directory/{site}/{part}/{id}/remove")
def removing(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str, part: str, id: str
) -> Response:
    """What removing one would mean."""
    return _removing_page(visit, known(visit, site), _part(part), id, Form({}, visit.texts))


@router.post("/directory/{site}/{part}/{id}/remove")
def remove(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)],
    form: Annotated[Form, SENT],
    site: str,
    part: str,
    id: str,
) -> Response:
    """Take one away, unless others need it."""
    site, which = known(visit, site), _part(part)
    try:
        with drafts(visit).change_directory(site, form["seen"], visit.person) as editing:
            entries.find(editing.file, which, id)
            if entries.used_by(editing.file, which, id):
                raise _StillUsed
            editing.file = entries.without(editing.file, which, id)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _removing_page(visit, site, which, id, form, 409)
    except _StillUsed:
        return _removing_page(visit, site, which, id, form, 422)
    return visit.go(f"/directory/{site}?done=removed")


class _StillUsed(Exception):
    """Undoes the change."""


def entry_page(
    visit: Visit,
    site: str,
    part: Part,
    form: Form,
    id: str = "",
    status: int = 200,
    again: str = "",
) -> Response:
    """The form; `id` is empty for a new one, which may have been there before (`again`)."""
    editing = drafts(visit).directory(site)
    language = visit.texts.language
    return visit.page(
        "entry.html",
        status,
        site=site,
        part=part,
        id=id,
        again=again,
        form=form,
        editing=editing,
        entry=entries.find(editing.file, part, id) if id else None,
        areas=[(row.id, row.name.in_(language)) for row in editing.file.areas],
        officials=[
            (row.id, f"{row.name.in_(language)}, {row.post.in_(language)}")
            for row in editing.file.officials
        ],
    )


def _save(visit: Visit, form: Form, site: str, part: Part, id: str) -> Response:
    own = drafts(visit)
    if id and id not in [row.id for row in entries.entries(own.directory(site).file, part)]:
        gettext = visit.texts.gettext
        form.wrong("", gettext("It was removed in the meantime. Saving this adds it again."))
        return entry_page(visit, site, part, form, status=409, again=id)
    try:
        with own.change_directory(site, form["seen"], visit.person) as editing:
            entry = EntryForm(visit, editing.file, part, id).read(form)
            if form.errors:
                raise _Wrong
            editing.file = entries.put(editing.file, part, entry)
    except _Wrong:
        return entry_page(visit, site, part, form, id, 422)
    except Outdated as error:
        EntryForm(visit, own.directory(site).file, part, id).read(form)
        form.wrong("", outdated(visit, error.by))
        return entry_page(visit, site, part, form, id, 409)
    return visit.go(_after(site, part, entry, new=not id))


class _Wrong(Exception):
    """Undoes the change."""


def _after(site: str, part: Part, entry: Entry, *, new: bool) -> str:
    """Somebody new may want a photo."""
    if new and part is Part.OFFICIALS:
        return f"/directory/{site}/{part}/{entry.id}?done=saved"
    return f"/directory/{site}?done=saved#{part}-{entry.id}"


def _part(part: str) -> Part:
    if part not in list(Part):
        raise NotFound("no such part")
    return Part(part)


def _removing_page(
    visit: Visit, site: str, part: Part, id: str, form: Form, status: int = 200
) -> Response:
    editing = drafts(visit).directory(site)
    held = 0
    if part is Part.OFFICIALS:
        # An accused body learns of no report, by its count either.
        body = visit.person.body or None
        wanted = Wanted(held_by=[(site, id)], states=_OPEN, not_about=body)
        held = visit.parts.registry.count(wanted)
    return visit.page(
        "entry_remove.html",
        status,
        site=site,
        part=part,
        entry=entries.find(editing.file, part, id),
        editing=editing,
        used=entries.used_by(editing.file, part, id),
        held=held,
        form=form,
    )
