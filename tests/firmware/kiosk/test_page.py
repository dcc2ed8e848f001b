"""How a page is painted and touched."""

import pytest

from firmware.kiosk.box import Box
from firmware.kiosk.page import SETTLE_S, Page, Painter, Touch
from firmware.kiosk.screens import build
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import (
    Chrome,
    CountdownView,
    MenuView,
    NumberView,
    PhoneView,
    RecordingView,
    UiEvent,
)
from firmware.kiosk.widgets import Brush


@pytest.fixture
def menu(big) -> Page:
    return build("menu", MenuView(answer=False), Chrome(), big)


class Finger:
    """A finger on the page that is on the screen."""

    def __init__(self, clock) -> None:
        self.touch = Touch(clock)

    def show(self, page: Page) -> None:
        self.page = page
        self.touch.show(page)

    def down(self, key: str) -> None:
        assert self.touch.feed(Tap(self._at(key), Phase.DOWN)) is None

    def move(self, key: str) -> None:
        assert self.touch.feed(Tap(self._at(key), Phase.MOVE)) is None

    def up(self, key: str) -> UiEvent | None:
        return self.touch.feed(Tap(self._at(key), Phase.UP))

    def tap(self, key: str) -> UiEvent | None:
        self.down(key)
        return self.up(key)

    def _at(self, key: str) -> tuple[int, int]:
        widget = self.page.widget(key)
        return widget.box.center if widget else (1, 1)


@pytest.fixture
def finger(clock, menu) -> Finger:
    finger = Finger(clock)
    finger.show(menu)
    return finger


def test_a_finger_lifted_where_it_was_put_down_acts(finger):
    finger.down("menu.appeal")
    assert finger.touch.shown == "menu.appeal"
    assert finger.up("menu.appeal") == UiEvent("appeal")
    assert finger.touch.shown == ""


def test_sliding_off_cancels(finger):
    finger.down("menu.appeal")
    finger.move("menu.violation")
    assert finger.touch.shown == ""
    assert finger.up("menu.violation") is None


def test_sliding_off_and_back_acts(finger):
    finger.down("menu.appeal")
    finger.move("nowhere")
    finger.move("menu.appeal")
    assert finger.up("menu.appeal") == UiEvent("appeal")


def test_a_finger_that_came_from_elsewhere_does_nothing(finger):
    finger.down("nowhere")
    assert finger.up("menu.appeal") is None


def test_what_is_closed_cannot_be_touched(finger):
    assert finger.tap("menu.see_answer") is None


def test_a_second_tap_does_not_hit_the_next_screen(finger, clock, big):
    assert finger.tap("menu.appeal") == UiEvent("appeal")
    finger.show(build("number", NumberView(), Chrome(), big))
    clock.seconds += SETTLE_S / 2
    assert finger.tap("keypad.5") is None
    clock.seconds += SETTLE_S
    assert finger.tap("keypad.5") == UiEvent("digit", "5")


def test_a_finger_held_while_the_screen_changes_does_nothing_on_the_new_one(finger, clock, big):
    finger.down("top.back")
    finger.show(build("number", NumberView(), Chrome(), big))
    clock.seconds += 1
    assert finger.up("top.back") is None


def test_fast_typing_is_not_slowed_down(finger, clock, big):
    finger.show(build("phone", PhoneView(), Chrome(), big))
    clock.seconds += 1
    for digit in "7011234567":
        assert finger.tap(f"keypad.{digit}") == UiEvent("digit", digit)
        clock.seconds += 0.01


def test_the_same_page_again_paints_nothing(menu, big, surface_of):
    painter = Painter(Brush(surface_of(big), big))
    assert painter.paint(menu) == [big.screen]
    assert painter.paint(menu) == []


def test_pressing_paints_only_what_is_pressed(menu, big, surface_of):
    painter = Painter(Brush(surface_of(big), big))
    painter.paint(menu)
    card = menu.widget("menu.appeal").box
    assert painter.paint(menu, "menu.appeal") == [card]
    assert painter.paint(menu) == [card]


def test_a_new_frame_paints_only_the_picture(big, surface_of, frame):
    painter = Painter(Brush(surface_of(big), big))
    pages = [
        build("recording", RecordingView(60, 60, frame(120, stamp), -30), Chrome(), big)
        for stamp in (1, 2)
    ]
    painter.paint(pages[0])
    assert painter.paint(pages[1]) == [pages[1].widget("live").box]


def test_painting_differences_gives_the_same_picture_as_painting_all(
    every_view, layout, surface_of
):
    kept, fresh = surface_of(layout), surface_of(layout)
    painter = Painter(Brush(kept, layout))
    for state, view in every_view:
        whole: dict[Chrome, bytes] = {}
        for chrome in (Chrome(), Chrome(warning_s=9), Chrome(warning_s=8), Chrome()):
            page = build(state, view, chrome, layout)
            painter.paint(page)
            if chrome not in whole:
                Painter(Brush(fresh, layout)).paint(page)
                whole[chrome] = fresh.get_buffer().raw
            assert kept.get_buffer().raw == whole[chrome], state


def test_a_frame_is_shown_as_in_a_mirror(big, surface_of, frame):
    surface = surface_of(big)
    page = build("countdown", CountdownView(3, frame(220)), Chrome(), big)
    Painter(Brush(surface, big)).paint(page)
    box = page.widget("live").box
    left = surface.get_at((box.x + 20, box.center[1]))
    right = surface.get_at((box.right - 20, box.center[1]))
    assert left.r > 150 > right.r


def test_after_forgetting_the_next_page_is_painted_whole(menu, big, surface_of):
    painter = Painter(Brush(surface_of(big), big))
    painter.paint(menu)
    painter.forget()
    assert painter.paint(menu) == [big.screen]


def test_a_box_cut_in_columns_keeps_its_gaps():
    cells = Box(0, 0, 100, 10).columns(3, 5)
    assert [cell.x for cell in cells] == [0, 35, 70]
    assert all(cell.w == 30 for cell in cells)
