"""The pages of information of a site: their draft, publish and discard."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from central.desk import closing, page_edit
from central.desk.drafts import PAGES
from central.desk.errors import Outdated
from central.desk.forms import Form
from central.desk.pages.preview import form_page
from central.desk.sites import choose, drafts, known, outdated, sites
from central.desk.visit import SENT, Visit, allowed
from central.rights import Act
from firmware.wire.pages import PageKind

router = APIRouter()


@router.get("/pages")
def sites_of_pages(visit: Annotated[Visit, allowed(Act.PAGES)]) -> Response:
    """Choose a site."""
    return choose(visit, "/pages", visit.texts.gettext("Information pages"))


@router.get("/pages/{site}")
def pages(visit: Annotated[Visit, allowed(Act.PAGES)], site: str) -> Response:
    """The list, and what publishing would change."""
    return _list(visit, known(visit, site), Form({}, visit.texts))


@router.get("/pages/{site}/new")
def new(visit: Annotated[Visit, allowed(Act.PAGES)], site: str) -> Response:
    """The form for a new one."""
    return form_page(visit, known(visit, site), Form({}, visit.texts))


@router.post("/pages/{site}/new")
def add(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str
) -> Response:
    """A new one, at the end of its kind."""
    return _save(visit, form, known(visit, site), "")


@router.post("/pages/{site}/publish")
def publish(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str
) -> Response:
    """The booths get them."""
    site, own, publisher = known(visit, site), drafts(visit), visit.parts.publisher

    def deed() -> tuple[int, Iterable[closing.Changed]] | None:
        editing = own.pages(site)
        if not editing.drafted:
            return None
        # Before there is a new one to compare with.
        found = page_edit.changes(publisher.pages(site), editing.file)
        return publisher.publish_pages(msgspec.json.encode(editing.file)), found

    if failed := closing.publish(visit, form, Act.PAGES, PAGES, site, deed):
        return _list(visit, site, form, failed)
    return visit.go(f"/pages/{site}?done=published")


@router.post("/pages/{site}/discard")
def discard(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str
) -> Response:
    """Back to what is published."""
    site = known(visit, site)
    if failed := closing.discard(visit, form, Act.PAGES, PAGES, site):
        return _list(visit, site, form, failed)
    return visit.go(f"/pages/{site}?done=discarded")


@router.get("/pages/{site}/page/{id}")
def one(visit: Annotated[Visit, allowed(Act.PAGES)], site: str, id: str) -> Response:
    """The form for one."""
    page = page_edit.find(drafts(visit).pages(known(visit, site)).file, id)
    return form_page(visit, site, Form(page_edit.fields_of(page), visit.texts), id)


@router.post("/pages/{site}/page/{id}")
def change(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str, id: str
) -> Response:
    """Change one."""
    return _save(visit, form, known(visit, site), id)


@router.post("/pages/{site}/page/{id}/move")
def move(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str, id: str
) -> Response:
    """One place up or down."""
    site = known(visit, site)
    up = form.choice("way", ["up", "down"]) == "up"
    if form.errors:
        return _list(visit, site, form, 422)
    try:
        with drafts(visit).change_pages(site, form["seen"], visit.person) as editing:
            editing.file = page_edit.moved(editing.file, id, up=up)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _list(visit, site, form, 409)
    return visit.go(f"/pages/{site}#page-{id}")


@router.post("/pages/{site}/page/{id}/remove")
def remove(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str, id: str
) -> Response:
    """Take one away from the draft."""
    site = known(visit, site)
    try:
        with drafts(visit).change_pages(site, form["seen"], visit.person) as editing:
            editing.file = page_edit.without(editing.file, id)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return _list(visit, site, form, 409)
    return visit.go(f"/pages/{site}?done=removed")


class _Wrong(Exception):
    """Undoes the change."""


def _save(visit: Visit, form: Form, site: str, id: str) -> Response:
    own = drafts(visit)
    if id and id not in [row.id for row in own.pages(site).file.pages]:
        gettext = visit.texts.gettext
        form.wrong("", gettext("It was removed in the meantime. Saving this adds it again."))
        return form_page(visit, site, form, status=409, again=id)
    try:
        with own.change_pages(site, form["seen"], visit.person) as editing:
            page = page_edit.read(visit, editing.file, form, id)
            if form.errors:
                raise _Wrong
            editing.file = page_edit.put(editing.file, page)
    except _Wrong:
        return form_page(visit, site, form, id, 422)
    except Outdated as error:
        page_edit.read(visit, own.pages(site).file, form, id)
        form.wrong("", outdated(visit, error.by))
        return form_page(visit, site, form, id, 409)
    return visit.go(f"/pages/{site}?done=saved#page-{page.id}")


def _list(visit: Visit, site: str, form: Form, status: int = 200) -> Response:
    editing = drafts(visit).pages(site)
    groups = [(kind, [row for row in editing.file.pages if row.kind is kind]) for kind in PageKind]
    changed = page_edit.changes(visit.parts.publisher.pages(site), editing.file)
    return visit.page(
        "info_pages.html",
        status,
        site=site,
        editing=editing,
        groups=groups,
        several=len(sites(visit)) > 1,
        changes=changed,
        form=form,
    )
