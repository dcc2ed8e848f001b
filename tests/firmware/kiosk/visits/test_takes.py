"""Takes: countdown, recording, review, and that no file outlives them."""

import pytest

from firmware.kiosk.views import Failure
from firmware.kiosk.visit import LIMITS


def test_back_during_the_countdown_destroys_the_file_that_comes_late(bench):
    bench.to_position()
    bench.touch("ready", "back")
    assert bench.state == "position"

    bench.work()

    assert bench.files == []
    assert bench.session.recorder is None


def test_the_recorder_of_the_take_before_is_not_taken_for_the_next(bench):
    bench.to_position()
    bench.touch("ready", "back", "ready")
    take = bench.session.take

    bench.work()

    assert bench.session.recorder.file.name == f"{take}.clip.age"
    assert bench.files == [f"{take}.clip.age"]


def test_a_failure_of_the_take_before_does_not_end_the_next(bench):
    bench.to_recording()
    bench.speak()
    bench.camera.breaks = True
    bench.touch("stopped", "again")
    bench.workers["studio"].step()
    bench.camera.breaks = False

    bench.work()

    assert bench.state == "countdown"


def test_recording_anew_destroys_the_take_before(bench):
    bench.to_review()
    before = bench.files
    bench.touch("again")
    bench.work()

    assert len(bench.files) == 1
    assert bench.files != before


def test_only_so_many_takes_are_allowed(make_bench):
    with make_bench(takes=2) as bench:
        bench.to_review()
        assert bench.look().takes_left == 1
        bench.touch("again")
        bench.work()
        bench.tick(3)
        bench.work()
        bench.speak()
        bench.touch("stopped")
        bench.work()
        assert bench.look().takes_left == 0

        bench.touch("again")

        assert bench.state == "review"


@pytest.mark.parametrize("state", ["countdown", "recording", "review"])
def test_leaving_destroys_what_was_recorded(bench, state):
    if state == "review":
        bench.to_review()
    else:
        bench.to_recording()
    bench.touch("leave")
    assert bench.conductor.presenter.chrome(bench.session, None).leaving
    bench.touch("cancel")
    bench.work()

    assert bench.state == "attract"
    assert bench.files == []


def test_a_camera_that_breaks_while_it_is_stopped_leaves_no_file(bench):
    bench.to_recording()
    bench.camera.breaks = True
    bench.touch("cancel")
    bench.work()

    assert bench.files == []


def test_a_camera_that_refuses_to_record_is_said(bench):
    bench.to_position()
    bench.camera.refuses = True
    bench.touch("ready")
    bench.work()
    bench.tick(3)
    bench.work()

    assert bench.state == "failed"
    assert bench.look().reason is Failure.CAMERA
    bench.work()
    assert bench.files == []


def test_a_camera_that_vanishes_while_nothing_is_said_yet_is_said(bench):
    bench.to_recording()
    bench.speak()
    bench.camera.there = False
    bench.tick()
    bench.work()

    assert bench.state == "failed"
    assert bench.look().reason is Failure.CAMERA
    assert bench.files == []


def test_a_camera_that_vanishes_later_leaves_the_citizen_what_was_said(bench, monkeypatch):
    monkeypatch.setattr("firmware.kiosk.takes._WORTH_KEEPING_S", 0.5)
    bench.to_recording()
    bench.speak()
    bench.camera.there = False
    bench.tick()
    bench.work()

    assert bench.state == "review"
    assert bench.look().duration_s > 0


@pytest.mark.parametrize("way", ["to_position", "to_review"])
def test_a_camera_that_vanishes_where_it_is_not_needed_ends_nothing(bench, way):
    getattr(bench, way)()
    state = bench.state
    bench.camera.there = False
    bench.tick()

    assert bench.state == state


def test_a_camera_without_a_picture_is_the_cameras_fault(bench):
    bench.to_position()
    bench.camera.mute = True
    bench.touch("ready")
    bench.work()
    bench.tick(3)
    bench.work()
    bench.touch("stopped")
    assert bench.state == "recording"
    bench.tick(bench.rooms.settings.visit.clip_s)
    bench.work()

    assert bench.state == "failed"
    assert bench.look().reason is Failure.CAMERA


def test_a_folder_that_takes_no_file_is_said_and_the_citizen_can_go_on(bench):
    bench.to_position()
    folder = bench.rooms.spool.recording
    folder.rmdir()
    bench.touch("ready")
    bench.work()
    assert bench.state == "failed"
    assert bench.look().reason is Failure.STORAGE

    folder.mkdir()
    bench.touch("again")
    bench.to_receipt()


def test_a_disk_that_makes_no_file_in_time_is_said(bench):
    bench.to_position()
    bench.touch("ready")
    bench.tick(3 + 5.1)
    assert bench.state == "failed"

    bench.work()

    assert bench.files == []


def test_without_a_microphone_one_is_told_and_may_record(bench):
    bench.microphone.healthy.return_value = False
    bench.to_position()
    assert "not_heard" in bench.look().hints
    assert "no_sound" in bench.conductor.presenter.chrome(bench.session, None).notices

    bench.to_receipt()


def test_the_recording_ends_at_its_limit(bench):
    bench.to_recording()
    bench.speak()
    bench.tick(119.9)
    assert bench.state == "recording"
    bench.tick(0.1)

    assert bench.state == "review"


def test_it_can_be_made_longer_when_it_is_nearly_over_and_only_so_often(make_bench):
    with make_bench(clip_s=60, extend_s=30, extensions=2) as bench:
        bench.to_recording()
        bench.speak()
        bench.touch("extend")
        assert bench.look().seconds_left == 60, "not before it is offered"
        bench.tick(45)
        assert bench.look().can_extend
        bench.touch("extend", "extend")
        assert bench.look().seconds_left == 45
        bench.tick(30)
        bench.touch("extend")
        bench.tick(30)
        assert not bench.look().can_extend
        bench.touch("extend")
        bench.tick(15)

        assert bench.state == "review"


def test_a_review_ends_at_its_end_can_be_paused_there_and_played_again(bench):
    bench.to_review()
    bench.touch("play")
    first = bench.session.review
    bench.until(lambda: first.picture() is not None)

    def watch() -> bool:
        bench.tick(0.02)
        return first.finished

    bench.until(watch)
    bench.tick(60)
    view = bench.look()
    assert not view.playing
    assert view.position_s == view.duration_s
    bench.touch("pause")
    assert not first.paused

    bench.touch("play")

    assert bench.session.review is not first
    assert bench.look().playing
    bench.work()


def test_watching_is_not_idleness_but_a_clip_on_hold_is(bench):
    bench.to_review()
    bench.touch("play")
    bench.until(lambda: bench.session.review.picture() is not None)
    bench.touch("pause")
    bench.tick(LIMITS["review"])
    assert bench.conductor.warning_s == 20
    bench.tick(20)

    assert bench.state == "attract"


def test_no_sound_comes_after_the_review_is_left(bench):
    bench.to_review()
    bench.touch("play")
    bench.until(lambda: bench.session.review.picture() is not None)
    review = bench.session.review
    bench.touch("cancel")
    heard = bench.speaker.play.call_count

    bench.work()

    assert bench.speaker.play.call_count == heard
    assert bench.speaker.stop.called
    assert review.picture() is None


def test_playing_before_the_clip_is_finished_does_nothing(bench):
    bench.to_recording()
    bench.speak()
    bench.touch("stopped", "play", "pause")

    assert bench.session.review is None
