"""What a body learns of reports about it, by its people at the desk: nothing."""

import csv
import io

import pytest

from central.cases import AT_THE_CONSOLE
from central.rights import Role


@pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.AUDITOR])
def test_a_report_is_in_no_figure_that_its_body_sees(signed_in, appeal, role) -> None:
    appeal()
    appeal(about="akimat", kind="message")
    period = "/figures.csv?first=2026-11-01&last=2026-11-23"

    def received(**more: str) -> set[str]:
        text = signed_in(role, **more).get(period).text.removeprefix("\ufeff")
        return {row["received"] for row in csv.DictReader(io.StringIO(text))}

    assert received(login="theirs", body="akimat") == {"1"}
    assert received(login="other", body="police") == {"2"}


@pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
def test_a_report_that_was_deleted_stays_hidden(signed_in, appeal, parts) -> None:
    id = appeal(kind="message", about="akimat")
    theirs = signed_in(Role.REGISTRAR, "theirs", body="akimat")
    other = signed_in(Role.REGISTRAR, "other")
    parts.cases.delete(AT_THE_CONSOLE, id, "x")

    assert other.get(f"/case/{id}").status_code == 200
    assert theirs.get(f"/case/{id}").status_code == 404
    deleted = "/inbox?show=deleted"
    assert id in other.get(deleted).text
    assert id not in theirs.get(deleted).text


def test_the_warning_counts_no_report_about_the_operator_s_own_body(signed_in, appeal) -> None:
    path = "/directory/oskemen/officials/zhylybaeva/remove"
    appeal()
    appeal(kind="message", about="city-hall")

    theirs = signed_in(Role.OPERATOR, "theirs", body="city-hall")

    assert "still holds 1 open appeal" in theirs.get(path).text
    assert "still holds 2 open" in signed_in(Role.OPERATOR, "other", body="police").get(path).text
