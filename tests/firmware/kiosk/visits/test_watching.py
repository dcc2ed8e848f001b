"""The video of an answer: fetched on wish, played while it arrives, gone with the visit."""

from functools import partial
from unittest.mock import Mock, patch

import numpy as np
import pytest
from peewee import OperationalError

from firmware.appeals.sealing import VisitKey, seal
from firmware.kiosk import conductor as conductor_module
from firmware.kiosk import watching
from firmware.kiosk.layout import Layout
from firmware.kiosk.patience import WATCHED_S
from firmware.kiosk.screens import build
from firmware.kiosk.views import Playing
from firmware.kiosk.visit import LIMITS
from firmware.kiosk.watching import LATE_S
from firmware.recording.arriving import Arriving
from firmware.settings import ScreenSettings
from tests.firmware.kiosk.visits.videos import SECONDS, answered, reply

LAYOUT = Layout(ScreenSettings())


def play_on(bench, until) -> list[int]:
    """Time passes until that; the moments of the pictures that were shown."""
    seen: list[int] = []

    def look() -> bool:
        bench.tick(0.02)
        picture = bench.look().picture
        if picture is not None and picture.ts_us not in seen:
            seen.append(picture.ts_us)
        return until()

    bench.until(look)
    return seen


def wait_for(bench, until) -> None:
    """Seconds pass until that."""

    def look() -> bool:
        bench.tick(1)
        return until()

    bench.until(look)


def playing(bench, what: Playing):
    return lambda: bench.look().playing is what


def heard(bench) -> float:
    """Seconds that the loudspeaker was given."""
    return sum(call.args[0].size for call in bench.speaker.play.call_args_list) / 48_000


def test_a_video_is_wished_for_as_soon_as_the_answer_tells_of_it(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)

    assert bench.look().video
    assert uplink.mailbox.wanted_videos() == [uplink.rid]


def test_an_answer_without_a_video_offers_and_wishes_none(bench, booth_key, film):
    uplink = answered(bench, booth_key, film, video=False)
    assert not bench.look().video
    bench.touch("watch")

    assert bench.state == "answer"
    assert uplink.mailbox.wanted_videos() == []


