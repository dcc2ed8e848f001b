"""Hints before recording."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.hints import SILENCE_DB, Ear, is_dark, level_db
from hw.camera import PreviewFrame
from hw.microphone import PcmBlock


def picture(luma: int, bright: int = 0) -> PreviewFrame:
    i420 = np.full((540, 640), 128, np.uint8)
    i420[:360] = luma
    i420[:bright] = 220
    return PreviewFrame(i420, 640, 360, 0)


def block(samples: object) -> PcmBlock:
    return PcmBlock(np.asarray(samples, np.int16), 0)


@pytest.mark.parametrize(
    ("frame", "dark"),
    [(picture(0), True), (picture(20), True), (picture(120), False), (picture(20, 60), False)],
)
def test_a_picture_is_dark_when_nothing_in_it_is_bright(frame, dark):
    assert is_dark(frame) is dark


def test_loudness_is_against_full_scale():
    assert level_db(block([0] * 960)) == SILENCE_DB
    assert level_db(block([-32768] * 960)) == pytest.approx(0)
    assert level_db(block([3277] * 960)) == pytest.approx(-20, abs=0.01)


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=960))
def test_loudness_is_always_between_silence_and_full_scale(samples):
    assert SILENCE_DB <= level_db(block(samples)) <= 0


def test_the_ear_is_deaf_after_five_seconds_without_a_voice():
    ear = Ear(100)
    ear.hear(-60, 104)
    assert not ear.deaf(105)
    assert ear.deaf(105.1)
    ear.hear(-30, 105.2)
    assert not ear.deaf(110)
