"""Figures of a period: on the page with plots and as CSV."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.figures import Counted, Group, Outcome, counted, grouped, weeks
from central.desk.forms import Form
from central.desk.names import Names
from central.desk.visit import Visit, allowed
from central.rights import Act, Role

router = APIRouter()

PERIOD = timedelta(days=90)
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A period and its appeals."""

    form: Form
    first: date
    last: date
    appeals: list[Counted]


@router.get("/figures")
def figures(
    visit: Annotated[Visit, allowed(Act.FIGURES)], first: str = "", last: str = ""
) -> Response:
    """The page."""
    chosen = _chosen(visit, first, last)
    total = Group("")
    for appeal in chosen.appeals:
        total.add(appeal)
    return visit.page(
        "figures.html",
        422 if chosen.form.errors else 200,
        form=chosen.form,
        first=chosen.first,
        last=chosen.last,
        total=total,
        weeks=weeks(chosen.appeals, chosen.first, chosen.last),
        groups={by: grouped(chosen.appeals, name) for by, name in _by(visit).items()},
    )


@router.get("/figures.csv")
def as_csv(
    visit: Annotated[Visit, allowed(Act.FIGURES)], first: str = "", last: str = ""
) -> Response:
    """The same numbers for a spreadsheet."""
    chosen = _chosen(visit, first, last)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            *("by", "name", "received", "on_time", "late", "running", "dismissed"),
            *("median_days", "good", "fair", "bad"),
        ]
    )
    for by, name in _by(visit).items():
        for group in grouped(chosen.appeals, name):
            writer.writerow([by, _harmless(group.name), *_numbers(group)])
    file = f"figures-{chosen.first}-{chosen.last}.csv"
    # Spreadsheets take a file for UTF-8 only by this mark.
    return Response(
        f"\ufeff{out.getvalue()}",
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def _numbers(group: Group) -> list[object]:
    outcomes = [group.outcomes[outcome] for outcome in Outcome]
    ratings = [group.ratings[rating] for rating in ("good", "fair", "bad")]
    return [group.received, *outcomes, "" if group.median is None else group.median, *ratings]


def _harmless(text: str) -> str:
    """A spreadsheet would take it for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _chosen(visit: Visit, first: str, last: str) -> Chosen:
    today = visit.parts.today()
    given = {"first": first or (today - PERIOD).isoformat(), "last": last or today.isoformat()}
    form = Form(given, visit.texts)
    start, end = form.day("first"), form.day("last")
    if start and end and not start <= end <= start + LONGEST:
        form.wrong(
            "last", visit.texts.gettext("At most three years, the first day before the last.")
        )
    if form.errors or start is None or end is None:
        start, end = today - PERIOD, today
    return Chosen(form, start, end, _appeals(visit, start, end))


def _appeals(visit: Visit, first: date, last: date) -> list[Counted]:
    parts, today, offices = visit.parts, visit.parts.today(), None
    if visit.role is Role.OFFICIAL:
        offices = parts.people.offices_of(visit.person, today)
    # An accused body learns of no report, by its count either.
    body = visit.person.body or None
    return counted(parts.store, first, last, today, parts.timezone, offices, body)


def _by(visit: Visit) -> dict[str, Callable[[Counted], str]]:
    names = Names(visit.parts.publisher, visit.texts.language)
    return {
        "area": lambda one: names.area(one.site, one.official),
        "booth": lambda one: f"{one.booth}, {one.site}",
        "official": lambda one: names.official(one.site, one.official),
    }
