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


def test_after_a_visit_the_voice_holds_nothing_of_it_and_what_waits_is_not_said(spoken):
    bench, said = spoken
    bench.touch("touched", "voice", "chosen_language:en", "see_answer")
    conductor = bench.conductor
    chrome = conductor.presenter.chrome(bench.session, None)
    view = conductor.presenter.view(bench.state, bench.session)
    conductor.show(build(bench.state, view, chrome, LAYOUT))
    assert not bench.workers["voice"].idle
    assert conductor._voice.speaking

    bench.touch("cancel")
    bench.work()

    assert said == []
    assert not bench.speaker.play.called
    voice = vars(conductor._voice)
    assert [voice[name] for name in ("_screen", "_shown", "_said", "_waiting")] == [
        (),
        [],
        set(),
        0,
    ]
    assert not voice["_ready"]


def test_a_clip_that_is_played_is_not_spoken_over_nor_stopped_by_the_voice(spoken):
    bench, said = spoken
    bench.touch("touched", "voice", "cancel")
    bench.to_position()
    bench.touch("voice")
    bench.to_review()
    show(bench)
    assert said
    bench.touch("play")
    review = bench.session.review
    said.clear()
    bench.speaker.stop.reset_mock()
    with patch.object(type(review), "finished", False):
        for _ in range(3):
            show(bench)
            bench.tick(1)
    assert said == []
    assert not bench.speaker.stop.called


@pytest.mark.parametrize("sent", [False, True])
def test_nothing_is_said_until_the_record_is_finished(spoken, sent):
    bench, said = spoken
    bench.to_recording()
    bench.touch("voice")
    bench.speak()
    bench.touch("stopped", *["send_it"] * sent)
    said.clear()
    assert bench.camera.recording
    show(bench)
    assert said == []

    bench.work("studio")
    assert bench.state == ("registering" if sent else "review")
    show(bench)
    assert said


def test_a_voice_that_hangs_holds_back_neither_the_visit_nor_the_end(make_bench):
    def hang(_phrase: str, _language: object) -> None:
        raise AssertionError("the worker is not asked in this test")

    with patch.object(conductor_module, "open_voice", lambda _: hang), make_bench() as bench:
        bench.touch("touched", "voice")
        chrome = bench.conductor.presenter.chrome(bench.session, None)
        bench.conductor.show(build("language", bench.look(), chrome, LAYOUT))
        others = [name for name in bench.workers if name != "voice"]
        bench.touch("chosen_language:ru", "appeal", "area_chosen:homes", "official_chosen:akhmetov")
        bench.type("7011234567")
        bench.touch("phone_given", "consented", "ready")
        bench.work(*others)
        bench.tick(3.0)
        bench.work(*others)
        assert bench.state == "recording"
        bench.speak()
        bench.touch("stopped")
        bench.work(*others)
        bench.touch("send_it")
        bench.work(*others)
        assert bench.state == "receipt"
        assert not bench.workers["voice"].idle


def test_at_the_end_of_the_booth_what_waits_to_be_said_is_dropped(make_bench):
    said: list[str] = []
    voice = patch.object(conductor_module, "open_voice", lambda _: lambda one, _: said.append(one))
    with voice, make_bench() as bench:
        bench.touch("touched", "voice")
        chrome = bench.conductor.presenter.chrome(bench.session, None)
        bench.conductor.show(build("language", bench.look(), chrome, LAYOUT))
        bench.conductor.close()
        assert said == []
