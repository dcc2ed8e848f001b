"""Every screen on all panels in three languages: what it offers, and what it says."""

from dataclasses import replace

import pygame
import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import Aids
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import LIVE, SCREENS, Screens, build
from firmware.kiosk.screens.notices import texts_of
from firmware.kiosk.texts import of
from firmware.kiosk.views import (
    AnswerView,
    AreaView,
    Choice,
    Chrome,
    ConsentView,
    Hint,
    MenuView,
    Notice,
    OfficialCard,
    OfficialView,
    PhoneView,
    Playing,
    PositionView,
    Slip,
    Status,
    UiEvent,
    WatchingView,
)
from firmware.kiosk.visit import Visit
from firmware.kiosk.widgets import Brush, Kind

SHOWN_ONLY = {
    "switch_language",
    "digit",
    "erase",
    "clear",
    "page",
    "play",
    "pause",
    "replay",
    "more_time",
    "leave",
    "stay",
    "aids",
    "large",
    "contrast",
    "voice",
    "louder",
    "softer",
    "help_seen",
}


@pytest.fixture(scope="module", params=Language)
def language(request) -> Language:
    return request.param


@pytest.fixture(scope="module")
def pages(every_view, layout, language):
    """Every screen, and the overlays above one of them."""
    built = [(state, build(state, v, Chrome(language), layout)) for state, v in every_view]
    notices = Chrome(language, notices=tuple(Notice))
    above = [
        build("phone", PhoneView(), Chrome(language, warning_s=12), layout),
        *(
            build(state, view, Chrome(language, warning_s=12), layout)
            for state, view in every_view
            if state == "review"
        ),
        build("phone", PhoneView(), Chrome(language, leaving=True), layout),
        build("phone", PhoneView(), Chrome(language, helped=True), layout),
        *(build("menu", MenuView(), replace(notices, notices=(n,)), layout) for n in Notice),
        build("menu", MenuView(), notices, layout),
        build("menu", MenuView(), Chrome(language, aids=Aids(open=True)), layout),
    ]
    return [page for _state, page in built] + above


def test_every_state_of_the_visit_has_a_screen(every_view):
    states = {state.id for state in Visit.states}
    assert set(SCREENS) == states == {state for state, _view in every_view}
    assert states >= LIVE


def test_keys_are_unique_on_a_page(pages):
    for page in pages:
        keys = [widget.key for widget in page.all]
        assert len(keys) == len(set(keys)), page.name


def test_every_touch_means_an_event_that_somebody_knows(pages):
    known = {event.id for event in Visit.events} | SHOWN_ONLY
    for page in pages:
        for widget in page.tappable:
            assert widget.event.name in known, (page.name, widget.key)


def test_an_event_of_the_table_can_happen_where_it_is_offered(every_view, big, facts, language):
    facts.is_violation = True
    for state, view in every_view:
        for widget in build(state, view, Chrome(language), big).tappable:
            if widget.event.name in SHOWN_ONLY:
                continue
            visit = Visit(facts)
            visit.current_state_value = state
            assert visit.tell(widget.event.name), (state, widget.key)


def test_every_screen_draws_something_different(every_view, big, surface_of, language):
    surface = surface_of(big)
    seen = {}
    for state, view in every_view:
        Painter(Brush(surface, big)).paint(build(state, view, Chrome(language), big))
        picture = pygame.image.tobytes(surface, "RGB")
        assert seen.setdefault(picture, (state, view)) == (state, view)
        assert len(set(picture[::997])) > 2, state


def test_an_overlay_takes_all_touches(layout, language):
    page = build("menu", MenuView(), Chrome(language, warning_s=7), layout)
    assert [widget.key for widget in page.tappable] == ["warning.more"]
    assert page.at(page.widget("menu.appeal").box.center) in (None, page.widget("warning.more"))


def test_a_page_past_the_last_shows_the_last(every_view, layout, language):
    for state, view in every_view:
        if not hasattr(view, "page"):
            continue
        far = build(state, replace(view, page=99), Chrome(language), layout)
        down = far.widget("pager.down")
        assert down is None or not down.enabled


def test_every_official_is_on_exactly_one_page(every_view, layout, language):
    view = next(view for state, view in every_view if state == "official")
    found = []
    for number in range(len(view.officials)):
        page = build("official", replace(view, page=number), Chrome(language), layout)
        found += [w.key for w in page.tappable if w.key.startswith("official.")]
        if page.widget("pager.down") is None or not page.widget("pager.down").enabled:
            break
    assert found == [f"official.{official.id}" for official in view.officials]


def test_the_number_cannot_be_left_before_the_slip_is_known(every_view, layout, language):
    for state, view in every_view:
        if state == "receipt" and view.slip is Slip.PRINTING:
            page = build(state, view, Chrome(language), layout)
            assert not page.widget("receipt.again").enabled
            assert page.widget("receipt.taken").event == UiEvent("slip_taken")


