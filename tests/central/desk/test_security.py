"""What every request and response must be like."""

import re

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from central.desk.app import create_app
from central.desk.rendering import TEMPLATES
from central.desk.security import MAX_FORM_BYTES
from central.rights import Role

PATHS = ("/sign-in", "/static/desk.css", "/fonts/bold.ttf", "/nowhere", "/inbox")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(browser, path) -> None:
    headers = browser().get(path).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-accel-buffering"] == "no"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
    assert "strict-transport-security" not in headers


def test_a_page_that_breaks_has_the_headers_and_says_nothing(make_parts) -> None:
    parts = make_parts("http://desk.test")
    parts.people.check_password = None  # what is broken
    with TestClient(
        create_app(parts), base_url="http://desk.test", raise_server_exceptions=False
    ) as reader:
        page = reader.get("/sign-in").text
        before = re.search(r'name="before" value="(\w+)"', page)
        assert before
        response = reader.post(
            "/sign-in",
            data={"before": before[1], "login": "a", "password": "b"},
            headers={"Origin": "http://desk.test"},
        )

    assert response.status_code == 500
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "Traceback" not in response.text
    assert "NoneType" not in response.text


def test_https_is_remembered(browser_at) -> None:
    headers = browser_at("https://desk.test").get("/sign-in").headers

    assert headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("host", ["evil.test", "desk.test:81", "desk.test.evil.test", ""])
def test_a_request_for_another_host_is_refused(browser, host) -> None:
    assert browser().get("/sign-in", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://desk.test", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://desk.test", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://desk.test", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://desk.test"}, 303),
    ],
)
def test_a_form_comes_from_our_own_page(signed_in, headers, status) -> None:
    reader = signed_in()
    response = reader.post("/sign-out", data={"csrf": reader.csrf}, headers=headers)

    assert response.status_code == status


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "ж"}])
def test_a_form_without_its_sessions_token_is_refused(signed_in, appeal, sent) -> None:
    id, reader = appeal(), signed_in()

    assert reader.post("/account", data={**sent, "language": "kk"}).status_code == 403
    assert reader.post(f"/case/{id}/take", data=sent).status_code == 403
    assert reader.post(f"/case/{id}/answer", data=sent, files={"x": b""}).status_code == 403


def test_the_token_of_another_session_does_not_count(signed_in) -> None:
    mine, theirs = signed_in(), signed_in(Role.OPERATOR)

    assert mine.post("/account", data={"csrf": theirs.csrf}).status_code == 403


def test_a_form_that_is_too_large_is_refused(signed_in) -> None:
    reader = signed_in()
    large = "x" * (MAX_FORM_BYTES + 1)

    assert reader.post("/account", data={"csrf": reader.csrf, "language": large}).status_code == 413


def test_a_form_that_does_not_say_how_large_it_is_is_bounded_too(signed_in) -> None:
    reader = signed_in()

    def blocks():
        yield f"csrf={reader.csrf}&language=".encode()
        for _ in range(MAX_FORM_BYTES // 1000 + 1):
            yield b"x" * 1000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert reader.post("/account", content=blocks(), headers=kind).status_code == 413


def test_another_application_is_mounted_for_no_browsers_forms(make_parts) -> None:
    async def other(scope, receive, send) -> None:
        await PlainTextResponse(scope["path"])(scope, receive, send)

    app = create_app(make_parts("http://desk.test"), {"/api": other})
    with TestClient(app, base_url="http://desk.test") as reader:
        assert reader.post("/api/v1/x").text == "/api/v1/x"
        assert reader.post("/apix").status_code == 403


def test_no_template_has_script_or_style_in_it() -> None:
    for file in TEMPLATES.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", text), file


def test_only_what_is_made_here_is_put_in_as_it_is() -> None:
    as_it_is = {
        file.name for file in TEMPLATES.glob("*.html") if "|safe" in file.read_text("utf-8")
    }

    assert as_it_is == {"code.html"}


def test_refusals_are_logged_without_what_was_typed(browser, person, caplog) -> None:
    reader = browser()
    reader.give_password(person(), "a secret thing")
    reader.get("/case/1234567890123456")
    reader.post("/account", data={"csrf": "a secret thing"})

    assert "refused" in caplog.text
    for secret in ("secret", "official", "1234567890123456"):
        assert secret not in caplog.text
