"""Large text, high contrast, voice and its loudness: switched on any screen, in one place."""

from dataclasses import replace

import pygame
import pytest

from firmware.kiosk import theme
from firmware.kiosk.aids import VOLUMES, Aids
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import Screens, build
from firmware.kiosk.views import AttractView, Chrome, ConsentView, MenuView, UiEvent
from firmware.kiosk.widgets import Brush


def test_the_panel_has_three_switches_the_loudness_and_a_way_back(layout):
    page = build("menu", MenuView(), Chrome(aids=Aids(open=True)), layout)
    events = {widget.event.name for widget in page.tappable}
    assert events == {"large", "contrast", "voice", "softer", "louder", "aids"}


@pytest.mark.parametrize(("volume", "closed"), [(1, "softer"), (VOLUMES, "louder")])
def test_the_loudness_ends_at_its_first_and_last_step(big, volume, closed):
    page = build("menu", MenuView(), Chrome(aids=Aids(open=True, volume=volume)), big)
    assert not page.widget(f"aids.{closed}").enabled


def test_a_warning_is_more_urgent_than_the_panel(big):
    page = build("menu", MenuView(), Chrome(aids=Aids(open=True), warning_s=9), big)
    assert [widget.key for widget in page.tappable] == ["warning.more"]


def test_the_button_shows_that_something_is_switched_on(big):
    def button(aids):
        return build("menu", MenuView(), Chrome(aids=aids), big).widget("top.aids")

    assert button(Aids()).kind != button(Aids(voice=True)).kind


def test_with_nobody_there_the_button_begins_a_visit(big):
    page = build("attract", AttractView(), Chrome(), big)
    assert page.widget("top.aids").event == UiEvent("touched", "aids")
    assert page.widget("attract.start").event == UiEvent("touched")


def test_another_look_is_painted_whole_and_in_its_colours(big, surface_of):
    surface = surface_of(big)
    painter, screens = Painter(Brush(surface, big)), Screens(big)
    painter.paint(screens.page("menu", MenuView(), Chrome()))
    stark = screens.page("menu", MenuView(), Chrome(aids=Aids(contrast=True)))
    assert painter.paint(stark) == [big.screen]
    fresh = surface_of(big)
    Painter(Brush(fresh, big)).paint(stark)
    assert pygame.image.tobytes(surface, "RGB") == pygame.image.tobytes(fresh, "RGB")
    assert surface.get_at((0, 0))[:3] == theme.STARK[theme.PAPER]


def test_large_text_never_shows_more_officials_on_a_page(layout, every_view):
    view = next(view for state, view in every_view if state == "official")

    def shown(aids):
        page = build("official", view, Chrome(aids=aids), layout)
        return sum(widget.key.startswith("official.") for widget in page.tappable)

    assert 1 <= shown(Aids(large=True)) <= shown(Aids())


def test_one_agrees_only_after_the_last_page_of_the_consent(layout):
    view = ConsentView("Сәрсенбаева Гүлнәр Қайратқызы", 120, 365)
    chrome = Chrome(aids=Aids(large=True))
    said = set()
    for number in range(10):
        page = build("consent", replace(view, page=number), chrome, layout)
        said |= {
            w.text for w in page.widgets if w.key.startswith("consent.") and hasattr(w, "icon_size")
        }
        if page.widget("consent.agree").enabled:
            break
        assert page.widget("pager.down").enabled
    whole = build("consent", view, Chrome(), layout)
    assert said == {w.text for w in whole.widgets if hasattr(w, "icon_size")}