def test_an_unchanged_view_is_not_built_anew_and_forgotten_at_the_end(big, language):
    screens = Screens(big)
    first = screens.page("phone", PhoneView("701"), Chrome(language))
    assert screens.page("phone", PhoneView("701"), Chrome(language)) is first
    assert screens.page("phone", PhoneView("7011"), Chrome(language)) is not first
    screens.forget()
    assert "701" not in repr(vars(screens))


def test_the_warning_at_the_review_says_what_happens_to_the_recording(every_view, big, language):
    for state, view in every_view:
        if state == "review":
            page = build(state, view, Chrome(language, warning_s=12), big)
            assert page.widget("review.note").text in page.widget("dialog.text").text


def test_without_a_microphone_nobody_is_told_to_speak_louder(layout, language):
    def said(level_db):
        view = PositionView(None, level_db, (Hint.NOT_HEARD,))
        return build("position", view, Chrome(language), layout).widget("position.not_heard").text

    assert said(None) == texts_of((Notice.NO_SOUND,), of(language))[0] != said(-60)


def test_a_number_that_is_not_found_can_be_corrected(layout, language):
    page = build("answer", AnswerView(Status.NOT_FOUND), Chrome(language), layout)
    assert page.widget("answer.again").event == UiEvent("see_answer")


def test_without_a_line_the_other_ways_are_named(layout, language, surface_of):
    view = AnswerView(Status.NO_LINE, other_ways="answers.example.kz, 1414")
    page = build("answer", view, Chrome(language), layout)
    assert "answers.example.kz, 1414" in page.widget("answer.text").text
    brush = Brush(surface_of(layout), layout)
    Painter(brush).paint(page)
    assert brush.type.squeezed == []


def test_an_answer_with_a_video_offers_it_first_and_only_one_button_is_the_main_one(
    every_view, layout, language
):
    for state, view in every_view:
        if state == "answer" and view.video:
            page = build(state, view, Chrome(language), layout)
            mains = [one.key for one in page.tappable if one.kind is Kind.MAIN]
            assert mains == ["answer.seen" if view.watched else "answer.watch"]
            keys = [one.key for one in page.widgets]
            assert keys.index("answer.watch") < keys.index("answer.text")


def test_an_answer_that_is_only_a_video_says_so(layout, language):
    page = build("answer", AnswerView(Status.ANSWERED, video=True), Chrome(language), layout)
    said = of(language).gettext("This answer is a video. Touch “Watch the video”.")
    assert page.widget("answer.text").text.split() == said.split()


def test_a_video_that_is_late_says_so_and_one_that_cannot_be_shown_names_the_ways(layout, language):
    late = WatchingView(Playing.ON_ITS_WAY, 0, 60)
    assert build("watching", late, Chrome(language), layout).widget("watching.note").text
    gone = WatchingView(Playing.FAILED, 0, 60, other_ways="answers.example.kz, 1414")
    page = build("watching", gone, Chrome(language), layout)
    assert "answers.example.kz, 1414" in page.widget("watching.text").text
    assert of(language).gettext("You can read the answer as text.") in (
        page.widget("watching.text").text
    )
    assert {one.event.name for one in page.tappable} >= {"ask_again", "back"}


def test_the_consent_is_whole_when_no_addressee_is_known(layout, language):
    page = build("consent", ConsentView("", 120, 365), Chrome(language), layout)
    assert "  " not in page.widget("consent.1").text


def test_the_texts_of_the_consent_begin_below_each_other(layout, language):
    name = "Шығыс Қазақстан облысы бойынша Қоршаған ортаны қорғау департаменті"
    page = build("consent", ConsentView(name, 120, 30, True), Chrome(language), layout)
    sizes = {
        w.icon_size for w in page.widgets if w.key.startswith("consent.") and w.key[-1] in "01234"
    }
    assert len(sizes) == 1
    assert all(w.box.h >= w.icon_size for w in page.widgets if w.key in ("consent.0", "consent.2"))


@pytest.mark.parametrize("sign", ["\x00", "\t", "\x1b", "\ud800", "\u2028", "\r\n"])
def test_no_text_of_central_can_stop_the_screen(layout, surface_of, sign):
    text = f"Ахметов{sign}Нұрлан"
    views = {
        "area": AreaView((Choice("a", text),)),
        "official": OfficialView(text, (OfficialCard("o", text, text, text),)),
        "consent": ConsentView(text, 120, 365),
        "answer": AnswerView(Status.ANSWERED, official=text, text=text * 40),
    }
    for state, view in views.items():
        Painter(Brush(surface_of(layout), layout)).paint(build(state, view, Chrome(), layout))
