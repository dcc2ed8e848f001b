"""The list of appeals: what is late in front, filters, pages."""

import re
from datetime import timedelta

import pytest

from central.models import AppealState
from central.notices.models import Notice
from central.rights import Role

ON_BOTH = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
DAY = timedelta(days=1)


def listed(page: str) -> list[str]:
    """The ids of the appeals in their order."""
    return re.findall(r'href="/case/([0-9a-f-]{36})"', page)


@ON_BOTH
def test_what_is_late_comes_first_then_the_soonest(signed_in, appeal, clocks) -> None:
    today = clocks.wall.date()
    days = {"soon": 2, "late": -3, "far": 20, "very late": -10, "today": 0}
    ids = {}
    for name, ahead in days.items():
        day = today + ahead * DAY
        ids[name] = appeal(promised=day, legal=day + 5 * DAY)

    found = listed(signed_in().get("/inbox").text)

    order = ["very late", "late", "today", "soon", "far"]
    assert found == [ids[name] for name in order]


def test_the_earlier_of_the_two_days_counts(signed_in, appeal, clocks) -> None:
    today = clocks.wall.date()  # a Monday
    appeal(promised=today + 9 * DAY, legal=today + DAY)

    assert '<td data-name="Left">1 working day' in signed_in().get("/inbox").text.replace("\n", "")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 working day"),
        (5, "4 working days"),  # a Saturday
        (0, "today"),
        (-1, "late by 1 working day"),  # a Sunday
        (-3, "late by 1 working day"),  # the Friday before
        (-4, "late by 2 working days"),
    ],
)
def test_working_days_are_counted(signed_in, appeal, clocks, days, said) -> None:
    day = clocks.wall.date() + days * DAY
    appeal(promised=day, legal=day)

    cell = signed_in().get("/inbox").text.split('data-name="Left"')[1].split("</td>")[0]

    assert said in re.sub("<[^>]+>", "", cell)


def test_a_closed_appeal_is_never_late(signed_in, appeal, clocks) -> None:
    day = clocks.wall.date() - 20 * DAY
    id = appeal(promised=day, legal=day, state=AppealState.ANSWERED)
    reader = signed_in()

    assert listed(reader.get("/inbox").text) == []
    page = reader.get("/inbox?show=closed").text
    assert listed(page) == [id]
    assert "late by" not in page


@ON_BOTH
def test_the_list_can_be_narrowed(signed_in, appeal) -> None:
    one, other = appeal(), appeal(addressee="sukhorechny", official_number="ЖТ-9")
    reader = signed_in(Role.REGISTRAR)

    assert set(listed(reader.get("/inbox").text)) == {one, other}
    assert listed(reader.get("/inbox?official=oskemen/sukhorechny").text) == [other]
    assert listed(reader.get(f"/inbox?like={one[:30]}").text) == [one]
    assert listed(reader.get("/inbox", params={"like": "ЖТ-9"}).text) == [other]
    assert listed(reader.get("/inbox?show=answered").text) == []


@ON_BOTH
@pytest.mark.parametrize(
    "query", ["official=%00", "show=x", "page=0", "page=x", "page=99", "like=%00", "like=%25_"]
)
def test_a_strange_question_is_no_error(signed_in, query) -> None:
    assert signed_in().get(f"/inbox?{query}").status_code == 200


def test_a_long_list_has_pages(signed_in, appeal, monkeypatch) -> None:
    monkeypatch.setattr("central.desk.pages.inbox.PAGE", 2)
    ids = {appeal() for _ in range(5)}
    reader = signed_in()

    pages = [reader.get(f"/inbox?page={number}").text for number in (1, 2, 3)]

    assert [len(listed(page)) for page in pages] == [2, 2, 1]
    assert {id for page in pages for id in listed(page)} == ids
    assert "Page 2 of 3" in pages[1]
    assert "5 appeals" in pages[0]


def test_what_has_not_been_told_yet_is_said(signed_in, appeal, central) -> None:
    id = appeal()
    for number, state in enumerate(("queued", "queued", "sent")):
        with central.store.transaction():
            Notice.create(
                appeal=id,
                event="arrived",
                recipient=f"person {number}",
                phone="",
                text="",
                state=state,
                queued_at="2026-11-23T06:00:00+00:00",
                not_before="2026-11-23T06:00:00+00:00",
            )

    assert "2 notices wait" in signed_in().get("/inbox").text


def test_an_appeal_of_somebody_who_left_the_directory_is_shown(signed_in, appeal) -> None:
    appeal(addressee="gone")

    assert "gone" in signed_in(Role.REGISTRAR).get("/inbox").text
