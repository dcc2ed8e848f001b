"""Pages of information: their form, put in, moved, taken away, compared."""

from dataclasses import dataclass

import msgspec

from central.desk.entries import What, differing
from central.desk.entry_forms import in_each, key, text
from central.desk.forms import Form
from central.desk.visit import Visit
from central.errors import NotFound
from central.publisher import PagesFile
from firmware.appeals.appeal import Language
from firmware.wire.pages import MAX_BODY_CHARS, MAX_PAGES, Body, InfoPage, PageKind, Pages


@dataclass(frozen=True, slots=True)
class PageChange:
    """What publishing would change; without a page it is the order."""

    what: What
    page: InfoPage | None = None
    fields: tuple[str, ...] = ()


def find(file: PagesFile, id: str) -> InfoPage:
    """The page of that id. Raises NotFound."""
    for page in file.pages:
        if page.id == id:
            return page
    raise NotFound("no page of that id")


def put(file: PagesFile, page: InfoPage) -> PagesFile:
    """With that page at the place of the one of its id, or at the end."""
    if any(row.id == page.id for row in file.pages):
        return _with(file, [page if row.id == page.id else row for row in file.pages])
    return _with(file, [*file.pages, page])


def without(file: PagesFile, id: str) -> PagesFile:
    """Without that page. Raises NotFound."""
    gone = find(file, id)
    return _with(file, [row for row in file.pages if row is not gone])


def moved(file: PagesFile, id: str, *, up: bool) -> PagesFile:
    """With that page before the one above of its kind, or after the one below."""
    rows = list(file.pages)
    page = find(file, id)
    places = [place for place, row in enumerate(rows) if row.kind is page.kind]
    here = places.index(rows.index(page))
    there = here - 1 if up else here + 1
    if 0 <= there < len(places):
        one, other = places[here], places[there]
        rows[one], rows[other] = rows[other], rows[one]
    return _with(file, rows)


def changes(before: Pages | None, file: PagesFile) -> list[PageChange]:
    """What publishing the file would change."""
    old = {row.id: row for row in before.pages} if before else {}
    new = {row.id: row for row in file.pages}
    found = [PageChange(What.ADDED, row) for id, row in new.items() if id not in old]
    for id, row in new.items():
        if id in old and row != old[id]:
            found.append(PageChange(What.CHANGED, row, differing(old[id], row)))
    found += [PageChange(What.REMOVED, row) for id, row in old.items() if id not in new]
    if [id for id in old if id in new] != [id for id in new if id in old]:
        found.append(PageChange(What.MOVED))
    return found


def read(visit: Visit, file: PagesFile, form: Form, id: str) -> InfoPage:
    """The page that the form has; look at its errors before it is used. `id` is empty for new."""
    taken = {row.id for row in file.pages}
    id = id or key(form, visit, taken, len(file.pages) >= MAX_PAGES)
    kind = form.choice("kind", list(PageKind)) or PageKind.QUESTION
    title = text(form, "title")
    body = {str(one): form.text(f"body_{one}", MAX_BODY_CHARS) for one in Language}
    return InfoPage(id, PageKind(kind), title, Body(**body))


def fields_of(page: InfoPage) -> dict[str, str]:
    """What the form shows of a page."""
    bodies = {f"body_{one}": page.body.in_(one) for one in Language}
    return {"id": page.id, "kind": page.kind, **in_each("title", page.title), **bodies}


def _with(file: PagesFile, rows: list[InfoPage]) -> PagesFile:
    return msgspec.structs.replace(file, pages=tuple(rows))
