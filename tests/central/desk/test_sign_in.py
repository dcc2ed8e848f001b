"""Signing in: password, one-time code, sessions, limits."""


def test_nobody_sees_a_page_without_signing_in(browser) -> None:
    response = browser().get("/inbox")

    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=/inbox"


def test_password_and_code_lead_to_the_inbox(signed_in) -> None:
    response = signed_in().get("/inbox")

    assert response.status_code == 200
    assert "The official" in response.text


def test_case(signed_in, appeal) -> None:
    id = appeal()
    b = signed_in()
    r = b.get("/inbox")
    assert id in r.text
    r = b.get(f"/case/{id}")
    assert r.status_code == 200, r.text
    r = b.fill_in(f"/case/{id}/extend", days="x")
    assert r.status_code == 422
    r = b.fill_in(f"/case/{id}/extend", days="3", reason="because")
    assert r.status_code == 303, r.text
    r = b.post(
        f"/case/{id}/answer",
        data={"csrf": b.csrf, "text": "Жауап", "language": "kk"},
        files={"video": ("", b"")},
    )
    assert r.status_code == 303, r.text
    print(b.get(f"/case/{id}").text)
