"""Signing in: password, one-time code, sessions, limits."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.desk.models import Session
from central.desk.pages.sign_in import MAX_BY_ADDRESS, MAX_BY_LOGIN, MAX_CODES, local_path
from central.rights import Role

WRONG = "The login or the password is not right."
TOO_MANY = "Too many attempts."


def test_nobody_sees_a_page_without_signing_in(browser) -> None:
    response = browser().get("/inbox")

    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=/inbox"


def test_password_and_code_lead_to_where_one_wanted_to_go(browser, person) -> None:
    reader = browser()
    hidden = reader.hidden("/sign-in?next=/figures")
    response = reader.post(
        "/sign-in", data={**hidden, "login": person(), "password": "a long password"}
    )
    assert response.headers["location"] == "/code?next=/figures"
    reader.get("/code")

    assert reader.give_code("official", "/figures").headers["location"] == "/figures"
    assert reader.get("/inbox").status_code == 200


def test_an_unknown_login_hears_the_same_as_a_wrong_password(browser, person) -> None:
    person()
    pages = []
    for login in ("official", "nobody"):
        response = browser().give_password(login, "wrong")
        assert response.status_code == 401
        pages.append(response.text.replace(login, "-"))

    hidden = 'name="before"'
    assert all(WRONG in page for page in pages)
    assert [line for line in pages[0].splitlines() if hidden not in line] == [
        line for line in pages[1].splitlines() if hidden not in line
    ]


def test_the_password_alone_opens_no_page(browser, person) -> None:
    reader = browser()
    reader.give_password(person())

    for path in ("/", "/inbox", "/figures", "/account"):
        assert reader.get(path).headers["location"].startswith("/sign-in")


def test_the_secret_is_shown_until_the_first_code_was_right(browser, person) -> None:
    person()
    first = browser()
    first.give_password("official")
    assert "<svg" in first.get("/code").text
    assert first.give_code("official").status_code == 303

    second = browser()
    second.give_password("official")
    page = second.get("/code").text
    assert "<svg" not in page
    assert first.parts.people.find("official").totp not in page


def test_a_code_works_once(browser, person) -> None:
    person()
    first, second = browser(), browser()
    first.give_password("official")
    first.get("/code")
    code = first.code("official")
    assert first.post("/code", data={**first.hidden("/code"), "code": code}).status_code == 303
    second.give_password("official")

    response = second.post("/code", data={**second.hidden("/code"), "code": code})

    assert response.status_code == 401
    assert "used already" in response.text


def test_each_step_has_a_new_token_and_the_old_one_is_void(browser, person) -> None:
    reader = browser()
    reader.cookies.set("session", "planted", domain="desk.test")
    reader.give_password(person())
    half = reader.cookies["session"]
    reader.get("/code")
    reader.give_code("official")
    whole = reader.cookies["session"]

    assert len({"planted", half, whole}) == 3
    for token in ("planted", half):
        carried = {"Cookie": f"session={token}"}
        assert browser().get("/inbox", headers=carried).status_code == 303


def test_the_database_does_not_have_what_the_browser_has(signed_in, central) -> None:
    token = signed_in().cookies["session"]

    with central.store.connection():
        kept = [row.token for row in Session.select()]
    assert kept == [hashlib.sha256(token.encode()).hexdigest()]


def test_guessing_a_password_is_stopped_for_that_login_alone(browser, person, clocks) -> None:
    person()
    person(Role.OPERATOR)
    reader = browser()
    for _ in range(MAX_BY_LOGIN):
        assert reader.give_password("official", "wrong").status_code == 401

    refused = reader.give_password("official")
    assert refused.status_code == 429
    assert TOO_MANY in refused.text
    assert reader.give_password("operator").status_code == 303
    clocks.forward(hours=1)
    assert reader.give_password("official").status_code == 303


def test_a_stranger_elsewhere_does_not_lock_an_official_out(browser, person) -> None:
    person()
    stranger = browser("10.9.9.9")
    for _ in range(MAX_BY_LOGIN):
        stranger.give_password("official", "wrong")

    assert stranger.give_password("official").status_code == 429
    assert browser().give_password("official").status_code == 303


def test_a_login_that_nobody_has_is_stopped_in_the_same_way(browser) -> None:
    reader = browser()
    for _ in range(MAX_BY_LOGIN):
        reader.give_password("nobody", "wrong")

    assert reader.give_password("nobody", "wrong").status_code == 429


def test_guessing_from_one_address_is_stopped(browser, person) -> None:
    person()
    reader = browser()
    for number in range(MAX_BY_ADDRESS):
        reader.give_password(f"nobody{number}", "wrong")

    assert reader.give_password("official").status_code == 429


def test_guessing_codes_is_stopped(browser, person) -> None:
    reader = browser()
    reader.give_password(person())
    for _ in range(MAX_CODES):
        wrong = {**reader.hidden("/code"), "code": "000000"}
        assert reader.post("/code", data=wrong).status_code == 401

    assert reader.give_code("official").status_code == 429


@pytest.mark.parametrize(
    ("steps", "lasts"),
    [
        ([timedelta(minutes=29)] * 3, True),
        ([timedelta(minutes=31)], False),
        ([timedelta(minutes=20)] * 37, False),
    ],
    ids=["used", "idle for half an hour", "used for more than twelve hours"],
)
def test_a_session_ends(signed_in, clocks, steps, lasts) -> None:
    reader = signed_in()
    for step in steps:
        clocks.forward(seconds=step.total_seconds())
        status = reader.get("/account").status_code

    assert (status == 200) is lasts


def test_the_way_between_password_and_code_is_short(browser, person, clocks) -> None:
    reader = browser()
    reader.give_password(person())
    clocks.forward(minutes=6)

    assert reader.get("/code").headers["location"].startswith("/sign-in")


def test_a_clock_that_was_put_back_ends_sessions(signed_in, clocks) -> None:
    reader = signed_in()
    clocks.wall -= timedelta(days=2)

    assert reader.get("/account").status_code == 303


def test_who_signs_out_is_out(signed_in, browser) -> None:
    reader = signed_in()
    token = reader.cookies["session"]
    assert reader.fill_in("/sign-out").headers["location"] == "/sign-in"

    assert browser().get("/inbox", headers={"Cookie": f"session={token}"}).status_code == 303


def test_who_is_locked_out_is_out_at_once(signed_in, parts) -> None:
    reader = signed_in()
    parts.people.change("official", active=False)

    assert reader.get("/inbox").status_code == 303
    assert reader.give_password("official").status_code == 401


def test_a_sign_in_form_counts_only_in_the_browser_that_asked_for_it(browser, person) -> None:
    hidden = browser().hidden("/sign-in")
    other = browser()
    other.get("/sign-in")
    response = other.post(
        "/sign-in", data={**hidden, "login": person(), "password": "a long password"}
    )

    assert response.status_code == 403
    assert "session" not in other.cookies


@pytest.mark.parametrize(
    ("address", "name", "flags"),
    [
        ("http://desk.test", "session", {"HttpOnly", "SameSite=lax", "Path=/"}),
        ("https://desk.test", "__Host-session", {"HttpOnly", "SameSite=lax", "Path=/", "Secure"}),
    ],
)
def test_the_cookie_is_for_the_desk_alone(browser_at, person, address, name, flags) -> None:
    reader = browser_at(address)
    given = reader.give_password(person()).headers["set-cookie"]

    cookie, *attributes = given.split("; ")
    assert cookie.startswith(f"{name}=")
    assert flags <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)


def test_the_language_of_a_browser_comes_before_the_persons(signed_in) -> None:
    reader = signed_in()
    assert 'lang="en"' in reader.get("/inbox").text

    assert reader.get("/language/ru?next=/inbox").headers["location"] == "/inbox"

    page = reader.get("/inbox").text
    assert '<html lang="ru">' in page
    assert "Обращения" in page


def test_a_language_that_there_is_not_changes_nothing(browser) -> None:
    reader = browser()
    reader.get("/language/de")

    assert "language" not in reader.cookies


@given(st.text(max_size=30) | st.sampled_from(["//evil.test", "/\\evil.test", "https://x", "/a"]))
def test_nobody_is_sent_to_another_site(path) -> None:
    target = local_path(path)

    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
