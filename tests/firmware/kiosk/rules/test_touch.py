"""Rules about touching (numbers as in the notes: screen-and-receipt 8)."""

from itertools import combinations

from firmware.appeals.appeal import Language
from firmware.kiosk.layout import TALL_SHARE

MAIN_MM = 20
LEAST_MM = 15
GAP_MM = 3
SMALL = ("top.", "pager.")


def test_rule_1_no_target_is_smaller_than_fifteen_millimetres(show):
    least = LEAST_MM * show.layout.scale.px_per_mm
    for painted in show.pages:
        for widget in painted.page.tappable:
            assert min(widget.box.w, widget.box.h) >= least, (painted.name, widget.key)


def test_rule_1_keys_and_main_buttons_are_twenty_millimetres_wide_where_there_is_room(show):
    least = MAIN_MM * show.layout.scale.px_per_mm
    for painted in show.pages:
        for widget in painted.page.tappable:
            if show.layout.compact or widget.key.startswith(SMALL):
                continue
            assert widget.box.w >= least, (painted.name, widget.key)
            assert widget.box.h >= least * 0.8, (painted.name, widget.key)


def test_rule_2_three_millimetres_lie_between_two_targets(show):
    gap = int(GAP_MM * show.layout.scale.px_per_mm)
    for painted in show.pages:
        for one, other in combinations(painted.page.tappable, 2):
            assert not one.box.inset(-gap).meets(other.box), (painted.name, one.key, other.key)


def test_rule_2_what_is_drawn_is_not_larger_than_what_can_be_touched(show):
    for painted in show.pages:
        boxes = {widget.key: widget.box for widget in painted.page.all}
        for mark in painted.fields:
            around = boxes[mark.key]
            assert around.joined(mark.box) == around, (painted.name, mark.key)


def test_rule_7_the_warning_has_one_large_button_for_more_time(show):
    warned = [p for p in show.pages if p.page.widget("warning.more")]
    assert len(warned) == 2 * len(Language)
    for painted in warned:
        (button,) = painted.page.tappable
        assert button.event.name == "more_time"
        assert button.box.w >= 60 * show.layout.scale.px_per_mm


def test_rule_10_bar_and_aids_are_in_the_same_place_everywhere(show):
    places: dict[str, set[object]] = {}
    for painted in show.pages:
        for widget in painted.page.widgets:
            if widget.key.startswith("top.") and widget.key not in ("top.leave", "top.steps"):
                places.setdefault(widget.key, set()).add(widget.box)
    assert {"top.back", "top.aids", "top.kk"} <= places.keys()
    assert {key: len(boxes) for key, boxes in places.items()} == dict.fromkeys(places, 1)


def test_rule_10_the_aids_can_be_reached_from_every_screen(show):
    for painted in show.pages:
        button = painted.page.widget("top.aids")
        assert button is not None, painted.name
        assert button.event.name == "aids" or button.event.value == "aids", painted.name


def test_rule_10_the_state_language_is_the_first_and_english_the_last(show):
    for painted in show.pages:
        places = [painted.page.widget(f"top.{language}") for language in Language]
        if all(places):
            assert [place.box.x for place in places] == sorted(p.box.x for p in places)


def test_rule_11_everything_that_can_be_touched_has_a_spoken_form(show):
    for painted in show.pages:
        for widget in painted.page.tappable:
            says = widget.speak or getattr(widget, "text", "") or getattr(widget, "title", "")
            assert says.strip(), (painted.name, widget.key)


def test_rule_15_controls_of_a_tall_panel_are_in_its_lower_part(show):
    if not show.layout.tall:
        return
    top = show.layout.screen.h * (1 - TALL_SHARE)
    for painted in show.pages:
        for widget in painted.page.tappable:
            assert widget.box.y >= top, (painted.name, widget.key)


def test_nothing_leaves_the_panel(show):
    screen = show.layout.screen
    for painted in show.pages:
        for widget in painted.page.all:
            assert screen.joined(widget.box) == screen, (painted.name, widget.key)
            assert min(widget.box.w, widget.box.h) > 0, (painted.name, widget.key)
