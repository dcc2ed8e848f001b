"""Rules about reading (numbers as in the notes: screen-and-receipt 8)."""

from itertools import combinations

from firmware.kiosk.layout import COMPACT_FLOOR_MM, FLOOR_MM, LARGE_FLOOR_MM
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.theme import CALM, STARK, contrast

ROUNDING_MM = 0.02
DATA = ("official.", "answer.official")
"""Central's words, as long as they are: they may be smaller, but are never cut off."""

MOSTLY = 0.75
"""On a panel of 10 inches so many of the texts have the size of large text."""


def _own(painted):
    return [mark for mark in painted.texts if not mark.key.startswith(DATA)]


def test_rule_3_capitals_are_as_high_as_the_panel_allows(show):
    floor = COMPACT_FLOOR_MM if show.layout.compact else FLOOR_MM
    for painted in show.pages:
        for mark in _own(painted):
            assert mark.capitals_mm >= floor - ROUNDING_MM, (painted.name, mark)
        for mark in painted.texts:
            assert mark.capitals_mm >= DATA_FLOOR_MM - ROUNDING_MM, (painted.name, mark)


def test_rule_4_large_text_is_six_millimetres_high_where_the_panel_allows_it(show):
    if show.mode != "large" or show.layout.compact:
        return
    sizes = [mark.capitals_mm for painted in show.pages for mark in _own(painted)]
    large = [size for size in sizes if size >= LARGE_FLOOR_MM - ROUNDING_MM]
    assert len(large) >= len(sizes) * (MOSTLY if show.layout.zoom == 1 else 1)


def test_rule_5_text_has_a_contrast_of_seven_to_one(show):
    for painted in show.pages:
        for mark in painted.texts:
            for ground in mark.grounds:
                assert contrast(mark.ink, ground) >= 7, (painted.name, mark)


def test_rule_5_icons_have_a_contrast_of_three_to_one(show):
    for painted in show.pages:
        for mark in painted.icons:
            for ground in mark.grounds:
                assert contrast(mark.ink, ground) >= 3, (painted.name, mark)


def test_rule_5_the_edge_of_what_can_be_touched_has_a_contrast_of_three_to_one(show):
    for painted in show.pages:
        for widget in painted.page.tappable:
            edges = [mark for mark in painted.fields if mark.key == widget.key]
            best = max(contrast(mark.ink, ground) for mark in edges for ground in mark.grounds)
            assert best >= 3, (painted.name, widget.key)


def test_rule_6_recording_is_told_by_a_dot_a_word_and_a_clock(show):
    for painted in show.pages:
        if painted.state == "recording":
            assert any(mark.what == "record" for mark in painted.icons)
            assert any(mark.key == "recording.mark" for mark in painted.texts)
            assert any(":" in mark.what for mark in painted.texts if mark.key == "recording.left")


def test_rule_6_a_warning_is_told_by_a_sign_and_a_text(show):
    for painted in show.pages:
        for key in ("notices", "receipt.slip", "position.too_dark"):
            if painted.page.widget(key):
                assert any(mark.key == key for mark in painted.icons), (painted.name, key)
                assert any(mark.key == key for mark in painted.texts), (painted.name, key)


def test_rule_6_a_switch_says_in_words_whether_it_is_on(show):
    for painted in show.pages:
        for widget in painted.page.tappable:
            if widget.key in ("aids.large", "aids.contrast", "aids.voice"):
                assert widget.note in [mark.what for mark in painted.texts]
                assert widget.note in widget.speak


def test_rule_6_the_chosen_language_is_heavier_than_the_others(show):
    for painted in show.pages:
        chosen = painted.page.widget(f"top.{painted.language}")
        if chosen and not painted.page.overlay:
            assert chosen.weight == "bold"


def test_no_text_is_cut_off_or_shrunk_below_its_floor(show):
    for painted in show.pages:
        assert painted.squeezed == [], painted.name
        for mark in painted.texts:
            assert mark.whole, (painted.name, mark)


def test_every_text_is_inside_its_widget(show):
    for painted in show.pages:
        boxes = {widget.key: widget.box for widget in painted.page.all}
        for mark in painted.texts:
            around = boxes[mark.key].inset(-1)
            assert around.joined(mark.box) == around, (painted.name, mark)


def test_no_text_lies_over_another(show):
    for painted in show.pages:
        above = {widget.key for widget in painted.page.overlay}
        for layer in (True, False):
            marks = [mark for mark in painted.texts if (mark.key in above) is layer]
            for one, other in combinations(marks, 2):
                apart = one.box.inset(1, round(one.box.h * 0.1))
                assert not apart.meets(other.box.inset(1)), (painted.name, one, other)


def test_both_palettes_know_the_same_colours():
    assert CALM.keys() == STARK.keys()