def test_it_is_watched_whole_and_nothing_moves_on_by_itself(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    uplink.finish()
    bench.touch("watch")
    assert bench.state == "watching"
    seen = play_on(bench, playing(bench, Playing.OVER))

    assert seen == [n * 40_000 for n in range(25 * SECONDS)]
    assert heard(bench) == pytest.approx(SECONDS, abs=0.06)
    picture = bench.look().picture
    assert (picture.width, picture.height) == (480, 640)
    assert bench.look().position_s <= bench.look().duration_s == SECONDS
    bench.tick(60)
    assert bench.state == "watching"
    bench.touch("seen")
    bench.work()
    assert bench.state == "rating"
    assert uplink.mailbox.wanted_videos() == []


def test_it_begins_before_it_is_whole_stands_when_it_is_late_and_goes_on(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    bench.touch("watch")
    bench.tick()
    assert bench.look().playing is Playing.PLAYING  # it may come at once: nothing is said yet
    bench.tick(LATE_S)
    assert bench.look().playing is Playing.ON_ITS_WAY
    uplink.bring(0.7)
    play_on(bench, playing(bench, Playing.PLAYING))
    seen = play_on(bench, playing(bench, Playing.ON_ITS_WAY))
    stood_at = bench.look().position_s
    assert 1 < stood_at < SECONDS - 0.5

    uplink.finish()
    seen += play_on(bench, playing(bench, Playing.OVER))
    assert sorted(set(seen)) == [n * 40_000 for n in range(25 * SECONDS)][-len(set(seen)) :]
    assert heard(bench) == pytest.approx(SECONDS, abs=0.06)


def test_a_video_that_never_comes_says_so_and_is_asked_for_anew(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    bench.touch("watch")
    wait_for(bench, playing(bench, Playing.FAILED))
    assert bench.state == "watching"

    bench.touch("ask_again")
    assert bench.state == "asking"
    bench.work()
    assert uplink.mailbox.wanted_videos() == []
    again = reply(bench, booth_key, film)
    assert again.rid != uplink.rid
    bench.tick(0.2)
    bench.work()
    assert bench.state == "answer"
    again.finish()
    bench.touch("watch")
    play_on(bench, playing(bench, Playing.OVER))


@pytest.mark.parametrize("fault", ["foreign", "torn", "sealed to a stranger", "no film"])
def test_a_video_that_is_none_says_so_and_the_text_is_there(bench, booth_key, film, fault):
    uplink = answered(bench, booth_key, film)
    uplink.sealed = {
        "foreign": bytes(9000),
        "torn": uplink.sealed[: len(uplink.sealed) // 2],
        "sealed to a stranger": seal(film, [VisitKey().recipient]),
        "no film": seal(b"not a film" * 9000, [bench.session.key.recipient]),
    }[fault]
    uplink.finish()
    bench.touch("watch")
    play_on(bench, playing(bench, Playing.FAILED))

    bench.touch("back")
    assert bench.state == "answer"
    assert bench.look().text == "The lamps will be mended."
    assert bench.look().watched


@pytest.mark.parametrize(
    ("way", "state"), [("cancel", "attract"), ("back", "answer"), ("seen", "rating")]
)
@pytest.mark.parametrize("arrived", [0, 0.7, 1])
def test_who_leaves_in_the_middle_hears_and_sees_no_more_of_it(
    bench, booth_key, film, way, state, arrived
):
    uplink = answered(bench, booth_key, film)
    uplink.bring(arrived)
    bench.touch("watch")
    if arrived:
        play_on(bench, lambda: bench.look().position_s > 0.1)
    review = bench.session.review
    bench.speaker.stop.reset_mock()
    bench.touch(way)

    assert bench.state == state
    assert bench.speaker.stop.called
    assert review.picture() is None
    assert bench.session.review is None
    bench.work()
    assert not review._thread.is_alive()
    assert uplink.mailbox.wanted_videos() == ([uplink.rid] if state == "answer" else [])


def test_back_at_the_text_it_can_be_watched_again_from_the_start(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    uplink.finish()
    bench.touch("watch")
    play_on(bench, lambda: bench.look().position_s > 1)
    bench.touch("back", "watch")

    assert bench.look().position_s == 0
    bench.work()
    assert uplink.mailbox.wanted_videos() == [uplink.rid]


def test_it_is_paused_gone_on_with_and_begun_anew(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    uplink.finish()
    bench.touch("watch")
    play_on(bench, lambda: bench.look().position_s > 0.5)
    bench.touch("pause")
    at = bench.look().position_s
    bench.tick(10)
    assert (bench.look().playing, bench.look().position_s) == (Playing.PAUSED, at)
    bench.touch("play")
    assert bench.look().playing is Playing.PLAYING
    bench.touch("replay")
    assert bench.look().position_s == 0
    play_on(bench, playing(bench, Playing.OVER))
    bench.touch("pause", "play")
    assert bench.look().playing is Playing.PLAYING


def test_the_next_question_and_the_next_visit_know_nothing_of_it(bench, booth_key, film):
    first = answered(bench, booth_key, film)
    bench.touch("see_answer")
    bench.work()
    assert first.mailbox.wanted_videos() == []
    second = answered(bench, booth_key, film, video=False)
    bench.touch("watch")
    assert bench.state == "answer"
    bench.touch("back", "see_answer")
    third = answered(bench, booth_key, film)
    assert third.mailbox.wanted_videos() == [third.rid]
    assert len({first.rid, second.rid, third.rid}) == 3

    bench.touch("watch", "cancel")
    bench.work()
    assert (bench.session.video, bench.session.review) == (None, None)
    assert third.mailbox.wanted_videos() == []
    bench.touch("touched", "watch", "replay", "play")
    assert bench.state == "language"


def test_watching_is_not_idleness_but_a_video_at_its_end_waits_no_longer_than_a_screen(
    bench, booth_key, film
):
    uplink = answered(bench, booth_key, film)
    uplink.finish()
    bench.touch("watch")
    bench.until(lambda: bench.look().picture is not None)
    for _ in range(3):
        bench.tick(LIMITS["watching"] - 1)  # the picture stands when time leaps
        play_on(bench, lambda: not bench.session.review.waiting)
        assert bench.conductor.warning_s is None
    play_on(bench, playing(bench, Playing.OVER))
    bench.tick(LIMITS["watching"])
    assert bench.conductor.warning_s is not None
    bench.tick(21)
    assert bench.state == "attract"
    bench.work()
    assert uplink.mailbox.wanted_videos() == []


def test_a_spool_that_fails_is_as_good_as_a_video_that_never_comes(
    bench, booth_key, film, monkeypatch
):
    def want(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(bench.conductor._mailbox, "want_video", want)
    answered(bench, booth_key, film)
    bench.touch("watch")
    wait_for(bench, playing(bench, Playing.FAILED))


def test_a_booth_that_is_closed_meanwhile_leaves_nothing(bench, booth_key, film):
    uplink = answered(bench, booth_key, film)
    uplink.finish()
    bench.touch("watch")
    review = bench.session.review
    bench.conductor.close()

    assert not review._thread.is_alive()
    assert uplink.mailbox.wanted_videos() == []


@pytest.fixture
def spoken(make_bench):
    """A bench whose voice takes two seconds a phrase, and the phrases."""
    said: list[str] = []

    def say(phrase: str, _language: object) -> np.ndarray:
        said.append(phrase)
        return np.full(96_000, 7, np.int16)

    with patch.object(conductor_module, "open_voice", lambda _: say), make_bench() as bench:
        yield bench, said


def show(bench) -> None:
    """What the UI loop does, and the worker after it."""
    conductor, session = bench.conductor, bench.session
    chrome = conductor.presenter.chrome(session, conductor.warning_s)
    conductor.show(build(bench.state, bench.look(), chrome, LAYOUT))
    bench.work("voice")


def test_who_listens_is_told_of_the_video_before_the_text(spoken, booth_key, film):
    bench, said = spoken
    bench.touch("touched", "voice", "chosen_language:en", "see_answer")
    answered(bench, booth_key, film)
    said.clear()
    show(bench)

    told = "There is a video of this answer. Watch the video"
    assert said.index(told) < said.index("The lamps will be mended.")


def test_who_listens_is_told_that_it_is_on_its_way_and_then_hears_only_the_video(
    spoken, booth_key, film
):
    bench, said = spoken
    bench.touch("touched", "voice", "chosen_language:en", "see_answer")
    uplink = answered(bench, booth_key, film)
    show(bench)
    bench.touch("watch")
    said.clear()
    show(bench)
    assert said == []
    bench.tick()
    bench.tick(LATE_S)
    show(bench)
    assert said == ["The video is on its way, please wait."]

    # What has come meanwhile waits until everything is said.
    uplink.finish()
    bench.until(lambda: bench.session.review._decoded or bench.session.review._ahead() > 1)
    bench.tick(0.5)
    show(bench)
    assert bench.look().position_s == 0
    for _ in said:
        bench.tick(2.5)
    said.clear()
    play_on(bench, lambda: show(bench) or bench.look().position_s > 0.2)
    bench.speaker.reset_mock()
    bench.touch("large")
    show(bench)
    bench.conductor.come_to(build("watching", bench.look(), bench.conductor.presenter.chrome(
        bench.session, None), LAYOUT).widget("watching.seen"))  # fmt: skip
    show(bench)
    assert said == []
    assert not bench.speaker.stop.called

    play_on(bench, playing(bench, Playing.OVER))
    show(bench)
    assert "I have seen it" in said


def test_a_line_that_brings_a_little_now_and_then_does_not_keep_it_occupied_for_hours(
    bench, booth_key, film
):
    answered(bench, booth_key, film)
    bench.touch("watch")
    bench.session.review.close()
    review = Mock(finished=False, paused=False, position_s=0.0, failure=None)
    review.picture.return_value = None
    bench.session.review = review
    asked_at = 0
    while bench.conductor.warning_s is None and asked_at < 9000:
        review.waiting = asked_at % 30 != 0
        bench.tick(1)
        asked_at += 1

    assert WATCHED_S < asked_at < WATCHED_S + LIMITS["watching"] + 30


def test_a_line_that_brings_hardly_anything_does_not_keep_an_empty_booth_occupied(
    bench, booth_key, film, monkeypatch
):
    monkeypatch.setattr(watching, "Arriving", partial(Arriving, patience_s=1e9))
    answered(bench, booth_key, film)
    bench.touch("watch")
    for _ in range(int(LIMITS["watching"]) + 1):
        bench.tick(1)
    assert bench.look().playing is Playing.ON_ITS_WAY
    assert bench.conductor.warning_s is not None
    bench.tick(21)
    assert bench.state == "attract"
