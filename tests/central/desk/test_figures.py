"""Figures: counted on days, by area, booth and official, the same on the page and in the CSV."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.desk.figures import Counted, Outcome, counted, grouped, weeks
from central.models import Answer, AppealState
from central.rights import Role

ON_BOTH = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
ZONE = ZoneInfo("Asia/Almaty")
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 23)


@ON_BOTH
def test_each_appeal_has_its_outcome(appeal, central, clocks) -> None:
    due, now = date(2026, 11, 20), clocks.wall
    closed = {"promised": due, "legal": due + timedelta(days=5)}
    at = {"received_at": datetime(2026, 11, 6, 4, tzinfo=UTC).isoformat()}
    on_time = appeal(
        **closed, **at, state="answered", closed_at=datetime(2026, 11, 20, 18, tzinfo=UTC)
    )
    # In Almaty it was the next day already.
    appeal(**closed, **at, state="answered", closed_at=datetime(2026, 11, 20, 19, 30, tzinfo=UTC))
    appeal(**closed, **at)
    appeal(promised=LAST, legal=LAST)
    appeal(state="not_an_appeal", closed_at=now.isoformat())
    appeal(state=AppealState.QUARANTINED)
    with central.store.transaction():
        for rating in ("bad", "good"):
            Answer.create(appeal=on_time, text="x", language="kk", answered_at="-", rating=rating)

    found = counted(central.store, FIRST, LAST, LAST, ZONE)

    outcomes = sorted(one.outcome for one in found)
    assert outcomes == ["dismissed", "late", "late", "on_time", "running"]
    group = grouped(found, lambda _one: "all")[0]
    assert group.median == 14.5
    assert dict(group.ratings) == {"good": 1}


def test_the_day_of_receipt_is_that_of_the_zone(appeal, central) -> None:
    appeal(received_at=datetime(2026, 8, 31, 20, tzinfo=UTC).isoformat())

    assert [one.received for one in counted(central.store, FIRST, LAST, LAST, ZONE)] == [FIRST]
    assert counted(central.store, FIRST + timedelta(days=1), LAST, LAST, ZONE) == []


@given(
    st.lists(
        st.builds(
            Counted,
            received=st.dates(FIRST, LAST),
            site=st.just("oskemen"),
            booth=st.sampled_from(["001", "002"]),
            official=st.sampled_from(["a", "b", "c"]),
            outcome=st.sampled_from(Outcome),
            days=st.none() | st.integers(0, 60),
            rating=st.sampled_from([None, "good", "fair", "bad"]),
        )
    )
)
def test_no_appeal_is_lost_in_any_grouping(appeals) -> None:
    for groups in (
        grouped(appeals, lambda one: one.official),
        [group for _, group in weeks(appeals, FIRST, LAST)],
    ):
        assert sum(group.received for group in groups) == len(appeals)
        assert sum(sum(group.outcomes.values()) for group in groups) == len(appeals)


def test_an_official_sees_the_figures_of_their_own_appeals(signed_in, appeal) -> None:
    appeal()
    appeal(addressee="sukhorechny")

    assert "Sukhorechny" not in signed_in().get("/figures").text
    assert "Sukhorechny" in signed_in(Role.AUDITOR).get("/figures").text


def test_the_csv_has_the_same_numbers(signed_in, appeal) -> None:
    for _ in range(3):
        appeal()
    appeal(addressee="=cmd()")
    reader = signed_in(Role.OPERATOR)

    response = reader.get("/figures.csv?first=2026-11-01&last=2026-11-23")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    disposition = response.headers["content-disposition"]
    assert disposition == 'attachment; filename="figures-2026-11-01-2026-11-23.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    by_official = {row["name"]: row["received"] for row in rows if row["by"] == "official"}
    assert by_official == {"Aisaule Zhylybayeva": "3", "'=cmd()": "1"}


def test_a_strange_period_is_said_beside_its_field(signed_in) -> None:
    reader = signed_in()
    for query in ("first=x", "first=2026-11-23&last=2026-11-01", "first=1900-01-01"):
        response = reader.get(f"/figures?{query}")
        assert response.status_code == 422
        assert 'class="error"' in response.text


def test_a_period_without_appeals_has_a_page(signed_in) -> None:
    assert signed_in().get("/figures?first=2020-01-01&last=2020-01-01").status_code == 200
