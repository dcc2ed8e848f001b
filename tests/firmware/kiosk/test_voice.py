"""What is said of a page, and when: new screens, news on them, touches, recordings."""

import queue
import subprocess
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import VOLUMES, Aids
from firmware.kiosk.jobs import Done
from firmware.kiosk.screens import build
from firmware.kiosk.session import Session
from firmware.kiosk.views import (
    AnswerView,
    Chrome,
    MenuView,
    NumberProblem,
    NumberView,
    PhoneView,
    RatingView,
    ReceiptView,
    RecordingView,
    Slip,
    Status,
)
from firmware.kiosk.voice import Voice, phrases
from firmware.settings import VisitSettings
from hw.speaker import Speaker

NUMBER = "0014823190765542"
CHROME = Chrome(Language.EN)
SECOND = np.ones(48_000, np.int16)


@pytest.fixture
def page(big):
    """Builds the page of a state."""

    def make(state: str, view: object, **chrome: object):
        return build(state, view, replace(CHROME, **chrome), big)

    return make


class Booth:
    """A voice whose worker works when told, and a loudspeaker that notes."""

    def __init__(self, clock) -> None:
        self.clock, self.said, self.silent = clock, [], False
        self.speaker = Mock(spec=Speaker)
        self.jobs: queue.Queue = queue.Queue()
        worker = Mock(**{"submit.side_effect": lambda *job: self.jobs.put(job)})
        self.voice = Voice(self._say, worker, self.speaker, clock)
        self.session = Session(1, VisitSettings(), None, language=Language.EN)
        self.session.aids = Aids(voice=True)

    def _say(self, phrase: str, _language: Language):
        self.said.append(phrase)
        return None if self.silent else SECOND

    def show(self, page) -> list[str]:
        """Show a page, let the worker work; what was said."""
        self.said.clear()
        self.voice.show(page, self.session)
        while not self.jobs.empty():
            visit, name, work, about = self.jobs.get()
            self.voice.on_done(Done(visit, name, work(), about=about))
        self.voice.tick()
        return list(self.said)


@pytest.fixture
def booth(clock) -> Booth:
    return Booth(clock)


def test_the_title_comes_first_and_every_choice_after_it(page):
    said = phrases(page("menu", MenuView()))
    assert said[0] == "What would you like to do?"
    assert [phrase.split(".")[0] for phrase in said[1:]] == [
        "Appeal to an official",
        "Report a violation",
        "See an answer",
        "Information",
    ]


def test_what_cannot_be_chosen_is_not_said(page):
    assert not any("violation" in one for one in phrases(page("menu", MenuView(violation=False))))


def test_every_screen_in_every_language_says_something(every_view, big):
    for language in Language:
        for state, view in every_view:
            assert phrases(build(state, view, Chrome(language), big)), state


def test_a_number_is_said_digit_by_digit(page):
    said = phrases(page("receipt", ReceiptView(NUMBER, NUMBER, None, Slip.PRINTED)))
    start = said.index("0")
    assert "".join(said[start : start + 16]) == NUMBER


def test_the_keys_and_the_bar_are_not_said_each_time(page):
    said = phrases(page("number", NumberView("0014")))
    assert not {"1", "Back", "Leave", "Clear all"} & set(said)


def test_the_text_of_an_answer_is_said(page):
    said = phrases(page("answer", AnswerView(Status.ANSWERED, text="The street\nwill be lit.")))
    assert "The street will be lit." in said


def test_a_warning_is_said_instead_of_the_screen_below_it(page):
    said = phrases(page("phone", PhoneView(), warning_s=12))
    assert said[0] == "Are you still here?"
    assert "I need more time" in said
    assert "Your phone number" not in said


def test_nothing_is_said_until_the_voice_is_switched_on(booth, page):
    booth.session.aids = Aids()
    assert booth.show(page("menu", MenuView())) == []
    booth.session.aids = Aids(voice=True)
    assert len(booth.show(page("menu", MenuView()))) == 5


def test_a_screen_is_said_once_and_again_when_the_voice_is_switched_off_and_on(booth, page):
    menu = page("menu", MenuView())
    booth.show(menu)
    assert booth.show(menu) == []
    booth.session.aids = Aids()
    booth.show(menu)
    booth.session.aids = Aids(voice=True)
    assert len(booth.show(menu)) == 5


