"""The slip's QR code before the camera: read as if it had been typed, and only when asked for."""

import logging
from unittest.mock import patch

import numpy as np
import pytest
import segno

from firmware.appeals import number as numbers
from firmware.kiosk import scanner
from firmware.kiosk.scanner import PERIOD_S, number_in
from hw.camera import PreviewFrame

NUMBER = numbers.draw("001")


def picture(text: str, scale: int = 5) -> PreviewFrame:
    """A grey picture with that QR code in it, as the camera would bring it."""
    modules = np.array([list(row) for row in segno.make_qr(text, error="m").matrix], np.uint8)
    code = np.where(np.kron(np.pad(modules, 4), np.ones((scale, scale))), 30, 220)
    i420 = np.full((540, 640), 128, np.uint8)
    i420[80 : 80 + code.shape[0], 300 : 300 + code.shape[1]] = code
    return PreviewFrame(i420, 640, 360, 7)


@pytest.fixture
def asked(bench):
    """The number is asked for; `hold(text)` holds a code before the camera."""
    bench.touch("touched", "chosen_language:ru")
    bench.work()
    bench.touch("see_answer")
    return bench


def hold(bench, text: str) -> None:
    bench.rooms.devices.studio._on_preview(picture(text))
    bench.tick(PERIOD_S)
    bench.work()


def test_the_number_of_a_slip_is_read_from_a_picture():
    assert number_in(picture(NUMBER)) == NUMBER
    assert number_in(picture(numbers.written(NUMBER))) == NUMBER


@pytest.mark.parametrize(
    "text",
    ["https://example.org", "1234567890123456", "", NUMBER[:-1]],
    ids=["address", "check digits", "empty", "short"],
)
def test_any_other_code_is_nothing(text):
    assert number_in(picture(text or "-")) is None


def test_a_slip_before_the_camera_goes_on_as_if_it_had_been_typed(asked):
    assert asked.look().preview is not None
    asked.type("123")
    hold(asked, NUMBER)
    assert asked.state == "asking"
    assert asked.session.typed == NUMBER


def test_a_slip_that_is_still_held_up_does_not_ask_again(asked):
    hold(asked, NUMBER)
    asked.touch("back")
    hold(asked, NUMBER)
    assert asked.state == "number"
    assert asked.session.typed == NUMBER
    hold(asked, numbers.draw("002"))
    assert asked.state == "asking"


def test_it_is_looked_at_five_times_a_second_and_one_at_a_time(asked):
    looked = []
    with patch.object(scanner, "number_in", looked.append):
        asked.work()
        looked.clear()
        for _ in range(20):
            asked.tick(PERIOD_S / 2)
        assert looked == []
        asked.workers["scan"].step()
        assert len(looked) == 1
        for _ in range(20):
            asked.tick(PERIOD_S / 4)
            asked.workers["scan"].step()
        assert 4 <= len(looked) - 1 <= 6


def test_only_the_screen_that_asks_for_a_number_looks(asked):
    asked.touch("back")
    asked.work()
    hold(asked, NUMBER)
    assert asked.state == "menu"
    assert asked.workers["scan"].idle
    assert asked.session.typed == ""


def test_no_screen_of_a_whole_visit_but_one_looks_for_codes(bench):
    met, looked = set(), set()

    def step(*events: str, seconds: float = 0) -> None:
        bench.touch(*events)
        bench.tick(seconds)
        met.add(bench.state)

    with patch.object(scanner.Scanner, "tick", lambda *_: looked.add(bench.state)):
        step("touched")
        step("chosen_language:ru")
        step("see_information")
        step("violation")
        step("back")
        step("see_answer")
        bench.type(NUMBER)
        step("number_given")
        step(seconds=9)
        step("cancel")
        step()
        bench.to_review()
        step()
        step("send_it")
        bench.work()
        step()
        step("slip_taken")
        step("cancel")
    assert looked == {"number"}
    assert {"attract", "menu", "asking", "answer", "review", "receipt", "thanks"} <= met


def test_a_number_that_was_read_is_in_no_log_and_with_nobody_after_the_visit(asked, caplog):
    caplog.set_level(logging.DEBUG)
    hold(asked, NUMBER)
    assert asked.session.scanned == NUMBER
    asked.touch("cancel")
    asked.work()
    asked.rooms.devices.studio._on_preview(picture("-"))

    assert asked.session.scanned == asked.session.typed == ""
    assert NUMBER not in repr(vars(asked.conductor._scanner))
    assert NUMBER not in caplog.text
    assert numbers.written(NUMBER) not in caplog.text
    # The same slip is the next citizen's, too.
    asked.touch("touched", "chosen_language:ru", "see_answer")
    hold(asked, NUMBER)
    assert asked.state == "asking"


def test_a_code_that_cannot_be_read_ends_the_look_and_is_not_logged(asked, caplog):
    with patch.object(scanner, "read_barcodes", side_effect=ValueError("bad")):
        hold(asked, NUMBER)
    assert asked.state == "number"
    assert NUMBER not in caplog.text
    hold(asked, NUMBER)
    assert asked.state == "asking"


def test_a_late_look_of_the_last_citizen_is_nothing_to_the_next(asked):
    asked.rooms.devices.studio._on_preview(picture(NUMBER))
    asked.tick(PERIOD_S)
    asked.touch("cancel", "touched", "chosen_language:ru", "see_answer")
    asked.rooms.devices.studio._on_preview(picture("-"))
    asked.work()
    assert asked.session.visit == 2
    assert asked.state == "number"
    assert asked.session.typed == ""


def test_without_a_camera_the_number_is_typed(asked):
    asked.camera.there = False
    assert asked.look().preview is None
    asked.type(NUMBER)
    asked.touch("number_given")
    assert asked.state == "asking"
