"""The editors in a real browser: used, looked at, checked. The pictures are left in build/desk."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from central.sample.portraits import LOOKS, draw

BUILD = Path(__file__).parents[4] / "build" / "desk"
DIRECTORY, PAGES = "/directory/oskemen", "/pages/oskemen"
SCREENS = {
    "directory": DIRECTORY,
    "directory-changes": f"{DIRECTORY}/changes",
    "directory-official": f"{DIRECTORY}/officials/zhylybaeva",
    "directory-body": f"{DIRECTORY}/bodies/police",
    "directory-remove": f"{DIRECTORY}/officials/zhylybaeva/remove",
    "pages": PAGES,
    "page": f"{PAGES}/page/lost-slip",
    "page-new": f"{PAGES}/new",
    "tokens": "/tokens",
}
WIDTH = "(image) => image.decode().then(() => image.naturalWidth)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def portrait(tmp_path) -> Path:
    file = tmp_path / "portrait.png"
    draw(LOOKS[0]).save(file)
    return file


def test_an_operator_edits_publishes_and_every_page_fits(site, busy, portrait) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    assert busy
    page = site.sign_in("operator")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.address}{DIRECTORY}/officials/zhylybaeva")
    page.locator("[type=file]").set_input_files(portrait)
    page.get_by_role("button", name="Put it in").click()
    page.locator("img.portrait").wait_for()
    assert page.locator("img.portrait").evaluate(WIDTH) == 360
    page.goto(f"{site.address}{DIRECTORY}")
    page.get_by_role("button", name="Down:").first.click()
    page.wait_for_url("**#officials-*")
    page.goto(f"{site.address}{PAGES}/page/lost-slip")
    page.get_by_role("group", name="English").get_by_label("Title").fill("A lost slip")
    page.get_by_role("button", name="Save in the draft").click()
    page.wait_for_selector(".status .good")
    page.goto(f"{site.address}/tokens")
    page.get_by_label("Name").fill("portal")
    page.get_by_role("button", name="Make the key").click()
    page.wait_for_selector(".secret")
    page.screenshot(path=BUILD / "token-1280.png", full_page=True)

    assert looked_at(page, site.address) == []
    assert said == []
    page.goto(f"{site.address}{DIRECTORY}/changes")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_selector(".status .good")
    assert site.parts.publisher.directory("oskemen").official("zhylybaeva").photo


def looked_at(page, address: str) -> list[str]:
    """What does not fit, or not everybody can use, at the width of a desk and a telephone."""
    wrong: list[str] = []
    for name, path in SCREENS.items():
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + path)
            page.screenshot(path=BUILD / f"{name}-{width}.png", full_page=True)
            if over := page.evaluate(OVERFLOW):
                wrong.append(f"{name} at {width}: {over} px too wide")
        found = Axe().run(page).response["violations"]
        wrong += [f"{name}: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]
    # Russian and Kazakh words are longer.
    for language in ("ru", "kk"):
        page.goto(f"{address}/language/{language}")
        for name, path in SCREENS.items():
            page.goto(address + path)
            if over := page.evaluate(OVERFLOW):
                wrong.append(f"{name} in {language}: {over} px too wide")
    page.goto(f"{address}/language/en")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.mark.usefixtures("busy")
def test_the_preview_follows_what_is_typed(site, until_true) -> None:
    page = site.sign_in("operator")
    page.goto(f"{site.address}{PAGES}/page/lost-slip")
    before = page.locator("svg[lang=kk]").first.text_content()
    page.locator("summary", has_text="large").first.click()

    page.locator("[name=body_kk]").fill("Мүлде басқа мәтін.")

    assert until_true(
        lambda: "Мүлде басқа мәтін." in page.locator("svg[lang=kk]").first.text_content()
    )
    assert "Мүлде" not in before
    assert page.locator("#preview details").nth(1).evaluate("(one) => one.open")
    text = page.locator("svg[lang=ru] text:not(.word):not(.heading)").first
    assert text.evaluate("(one) => getComputedStyle(one).fontFamily").startswith("Roboto")


@pytest.mark.usefixtures("busy")
def test_the_letters_of_the_preview_stay_on_the_sheet(site) -> None:
    page = site.sign_in("operator")
    page.goto(f"{site.address}{PAGES}/new")
    page.locator("[name=body_kk]").fill("Әкімдікке өтініш беру тәртібі туралы ақпарат. " * 30)
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("svg[lang=kk] >> nth=1")
    page.evaluate("document.fonts.ready")

    outside = page.evaluate(
        """() => [...document.querySelectorAll("details[open] svg.booth")].flatMap((svg) => {
            const sheet = svg.querySelector(".sheet").getBBox();
            return [...svg.querySelectorAll("text:not(.word):not(.heading)")].filter((line) => {
                const box = line.getBBox();
                return box.x + box.width > sheet.x + sheet.width || box.y < sheet.y
                    || box.y + box.height > sheet.y + sheet.height;
            }).map((line) => line.textContent);
        })"""
    )

    assert outside == []
