"""The appeals of whoever is signed in: late ones in front, then the soonest due."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from peewee import fn
from starlette.responses import Response

from central.desk.case_page import days_left
from central.desk.forms import Form
from central.desk.names import Names
from central.desk.visit import SIGNED_IN, Visit, allowed
from central.entries import Entry
from central.models import CLOSED, AppealState
from central.notices.models import Notice, NoticeState
from central.registry import Wanted
from central.rights import Act, Role

router = APIRouter()

PAGE = 50
_SHOWN: dict[str, tuple[AppealState, ...]] = {
    "open": tuple(state for state in AppealState if state not in CLOSED),
    "closed": (AppealState.ANSWERED, AppealState.NOT_AN_APPEAL),
    **{str(state): (state,) for state in AppealState},
}
_FIRST_PAGES = {Role.OPERATOR: "/fleet", Role.AUDITOR: "/audit"}


@dataclass(frozen=True, slots=True)
class Row:
    """One appeal in the list."""

    entry: Entry
    days_left: int | None
    official: str
    area: str
    waiting: int

    @property
    def late(self) -> bool:
        """Whether its day has passed and nobody has answered."""
        return self.days_left is not None and self.days_left < 0


@router.get("/")
def first_page(visit: Annotated[Visit, SIGNED_IN]) -> Response:
    """What each role begins with."""
    return visit.go(_FIRST_PAGES.get(visit.role, "/inbox"))


@router.get("/inbox")
def inbox(
    visit: Annotated[Visit, allowed(Act.SEE)],
    show: str = "open",
    official: str = "",
    like: str = "",
    page: str = "1",
) -> Response:
    """The list."""
    form = Form({"show": show, "official": official, "like": like, "page": page}, visit.texts)
    shown = form.choice("show", _SHOWN) or "open"
    number = form.number("page", 1, 100_000)
    chosen = form.line("official", 100, needed=False)
    names = Names(visit.parts.publisher, visit.texts.language)
    wanted = visit.parts.cases.wanted(
        visit.actor,
        Wanted(
            held_by=_held_by(chosen) if chosen else None,
            states=_SHOWN[shown],
            like=form.line("like", 64, needed=False) or None,
            by_due=True,
        ),
    )
    registry = visit.parts.registry
    entries = registry.search(wanted, PAGE, (number - 1) * PAGE)
    return visit.page(
        "inbox.html",
        form=form,
        rows=_rows(visit, names, entries),
        count=registry.count(wanted),
        number=number,
        pages=max(1, -(-registry.count(wanted) // PAGE)),
        officials=_officials(visit, names),
        today=visit.parts.today(),
    )


def _rows(visit: Visit, names: Names, entries: list[Entry]) -> list[Row]:
    waiting = _waiting(visit, [entry.id for entry in entries])
    return [
        Row(
            entry,
            days_left(visit, entry),
            names.official(entry.site, entry.holder),
            names.area(entry.site, entry.holder),
            waiting.get(entry.id, 0),
        )
        for entry in entries
    ]


def _waiting(visit: Visit, ids: list[str]) -> dict[str, int]:
    """How many notices about each have not gone out yet."""
    with visit.parts.store.connection():
        query = Notice.select(Notice.appeal, fn.COUNT(Notice.id).alias("waiting")).where(
            Notice.appeal.in_(ids), Notice.state == NoticeState.QUEUED
        )
        counted: list[Any] = list(query.group_by(Notice.appeal).tuples())
    return dict(counted)


def _held_by(official: str) -> list[tuple[str, str]]:
    site, _, id = official.partition("/")
    return [(site, id)]


def _officials(visit: Visit, names: Names) -> list[tuple[str, str]]:
    """Whom the list can be narrowed to; an official sees their own anyway."""
    if visit.role is Role.OFFICIAL:
        return []
    sites = sorted(visit.parts.publisher.newest())
    return [(f"{site}/{id}", name) for site in sites for id, name in names.officials(site)]
