"""The voice in a visit: interrupted by touches, loud as chosen, gone with the citizen."""

from unittest.mock import patch

import numpy as np
import pytest

from firmware.kiosk import conductor as conductor_module
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens import build
from firmware.kiosk.visit import LIMITS
from firmware.settings import ScreenSettings

LAYOUT = Layout(ScreenSettings())


@pytest.fixture
def spoken(make_bench):
    """A bench whose voice takes two seconds a phrase, and the phrases."""
    said: list[str] = []

    def say(phrase: str, _language: object) -> np.ndarray:
        said.append(phrase)
        return np.ones(96_000, np.int16)

    with patch.object(conductor_module, "open_voice", lambda _: say), make_bench() as bench:
        yield bench, said


def show(bench) -> None:
    """What the UI loop does, and the worker after it."""
    conductor, session = bench.conductor, bench.session
    chrome = conductor.presenter.chrome(session, conductor.warning_s)
    view = conductor.presenter.view(bench.state, session)
    conductor.show(build(bench.state, view, chrome, LAYOUT))
    bench.work("voice")


def test_a_screen_is_spoken_and_a_touch_is_silence(spoken):
    bench, said = spoken
    bench.touch("touched", "voice")
    show(bench)
    assert said
    assert bench.speaker.play.called
    bench.touch("chosen_language:ru")
    assert bench.speaker.stop.called
    assert bench.state == "menu"


def test_the_volume_is_heard_at_once_and_is_the_same_again_for_the_next(spoken):
    bench, _ = spoken
    bench.touch("touched", "voice")
    show(bench)
    bench.touch("louder")
    assert not bench.speaker.stop.called
    bench.speaker.set_gain.assert_called_with(-5.0)
    bench.touch("louder", "louder")
    bench.speaker.set_gain.assert_called_with(0.0)
    bench.touch("cancel")
    bench.speaker.set_gain.assert_called_with(-10.0)
    assert not bench.session.aids.voice


def test_who_listens_is_not_taken_for_gone_but_the_warning_comes(spoken):
    bench, said = spoken
    bench.touch("touched", "chosen_language:en", "voice")
    show(bench)
    phrases = len(said)
    for _ in range(2 * phrases):
        bench.tick(1)
    bench.tick(LIMITS["menu"] - 2)
    assert bench.conductor.warning_s is None
    bench.tick(1)
    assert bench.conductor.warning_s == 20
    said.clear()
    show(bench)
    assert said[0] == "Are you still here?"
    for _ in range(20):
        bench.tick(1)
        show(bench)
    assert bench.state == "attract"


def test_nothing_is_said_into_a_recording(spoken):
    bench, said = spoken
    bench.touch("touched", "voice", "cancel")
    bench.to_position()
    bench.touch("voice")
    show(bench)
    assert said
    bench.to_recording()
    said.clear()
    show(bench)
    assert said == []
    bench.speaker.play.reset_mock()
    bench.tick(1)
    assert not bench.speaker.play.called


def test_the_next_citizen_hears_nothing_of_the_last(spoken):
    bench, said = spoken
    bench.touch("touched", "voice")
    show(bench)
    bench.touch("cancel")
    said.clear()
    bench.speaker.play.reset_mock()
    bench.touch("touched")
    show(bench)
    bench.tick(5)
    assert said == []
    assert not bench.speaker.play.called
