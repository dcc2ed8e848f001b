"""The invented town."""

from datetime import UTC, datetime, timedelta

import pytest

from central.errors import BadInput
from central.rights import Role
from central.sample.demonstration import demonstrate
from central.server import Central
from central.settings import CentralSettings

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Central:
    settings = CentralSettings(tmp_path_factory.mktemp("town") / "central")
    demonstrate(settings, NOW, "a long password", appeals=40, seed=3)
    return Central(settings, clock=lambda: NOW)


def test_there_is_somebody_of_every_role(town) -> None:
    assert {person.role for person in town.people.all()} == set(Role)


def test_appeals_are_of_the_last_weeks_and_of_many_kinds(town) -> None:
    entries = town.registry.all()

    assert len(entries) == 40
    assert all(NOW - timedelta(days=60) < entry.received_at < NOW for entry in entries)
    assert len({entry.state for entry in entries}) >= 4
    assert {entry.kind for entry in entries} == {"application", "message"}
    assert {entry.language for entry in entries} >= {"kk", "ru"}
    assert any(entry.answer and entry.answer.rating for entry in entries)


def test_what_was_done_is_in_the_audit_at_its_time(town) -> None:
    acts = town.audit.newest(1000)

    assert town.audit.verify() is None
    assert len({acted.who for acted in acts}) > 3
    assert all(acted.at < NOW for acted in acts)
    assert [acted.at for acted in acts] == sorted((acted.at for acted in acts), reverse=True)


def test_every_clip_opens(town, tmp_path) -> None:
    entry = town.registry.all()[0]

    town.open_clip(entry.id, tmp_path / "clip.mp4")

    assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"


def test_a_central_with_people_or_appeals_is_left_alone(town) -> None:
    with pytest.raises(BadInput, match="new folder"):
        demonstrate(town.settings, NOW, "a long password", appeals=1, seed=1)
