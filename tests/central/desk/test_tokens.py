"""Keys of other systems: made, shown once, revoked."""

import re

import pytest

from central.api.tokens import Tokens
from central.rights import Role

KEY = re.compile(r"dialog_[\w-]{43}")


@pytest.fixture
def reader(signed_in):
    return signed_in(Role.OPERATOR)


def test_a_key_is_shown_once_and_counts(reader, parts) -> None:
    page = reader.fill_in("/tokens", name="portal", write="yes").text
    key = KEY.search(page)
    assert key

    actor = Tokens(parts.store, parts.now).actor(key[0])
    assert actor
    assert actor.who == "api portal"
    listed = reader.get("/tokens").text
    assert "portal" in listed
    assert "reads and writes" in listed
    assert not KEY.search(listed)
    noted = parts.audit.newest(1)[0]
    assert (noted.act, noted.who) == ("tokens", "operator")
    assert noted.detail == {"added": "portal", "write": True}
    assert key[0] not in str(noted)


def test_a_revoked_key_does_not_count(reader, parts) -> None:
    key = KEY.search(reader.fill_in("/tokens", name="portal").text)[0]

    answer = reader.fill_in("/tokens/portal/revoke")

    assert answer.headers["location"] == "/tokens?done=revoked"
    assert Tokens(parts.store, parts.now).actor(key) is None
    assert "revoked on" in reader.get("/tokens").text
    assert parts.audit.newest(1)[0].detail == {"revoked": "portal"}
    assert reader.fill_in("/tokens/portal/revoke").status_code == 404


@pytest.mark.parametrize("name", ["", "Портал", "-x", "x" * 33, "a b", "<b>"])
def test_a_name_that_does_not_do_is_said(reader, parts, name) -> None:
    page = reader.fill_in("/tokens", name=name)

    assert page.status_code == 422
    assert "name-error" in page.text
    assert Tokens(parts.store, parts.now).all() == []


def test_a_name_is_given_once(reader, parts) -> None:
    reader.fill_in("/tokens", name="portal")

    page = reader.fill_in("/tokens", name="portal")

    assert page.status_code == 422
    assert "already" in page.text
    assert len(Tokens(parts.store, parts.now).all()) == 1