def test_an_error_is_said_when_it_appears_and_again_when_it_comes_back(booth, page):
    fine = page("number", NumberView("0014"))
    wrong = page("number", NumberView(NUMBER, NumberProblem.CHECK))
    booth.show(fine)
    for _ in range(2):
        assert booth.show(wrong)[0].startswith("There is a mistake")
        booth.voice.hush()  # a touch
        booth.show(fine)
        booth.voice.hush()


def test_passing_seconds_are_no_news(booth, page):
    booth.show(page("phone", PhoneView(), warning_s=19))
    assert booth.show(page("phone", PhoneView(), warning_s=18)) == []


def test_another_page_or_language_is_said_from_its_title_on(booth, page):
    booth.show(page("rating", RatingView()))
    booth.session.page = 1
    assert booth.show(page("rating", RatingView()))
    booth.session.language = Language.RU
    assert booth.show(page("rating", RatingView(), language=Language.RU))


def test_a_touch_interrupts(booth, page):
    booth.show(page("menu", MenuView()))
    assert booth.voice.speaking
    booth.speaker.play.reset_mock()

    booth.voice.hush()

    assert booth.speaker.stop.call_count == 1
    assert not booth.voice.speaking
    booth.clock.forward(5)
    booth.voice.tick()
    assert booth.speaker.play.call_count == 0


def test_a_loudspeaker_that_is_behind_the_clock_is_silenced_too(booth, page):
    booth.show(page("rating", RatingView()))
    while booth.voice.speaking:
        booth.clock.forward(1)
        booth.voice.tick()

    booth.voice.hush()
    booth.voice.hush()

    assert booth.speaker.stop.call_count == 1


def test_a_program_that_fails_or_hangs_lets_the_voice_come_to_rest(booth, page):
    booth.voice.show(page("menu", MenuView()), booth.session)
    while not booth.jobs.empty():
        visit, name, _, about = booth.jobs.get()
        error = subprocess.TimeoutExpired("espeak-ng", 5)
        booth.voice.on_done(Done(visit, name, error=error, about=about))
    booth.voice.tick()
    assert not booth.voice.speaking


def test_what_a_worker_brings_after_a_touch_is_not_played(booth, page):
    booth.voice.show(page("menu", MenuView()), booth.session)
    visit, name, work, about = booth.jobs.get()
    late = Done(visit, name, work(), about=about)
    waiting = booth.jobs.get()[2]

    booth.voice.hush()

    assert waiting() is None
    assert len(booth.said) == 1
    booth.voice.on_done(late)
    booth.voice.tick()
    assert booth.speaker.play.call_count == 0
    assert booth.speaker.stop.call_count == 0


def test_the_loudspeaker_is_given_no_more_than_it_keeps(booth, page):
    booth.show(page("menu", MenuView()))
    assert booth.speaker.play.call_count == 2
    for second in range(1, 5):
        booth.clock.forward(1)
        booth.voice.tick()
        assert booth.speaker.play.call_count == min(5, 2 + second)
    booth.clock.forward(3)
    assert not booth.voice.speaking


def test_nothing_is_said_while_a_clip_is_recorded(booth, page):
    assert booth.show(page("recording", RecordingView(83, 37))) == []
    assert booth.show(page("recording", RecordingView(19, 101, can_extend=True))) == []


def test_nothing_is_said_over_a_clip_that_is_reviewed(booth, page):
    booth.session.review = Mock(finished=False)
    assert booth.show(page("rating", RatingView())) == []
    booth.session.review.finished = True
    assert booth.show(page("rating", RatingView()))


def test_a_booth_that_cannot_speak_comes_to_rest(booth, page):
    booth.silent = True
    booth.show(page("menu", MenuView()))
    assert not booth.voice.speaking
    assert booth.speaker.play.call_count == 0


def test_after_the_visit_nothing_of_it_is_known(booth, page):
    booth.show(page("answer", AnswerView(Status.ANSWERED, text="A secret.")))
    booth.voice.forget()
    assert "secret" not in str(vars(booth.voice))


def test_the_volume_goes_down_in_steps_of_five_decibels():
    assert [Aids(volume=step).gain_db for step in range(1, VOLUMES + 1)] == [-20, -15, -10, -5, 0]
