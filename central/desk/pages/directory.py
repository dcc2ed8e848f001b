"""The directory of a site: its draft, what publishing would change, publish and discard."""

from collections import Counter
from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from central.desk import entries
from central.desk.drafts import DIRECTORY
from central.desk.entries import Part
from central.desk.errors import Outdated
from central.desk.forms import Form
from central.desk.sites import choose, drafts, known, outdated, sites
from central.desk.visit import SENT, Visit, allowed
from central.errors import BadInput
from central.rights import Act

router = APIRouter()


@router.get("/directory")
def directories(visit: Annotated[Visit, allowed(Act.DIRECTORY)]) -> Response:
    """Choose a site."""
    return choose(visit, "/directory", visit.texts.gettext("Directory"))


@router.get("/directory/{site}")
def directory(visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str) -> Response:
    """Areas, officials and bodies."""
    return directory_page(visit, known(visit, site), Form({}, visit.texts))


@router.get("/directory/{site}/changes")
def changes(visit: Annotated[Visit, allowed(Act.DIRECTORY)], site: str) -> Response:
    """What publishing would change."""
    return _changes_page(visit, known(visit, site), Form({}, visit.texts))


@router.post("/directory/{site}/publish")
def publish(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)], form: Annotated[Form, SENT], site: str
) -> Response:
    """The booths get it."""
    site, own = known(visit, site), drafts(visit)
    try:
        with own.closing(DIRECTORY, site, form["seen"]):
            editing = own.directory(site)
            if not editing.drafted:
                form.wrong("", visit.texts.gettext("There is nothing to publish."))
                return _changes_page(visit, site, form, 409)
            found = entries.changes(visit.parts.publisher.directory(site), editing.file)
            version = visit.parts.publisher.publish(
                msgspec.json.encode(editing.file), own.photos(site)
            )
            counts = dict(Counter(str(change.what) for change in found))
            visit.parts.audit.note(
                visit.person.login,
                Act.DIRECTORY,
                what="publish",
                site=site,
                version=version,
                changes=counts,
            )
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _changes_page(visit, site, form, 409)
    except BadInput as error:
        said = visit.texts.gettext("A booth would not take this: {problem}")
        form.wrong("", said.format(problem=error))
        return _changes_page(visit, site, form, 422)
    return visit.go(f"/directory/{site}?done=published")


@router.post("/directory/{site}/discard")
def discard(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)], form: Annotated[Form, SENT], site: str
) -> Response:
    """Back to what is published."""
    site = known(visit, site)
    try:
        with drafts(visit).closing(DIRECTORY, site, form["seen"]):
            visit.parts.audit.note(visit.person.login, Act.DIRECTORY, what="discard", site=site)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _changes_page(visit, site, form, 409)
    return visit.go(f"/directory/{site}?done=discarded")


def directory_page(visit: Visit, site: str, form: Form, status: int = 200) -> Response:
    """The lists, with what could not be done."""
    editing = drafts(visit).directory(site)
    groups = [
        (area, [row for row in editing.file.officials if row.area == area.id])
        for area in editing.file.areas
    ]
    return visit.page(
        "directory.html",
        status,
        site=site,
        editing=editing,
        groups=groups,
        several=len(sites(visit)) > 1,
        names={row.id: row.name for row in editing.file.officials},
        changed=entries.changes(visit.parts.publisher.directory(site), editing.file),
        form=form,
    )


def _changes_page(visit: Visit, site: str, form: Form, status: int = 200) -> Response:
    editing = drafts(visit).directory(site)
    found = entries.changes(visit.parts.publisher.directory(site), editing.file)
    return visit.page(
        "directory_changes.html",
        status,
        site=site,
        editing=editing,
        changes=[(part, [row for row in found if row.part is part]) for part in Part],
        any=bool(found),
        form=form,
    )
