"""How the booth would show what stands in the form of a page of information."""

from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk import page_edit, texts
from central.desk.booth_screen import Article, Screen, panel
from central.desk.entry_forms import MAX_LINE
from central.desk.forms import Form
from central.desk.sites import drafts, known
from central.desk.visit import SENT, Visit, allowed
from central.rights import Act
from firmware.appeals.appeal import Language
from firmware.wire.pages import MAX_BODY_CHARS, PageKind

router = APIRouter()

_BUTTONS = ("Back", "Leave")
MOST_SCREENS = 12
"""No more of one language are drawn; the rest is said as a number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in one language, with the letters of one size."""

    language: Language
    large: bool
    screens: list[Screen]
    pages: int
    back: str
    leave: str


@router.post("/pages/{site}/preview")
def preview(
    visit: Annotated[Visit, allowed(Act.PAGES)], form: Annotated[Form, SENT], site: str
) -> Response:
    """The form again as it was typed, with the screens; nothing is kept."""
    site, id = known(visit, site), form["id_shown"]
    known_ids = [page.id for page in drafts(visit).pages(site).file.pages]
    return form_page(visit, site, form, id if id in known_ids else "")


def form_page(
    visit: Visit, site: str, form: Form, id: str = "", status: int = 200, again: str = ""
) -> Response:
    """The form of a page, and how the booth shows it; `id` is empty for a new one.

    What was typed for another state of the draft keeps the state it was typed for.
    """
    editing = drafts(visit).pages(site)
    return visit.page(
        "info_page.html",
        status,
        site=site,
        id=id,
        again=again,
        page=page_edit.find(editing.file, id) if id else None,
        form=form,
        editing=editing,
        seen=form["seen"] if status == 200 and form["seen"] else editing.seen,
        kinds=list(PageKind),
        shown=_shown(form),
        panel=panel(),
    )


def _shown(form: Form) -> list[Shown]:
    found = []
    for language in Language:
        words = texts.booth_words(language)
        title = " ".join(_drawable(form[f"title_{language}"]).split())[:MAX_LINE]
        text = _drawable(form[f"body_{language}"]).strip()[:MAX_BODY_CHARS]
        for large in (False, True):
            article = Article(title or "…", text or "…", large)
            screens = list(islice(article.screens(), MOST_SCREENS))
            back, leave = (words.gettext(word) for word in _BUTTONS)
            found.append(Shown(language, large, screens, len(article.pages), back, leave))
    return found


def _drawable(typed: str) -> str:
    return typed.replace("\r\n", "\n").encode(errors="replace").decode()
