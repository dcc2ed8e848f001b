"""Each part of each site is one process's."""

import pytest

from central.claims import FileClaims, SessionClaims, claims_of
from central.errors import PartInUse
from central.settings import PARTS, RunSettings


def test_what_is_claimed_by_parts_and_sites() -> None:
    assert claims_of(RunSettings()) == [
        ("ingest", False),
        ("answers", False),
        ("publisher", False),
        ("notices", False),
        ("retention", False),
    ]
    assert claims_of(RunSettings(("ingest", "registrar"), ("semey", "oskemen"))) == [
        ("ingest", True),
        ("ingest of oskemen", False),
        ("ingest of semey", False),
    ]
    assert claims_of(RunSettings(("registrar", "desk"))) == []


@pytest.fixture(params=["file", "session"])
def make(request, tmp_path):
    """Makes claims as another process would."""
    made = []

    def claims():
        if request.param == "file":
            made.append(FileClaims(tmp_path / "locks"))
        else:
            if not made:
                made_url.append(request.getfixturevalue("postgres").database())
            made.append(SessionClaims(made_url[0]))
        return made[-1]

    made_url: list[str] = []
    yield claims
    for one in made:
        one.release()


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (((), PARTS), ((), PARTS), False),
        (((), ("ingest",)), ((), ("answers",)), True),
        ((("oskemen",), ("ingest",)), (("semey",), ("ingest",)), True),
        ((("oskemen",), ("ingest",)), (("oskemen", "semey"), ("ingest",)), False),
        ((("oskemen",), ("ingest",)), ((), ("ingest",)), False),
        (((), ("ingest",)), (("oskemen",), ("ingest",)), False),
        ((("oskemen",), ("notices",)), (("semey",), ("notices",)), False),
        (((), ("registrar",)), ((), ("registrar",)), True),
    ],
)
def test_who_may_work_beside_whom(make, first, second, fits) -> None:
    one, other = make(), make()
    one.take(claims_of(RunSettings(first[1], first[0])))
    wanted = claims_of(RunSettings(second[1], second[0]))

    if fits:
        other.take(wanted)
    else:
        with pytest.raises(PartInUse):
            other.take(wanted)
        one.release()
        other.take(wanted)


def test_what_was_not_all_given_is_all_given_back(make) -> None:
    one, other, third = make(), make(), make()
    one.take([("b", False)])
    with pytest.raises(PartInUse):
        other.take([("a", False), ("b", False)])

    third.take([("a", False)])
