"""Hints before recording."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.hints import (
    SILENCE_DB,
    Ear,
    Eye,
    is_covered,
    is_dark,
    is_speech,
    level_db,
)
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


def noisy(mean: float, spread: float, seed: int = 1) -> PreviewFrame:
    noise = np.random.default_rng(seed).normal(mean, spread, (540, 640))
    return PreviewFrame(np.clip(noise, 0, 255).astype(np.uint8), 640, 360, 0)


@pytest.mark.parametrize(
    ("frame", "dark", "covered"),
    [
        (noisy(137, 59), False, False),
        (noisy(23, 4), True, True),
        (noisy(61, 7.4), False, True),
        (noisy(210, 2), False, True),
        (noisy(16, 0), True, True),
    ],
    ids=["a person", "a dark room", "a finger", "white paper", "black"],
)
def test_what_lies_on_the_lens_is_told_from_a_person(frame, dark, covered):
    assert (is_dark(frame), is_covered(frame)) == (dark, covered)


def test_a_picture_that_stands_still_for_two_seconds_is_frozen():
    eye = Eye(100)
    assert not eye.frozen(200), "nothing was seen at all"
    for step in range(20):
        eye.see(noisy(137, 59, step), 200 + step)
        assert not eye.frozen(200 + step)
    eye.see(noisy(137, 59, 19), 220.9)
    assert not eye.frozen(220.9)
    eye.see(noisy(137, 59, 19), 221)
    assert eye.frozen(221)
    eye.see(noisy(137, 59, 20), 221.04)
    assert not eye.frozen(221.04)


def syllables(seconds: float, loud: float, pause: float, share: float = 0.6) -> list[float]:
    """Loudness 25 times a second of somebody who speaks that share of the time."""
    return [loud if step % 25 < 25 * share else pause for step in range(round(25 * seconds))]


@pytest.mark.parametrize(
    ("levels", "speech"),
    [
        (syllables(5, -20, -60), True),
        (syllables(5, -40, -80), True),
        (syllables(5, -30, -50, 0.3), True),
        ([SILENCE_DB] * 125, False),
        (syllables(5, -73, -77), False),
        (syllables(5, -44, -46), False),
        ([-30.0] * 125, False),
        (syllables(0.4, -20, -20) + [-60.0] * 700, False),
    ],
    ids=["speech", "quiet", "in noise", "silence", "open input", "fan", "hum", "one cough"],
)
def test_speech_is_told_from_what_only_sounds(levels, speech):
    assert is_speech(levels) is speech


@given(st.lists(st.floats(SILENCE_DB, 0), min_size=1, max_size=150))
def test_any_loudness_is_judged(levels):
    assert is_speech(levels) in (True, False)


def test_the_ear_is_deaf_after_five_seconds_without_a_voice():
    ear, now = Ear(100), 100.0
    for db in [-60.0] * 125:
        now += 0.04
        ear.hear(db, now)
    assert not ear.deaf(105)
    assert ear.deaf(105.1)
    for db in syllables(2, -30, -60):
        now += 0.04
        ear.hear(db, now)
    assert not ear.deaf(now)
    assert ear.deaf(now + 5.1)


def test_a_hum_is_not_a_voice():
    ear = Ear(0)
    for step in range(200):
        ear.hear(-20, step * 0.04)
    assert ear.deaf(8)
