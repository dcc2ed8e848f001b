"""Signing in: password, one-time code, sessions, limits."""

from datetime import timedelta

import pytest

from central.desk.pages.sign_in import MAX_BY_ADDRESS, MAX_BY_LOGIN, MAX_CODES, local_path
from central.rights import Role


def test_nobody_sees_a_page_without_signing_in(browser) -> None:
    response = browser().get("/inbox")

    assert response.status_code == 303
    assert response.headers["location"] == "/sign-in?next=/inbox"


def test_password_and_code_lead_to_the_inbox(signed_in) -> None:
    response = signed_in().get("/inbox")

    assert response.status_code == 200
    assert "The official" in response.text
