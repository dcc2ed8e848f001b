"""A touch counts where it is offered, and nowhere else."""

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import Aids


def test_a_second_finger_on_the_menu_does_not_change_what_was_chosen(bench):
    bench.touch("touched", "chosen_language:ru", "appeal", "violation")

    assert bench.state == "area"
    assert not bench.session.violation


def test_a_late_touch_on_the_phones_keys_keeps_the_phone(bench):
    bench.to_position()
    bench.touch("phone_skipped", "digit:9", "erase", "clear")

    assert bench.session.phone == "7011234567"


def test_a_phone_of_an_appeal_cannot_be_skipped(bench):
    bench.touch("touched", "chosen_language:ru", "appeal", "area_chosen:homes")
    bench.touch("official_chosen:akhmetov")
    bench.type("7011234567")
    bench.touch("phone_skipped")

    assert (bench.state, bench.session.phone) == ("phone", "7011234567")


def test_a_phone_is_ten_digits_and_an_eight_before_it_is_dropped(bench):
    bench.touch("touched", "chosen_language:ru", "appeal", "area_chosen:homes")
    bench.touch("official_chosen:akhmetov")
    bench.type("701123")
    bench.touch("phone_given")
    assert bench.state == "phone"
    bench.touch("clear")
    bench.type("8701123456789")

    assert bench.session.phone == "7011234567"


@pytest.mark.parametrize(
    "event", ["official_chosen:nobody", "official_chosen", "body_chosen:police"]
)
def test_whom_the_directory_does_not_know_cannot_be_chosen(bench, event):
    bench.touch("touched", "chosen_language:ru", "appeal", "area_chosen:homes", event)

    assert bench.state == "official"


@pytest.mark.parametrize("way", ["attract", "registering", "receipt"])
def test_leaving_is_asked_only_where_a_recording_would_be_lost(bench, way):
    if way != "attract":
        bench.to_review()
        bench.touch("send_it")
    if way == "receipt":
        bench.work()
    bench.touch("leave")

    assert bench.state == way
    assert not bench.session.leaving


def test_staying_closes_the_question(bench):
    bench.to_review()
    bench.touch("leave")
    assert bench.session.leaving
    bench.touch("stay")

    assert (bench.state, bench.session.leaving) == ("review", False)


def test_the_language_can_be_changed_anywhere_and_begins_anew_with_the_next(bench):
    bench.to_review()
    bench.touch("switch_language:en")
    assert bench.session.language is Language.EN
    bench.touch("cancel")

    assert bench.session.language is Language.KK


def test_a_page_is_of_its_screen(bench):
    bench.touch("touched", "chosen_language:ru", "appeal", "page:7")
    assert bench.look().page == 7
    bench.touch("area_chosen:homes")

    assert bench.look().page == 0


def test_i_need_more_time_takes_the_warning_away(bench):
    bench.touch("touched")
    bench.tick(41)
    assert bench.conductor.warning_s == 19
    bench.touch("more_time")
    bench.tick()

    assert bench.conductor.warning_s is None


def test_a_visit_may_begin_with_the_panel_of_the_aids_and_leaves_nothing_of_them(bench):
    bench.touch("touched:aids")

    assert (bench.state, bench.session.aids.open) == ("language", True)
    bench.touch("large", "contrast", "louder", "aids")
    assert (bench.session.aids.large, bench.session.aids.volume) == (True, 4)
    bench.touch("cancel")

    assert (bench.state, bench.session.aids) == ("attract", Aids())


def test_touching_the_poster_twice_changes_no_aids(bench):
    bench.touch("touched", "touched:aids")

    assert not bench.session.aids.open
