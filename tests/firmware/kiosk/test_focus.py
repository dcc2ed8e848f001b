"""Where the buttons are on a screen, and how it is drawn."""

import pygame
import pytest

from firmware.kiosk.aids import Aids
from firmware.kiosk.focus import FINGER_S, FORGOTTEN_S, Focus, in_order
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import build
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.theme import contrast
from firmware.kiosk.views import AttractView, Chrome, MenuView, PhoneView
from firmware.kiosk.widgets import Brush
from firmware.kiosk.widgets.ring import BAND_MM


@pytest.fixture
def focus(clock) -> Focus:
    return Focus(clock)


@pytest.fixture
def menu(big):
    return build("menu", MenuView(answer=False), Chrome(), big)


def walk(focus, page) -> list[str]:
    focus.show(page)
    return [focus.next(page).key for _ in page.tappable]


def test_next_comes_to_everything_that_can_be_touched_and_begins_anew(every_view, big, clock):
    for state, view in every_view:
        page, focus = build(state, view, Chrome(), big), Focus(clock)
        keys = walk(focus, page)
        assert sorted(keys) == sorted(widget.key for widget in page.tappable), state
        if keys:
            assert focus.next(page).key == keys[0]


def test_the_bar_comes_last(menu):
    keys = [widget.key for widget in in_order(menu)]
    assert keys[0] == "menu.appeal"
    assert "menu.see_answer" not in keys
    assert keys.index("top.back") > keys.index("menu.see_information")


def test_a_page_without_anything_to_choose_has_no_focus(focus, big, every_view):
    page = next(build(s, v, Chrome(), big) for s, v in every_view if s == "registering")
    empty = type(page)("registering", ())
    assert focus.next(empty) is None
    assert focus.taps(empty) == []


def test_choosing_is_a_tap_in_the_middle(focus, menu):
    focus.show(menu)
    assert focus.taps(menu) == []
    middle = focus.next(menu).box.center
    assert focus.taps(menu) == [
        Tap(middle, Phase.DOWN, by_button=True),
        Tap(middle, Phase.UP, by_button=True),
    ]


def test_a_finger_takes_the_focus_away_and_a_button_does_not(focus, menu):
    focus.show(menu)
    focus.next(menu)
    for tap in focus.taps(menu):
        focus.look_at(tap)
    assert focus.key(menu) == "menu.appeal"
    focus.look_at(Tap((1, 1), Phase.DOWN))
    assert focus.key(menu) == ""
    focus.next(menu)
    assert focus.taps(menu) == [], "the finger is still down"
    focus.look_at(Tap((1, 1), Phase.UP))
    assert focus.next(menu).key == "menu.appeal"


def test_a_panel_that_dies_under_a_finger_leaves_the_buttons(focus, menu, clock):
    focus.show(menu)
    focus.look_at(Tap((1, 1), Phase.DOWN))
    focus.next(menu)
    assert focus.taps(menu) == []
    clock.forward(FINGER_S)

    assert len(focus.taps(menu)) == 2


def test_another_page_or_a_warning_over_it_has_no_focus_yet(focus, menu, big):
    focus.show(menu)
    focus.next(menu)
    warned = build("menu", MenuView(answer=False), Chrome(warning_s=12), big)
    focus.show(warned)
    assert focus.key(warned) == ""
    assert focus.next(warned).key == "warning.more"
    still = build("menu", MenuView(answer=False), Chrome(warning_s=11), big)
    focus.show(still)
    assert focus.key(still) == "warning.more"
    focus.show(menu)
    assert focus.key(menu) == ""


def test_typing_leaves_the_focus_where_it_is(focus, big):
    page = build("phone", PhoneView("7"), Chrome(), big)
    focus.show(page)
    while focus.next(page).key != "keypad.5":
        pass
    longer = build("phone", PhoneView("75"), Chrome(), big)
    focus.show(longer)
    assert focus.key(longer) == "keypad.5"


def test_a_focus_left_on_the_attract_screen_is_forgotten(focus, big, clock):
    page = build("attract", AttractView(), Chrome(), big)
    focus.show(page)
    focus.next(page)
    clock.forward(FORGOTTEN_S - 1)
    focus.show(page)
    assert focus.key(page)
    clock.forward(2)
    focus.show(page)
    assert focus.key(page) == ""


def test_painting_the_focus_paints_only_where_it_was_and_is(menu, big, surface_of):
    painter = Painter(Brush(surface_of(big), big))
    painter.paint(menu)
    one, other = menu.widget("menu.appeal").box, menu.widget("menu.violation").box
    assert painter.paint(menu, focus="menu.appeal") == [one]
    assert painter.paint(menu, focus="menu.appeal") == []
    assert set(painter.paint(menu, focus="menu.violation")) == {one, other}
    assert painter.paint(menu) == [other]


def test_a_painted_focus_that_goes_leaves_nothing(every_view, big, surface_of):
    kept, fresh = surface_of(big), surface_of(big)
    painter = Painter(Brush(kept, big))
    for state, view in every_view:
        page = build(state, view, Chrome(), big)
        for widget in page.tappable[:3]:
            painter.paint(page, focus=widget.key)
        painter.paint(page)
        Painter(Brush(fresh, big)).paint(page)
        assert pygame.image.tobytes(kept, "RGB") == pygame.image.tobytes(fresh, "RGB"), state


@pytest.mark.parametrize("aids", [Aids(), Aids(contrast=True)], ids=["calm", "contrast"])
def test_the_ring_has_a_contrast_of_three_to_one_on_every_side(
    every_view, layout, surface_of, aids
):
    for state, view in every_view:
        page = build(state, view, Chrome(aids=aids), layout)
        surface, seen = surface_of(layout), page.layout
        painter = Painter(Brush(surface, seen))
        for widget in page.tappable:
            painter.paint(page, focus=widget.key)
            band, box = max(2, seen.mm(BAND_MM)), widget.box
            x, y = box.center
            for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                edge = (
                    x if not dx else (box.x if dx > 0 else box.right - 1),
                    y if not dy else (box.y if dy > 0 else box.bottom - 1),
                )
                outer, inner = (
                    tuple(surface.get_at((edge[0] + dx * n, edge[1] + dy * n)))[:3]
                    for n in (band // 2, band + band // 2)
                )
                assert contrast(outer, inner) >= 3, (state, widget.key)
