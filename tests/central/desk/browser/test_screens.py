"""Every page of the desk at the width of a desk and of a telephone: looked at, and checked.

The pictures are left in build/desk.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[4]
BUILD = ROOT / "build" / "desk"
BUILD.mkdir(parents=True, exist_ok=True)
PAGES = {
    "official": {
        "inbox": "/inbox",
        "case": "/case/{late}",
        "case-answered": "/case/{answered}",
        "templates": "/templates",
        "template": "/templates/2",
        "figures": "/figures",
        "account": "/account",
        "not-found": "/case/{other}",
    },
    "registrar": {
        "registrar-inbox": "/inbox?show=quarantined",
        "registrar-case": "/case/{new}",
        "registrar-quarantined": "/case/{quarantined}",
    },
    "operator": {
        "people": "/people",
        "person": "/people/official",
        "person-new": "/people/new",
        "fleet": "/fleet",
        "booth": "/fleet/001",
        "booth-down": "/fleet/002",
    },
    "auditor": {"audit": "/audit?check=yes"},
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.mark.parametrize("role", list(PAGES))
def test_each_page_fits_and_can_be_used_by_everybody(site, busy, role) -> None:
    page = site.sign_in(role)
    wrong: list[str] = []
    for name, path in PAGES[role].items():
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site.address + path.format(**busy))
            page.screenshot(path=BUILD / f"{name}-{width}.png", full_page=True)
            page.evaluate(OPEN_ALL)
            if "case" in name:
                page.screenshot(path=BUILD / f"{name}-{width}-open.png", full_page=True)
            if over := page.evaluate(OVERFLOW):
                wrong.append(f"{name} at {width}: {over} px too wide")
        wrong += [f"{name}: {found}" for found in violations(page)]

    assert wrong == []


def test_dark_colours_have_contrast_enough_too(site, busy) -> None:
    page = site.sign_in("official", color_scheme="dark")
    wrong: list[str] = []
    for path in ("/inbox", "/case/{late}", "/figures"):
        page.goto(site.address + path.format(**busy))
        page.screenshot(path=BUILD / f"dark-{path.split('/')[1]}.png", full_page=True)
        wrong += violations(page)

    assert wrong == []


@pytest.mark.usefixtures("busy")
def test_signing_in_fits_and_can_be_used_by_everybody(site) -> None:
    page = site.sign_in("official")
    page.get_by_role("button", name="Sign out").click()
    site.parts.people.forget_totp("official")
    wrong: list[str] = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site.address}/sign-in")
        page.fill("[name=login]", "official")
        page.fill("[name=password]", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector(".errors")
        page.screenshot(path=BUILD / f"sign-in-{width}.png", full_page=True)
        wrong += violations(page)
        page.fill("[name=password]", "a long password")
        page.keyboard.press("Enter")
        page.wait_for_selector(".qr")
        page.screenshot(path=BUILD / f"code-{width}.png", full_page=True)
        wrong += violations(page)
        assert page.evaluate(OVERFLOW) == 0

    assert wrong == []


def violations(page) -> list[str]:
    """What axe finds, by its rules for WCAG 2.2 AA and best practice."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"][:3]]
