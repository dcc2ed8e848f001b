"""The directory of a site: its draft, what publishing would change, publish and discard."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from central.desk import closing, entries
from central.desk.drafts import DIRECTORY
from central.desk.entries import Part
from central.desk.forms import Form
from central.desk.sites import choose, drafts, known, sites
from central.desk.visit import SENT, Visit, allowed
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
    site, own, publisher = known(visit, site), drafts(visit), visit.parts.publisher

    def deed() -> tuple[int, Iterable[closing.Changed]] | None:
        editing = own.directory(site)
        if not editing.drafted:
            return None
        # Before there is a new one to compare with.
        found = entries.changes(publisher.directory(site), editing.file)
        return publisher.publish(msgspec.json.encode(editing.file), own.photos(site)), found

    if failed := closing.publish(visit, form, Act.DIRECTORY, DIRECTORY, site, deed):
        return _changes_page(visit, site, form, failed)
    return visit.go(f"/directory/{site}?done=published")


@router.post("/directory/{site}/discard")
def discard(
    visit: Annotated[Visit, allowed(Act.DIRECTORY)], form: Annotated[Form, SENT], site: str
) -> Response:
    """Back to what is published."""
    site = known(visit, site)
    if failed := closing.discard(visit, form, Act.DIRECTORY, DIRECTORY, site):
        return _changes_page(visit, site, form, failed)
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
