"""The preview of a page against the booth's own screen."""

import json
from importlib import resources

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from central.desk import booth_screen
from central.desk.booth_screen import Article
from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens import reading
from firmware.kiosk.widgets.typeset import Style, Typesetter
from firmware.settings import ScreenSettings

PANEL = ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False)
PAGES = json.loads(resources.files("central.sample").joinpath("pages.json").read_bytes())["pages"]


def booths_pages(layout: Layout, text: str) -> list[str]:
    pages = reading._paged(layout, layout.content, text)
    if len(pages) > 1:
        beside = layout.content.cut_right(layout.mm(20), layout.gap)[1]
        pages = reading._paged(layout, beside, text)
    return pages


@pytest.mark.parametrize("large", [False, True])
def test_places_and_sizes_are_the_booths(large) -> None:
    layout = Layout(PANEL, large)
    article = Article("Title", "Text", large)
    (screen,) = article.screens()

    sheet, content = screen.sheet, layout.content
    assert (sheet.x, sheet.y, sheet.w, sheet.h) == (content.x, content.y, content.w, content.h)
    assert screen.px == layout.em(layout.sizes.body)
    style = Style(layout.em(layout.sizes.title), layout.least(3.2), theme.INK, "bold")
    setting = Typesetter().fit("Title", (layout.title.w, layout.title.h), style)
    assert screen.title_px == setting.px
    bar = booth_screen.panel()
    assert (bar.back.x, bar.back.y, bar.back.h) == (layout.bar.x, layout.bar.y, layout.bar.h)
    assert (bar.aids.x, bar.aids.w) == (layout.aids.x, layout.aids.w)
    assert bar.radius == layout.radius


@pytest.mark.parametrize("large", [False, True])
def test_the_sample_has_as_many_pages_as_at_the_booth(large) -> None:
    layout = Layout(PANEL, large)
    alike = total = 0
    for page in PAGES:
        for language, text in page["body"].items():
            theirs = booths_pages(layout, text)
            ours = ["\n".join(lines) for lines in Article("", text, large).pages]
            assert len(ours) == len(theirs), (page["id"], language)
            alike += sum(one == other for one, other in zip(ours, theirs, strict=True))
            total += len(theirs)

    # The two libraries measure a letter alike to a hundredth; few lines depend on that.
    assert alike / total > 0.9


def test_the_colours_are_the_booths() -> None:
    css = resources.files("central.desk").joinpath("static/desk.css").read_text()
    rules = {line.split("{")[0].strip(): line for line in css.splitlines() if ".booth" in line}
    for rule, colour in {
        ".booth .paper": theme.PAPER,
        ".booth .sheet": theme.CARD,
        ".booth text": theme.INK,
        ".booth .shut": theme.SHUT,
        ".booth .chosen": theme.ACCENT_PALE,
    }.items():
        assert "#{:02x}{:02x}{:02x}".format(*theme.CALM[colour]) in rules[rule]


@pytest.mark.parametrize("text", ["", "\n\n", "a" * 8000, "ж " * 4000, "\n" * 500, "A\x00‮b"])
def test_any_text_has_pages(text) -> None:
    for large in (False, True):
        screens = list(Article("Ұ" * 200, text, large).screens())
        assert screens
        assert [screen.number for screen in screens] == list(range(1, len(screens) + 1))
        for screen in screens:
            bottom = screen.sheet.y + screen.sheet.h
            assert all(line.y < bottom for line in screen.lines)


@settings(max_examples=150, deadline=None)
@given(title=st.text(max_size=30), text=st.text(max_size=60))
@example(title="\x85", text="\x85\u2029\ud800")
def test_any_signs_have_pages(title, text) -> None:
    assert list(Article(title, text).screens())
