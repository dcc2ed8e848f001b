"""What people do at the desk, in a real browser."""

import pytest

from central.models import AppealState

PLAYER = "video[data-subtitles]"
PLAYED = f"""(() => {{
    const video = document.querySelector('{PLAYER}');
    return video.currentTime > 0.5 && video.videoWidth > 0 && video.webkitAudioDecodedByteCount > 0;
}})()"""


def test_an_official_finds_the_appeal_plays_it_and_answers(
    site, busy, parts_of, until_true
) -> None:
    page = site.sign_in("official")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    assert page.url.endswith(busy["late"])
    page.locator(PLAYER).evaluate("(video) => { video.muted = false; return video.play(); }")
    assert until_true(lambda: page.evaluate(PLAYED))
    page.locator(PLAYER).evaluate("(video) => { video.currentTime = 6.5; }")
    assert until_true(lambda: page.locator(PLAYER).evaluate("(video) => video.currentTime > 6.9"))
    assert 7.5 < page.locator(PLAYER).evaluate("(video) => video.duration") < 8.5

    page.get_by_text("Answer", exact=True).click()
    page.get_by_label("Begin with a reply template").select_option(label="Жөндеу кестесі")
    page.get_by_role("button", name="Put it in").click()
    text = page.get_by_label("Text of the answer")
    assert "сайтында" in text.input_value()
    text.fill("Су құбыры жөнделді.")
    page.get_by_role("button", name="Give the answer").click()

    page.wait_for_selector(".status .good")
    assert "The answer was given." in page.inner_text(".status")
    assert parts_of(site, busy["late"]).answer.text == "Су құбыры жөнделді."
    acts = [act.act for act in site.parts.audit.of(busy["late"])]
    assert acts == ["see", "play", "answer"]


@pytest.fixture
def parts_of():
    """An appeal of a site."""
    return lambda site, id: site.parts.registry.find(id)


def test_an_answer_is_recorded_in_the_browser(site, busy, parts_of, until_true) -> None:
    page = site.sign_in("official")
    page.goto(f"{site.address}/case/{busy['new']}")
    page.get_by_text("Answer", exact=True).click()
    page.get_by_label("Text of the answer").fill("Бейнежауап.")
    assert not page.locator(".recorder video").is_visible()
    page.get_by_role("button", name="Record with this camera").click()
    page.locator(".recorder video").wait_for()
    assert until_true(lambda: "0:02" in page.inner_text(".recorder p"))
    page.get_by_role("button", name="Stop recording").click()
    page.get_by_role("button", name="Record again").wait_for()
    assert page.evaluate("document.getElementById('answer-video').files[0].size") > 1000
    page.get_by_role("button", name="Give the answer").click()

    page.wait_for_selector(".status .good")
    answer = page.locator("video[src$='answer.mp4']")
    answer.evaluate("(video) => { video.muted = true; return video.play(); }")
    shown = "(video) => video.currentTime > 0.5 && video.videoWidth > 0"
    assert until_true(lambda: answer.evaluate(shown))
    given = parts_of(site, busy["new"])
    assert given.state is AppealState.ANSWERED
    assert given.answer.video.duration_ms > 1000


def test_everything_can_be_done_with_the_keyboard_alone(site, busy, parts_of, until_true) -> None:
    page = site.sign_in("official")

    def tab_to(condition: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(
                f"(() => {{ const it = document.activeElement; return {condition} }})()"
            ):
                shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", condition
                return
        raise AssertionError(f"the keyboard does not reach: {condition}")

    tab_to("it.className === 'skip'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(f"(it.getAttribute('href') || '').endsWith('{busy['today']}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/**")
    tab_to("it.tagName === 'SUMMARY' && it.textContent === 'Put the day off'")
    page.keyboard.press("Enter")
    tab_to("it.name === 'days'")
    page.keyboard.type("many")
    tab_to("it.name === 'reason'")
    page.keyboard.type("Awaiting a part")
    tab_to("it.tagName === 'BUTTON'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errors")
    assert until_true(lambda: page.evaluate("document.activeElement.className") == "errors")
    tab_to("it.tagName === 'A' && it.getAttribute('href') === '#extend-days'")
    page.keyboard.press("Enter")
    tab_to("it.name === 'reason'")
    assert page.evaluate("document.activeElement.value") == "Awaiting a part"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")

    page.wait_for_selector(".status .good")
    assert parts_of(site, busy["today"]).state is AppealState.EXTENDED


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_longer_words_of_other_languages_fit_and_double_size_does_too(
    site, busy, language
) -> None:
    page = site.sign_in("official")
    page.goto(f"{site.address}/language/{language}?next=/inbox")
    wrong = []
    for path in ("/inbox", f"/case/{busy['late']}", "/figures", "/templates", "/account"):
        # 200 % of a window of 780 leaves 390.
        page.set_viewport_size({"width": 390, "height": 450})
        page.goto(site.address + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if over:
            wrong.append(f"{path}: {over} px too wide")
        if path != "/account":
            name = path.strip("/").split("/")[0]
            page.screenshot(path=f"build/desk/{language}-{name}.png", full_page=True)

    assert wrong == []


def test_without_scripts_everything_works(site, busy, parts_of) -> None:
    page = site.sign_in("official", java_script_enabled=False)
    page.goto(f"{site.address}/case/{busy['new']}?template=1")
    assert "принято" in page.get_by_label("Text of the answer").input_value()
    page.get_by_role("button", name="Give the answer").click()
    page.wait_for_selector(".status .good")

    assert parts_of(site, busy["new"]).state is AppealState.ANSWERED


def test_no_page_breaks_its_own_policy(site, busy) -> None:
    page = site.sign_in("official")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/inbox", f"/case/{busy['answered']}", "/figures"):
        page.goto(site.address + path, wait_until="networkidle")

    assert said == []
