"""An empty booth is warned at once and never cut off; a wrong sensor annoys once."""

import pytest

from firmware.kiosk.lamps import scene_of
from firmware.kiosk.visit import LIMITS, Visit
from hw.lights import Scene
from hw.sensors import Contact


def leave(bench) -> None:
    bench.sensors.release(Contact.PRESENCE)
    bench.sensors.release(Contact.DOOR)
    bench.sensors.rest()


def come(bench) -> None:
    bench.sensors.press(Contact.PRESENCE)
    bench.sensors.press(Contact.DOOR)
    bench.sensors.rest()


@pytest.fixture
def visit(bench):
    come(bench)
    bench.touch("touched", "chosen_language:ru")
    bench.tick()
    return bench


def test_an_empty_booth_is_warned_at_once_and_for_as_long_as_ever(visit):
    leave(visit)
    visit.tick(14)
    assert visit.conductor.warning_s is None
    visit.tick(1)
    assert visit.conductor.warning_s == 20
    visit.tick(19)
    assert visit.conductor.warning_s == 1
    assert visit.state == "menu"
    visit.tick(1)
    assert visit.state == "attract"


def test_who_comes_back_in_may_be_another_so_the_warning_stays_until_a_touch(visit):
    leave(visit)
    visit.tick(15)
    visit.tick(0)
    come(visit)
    visit.tick(5)
    assert visit.conductor.warning_s == 15
    visit.touch("more_time")
    visit.tick()
    assert visit.conductor.warning_s is None


def test_a_sensor_that_a_touch_proves_wrong_is_not_asked_again_in_this_visit(visit):
    leave(visit)
    visit.tick(15)
    visit.touch("more_time")
    visit.tick(LIMITS["menu"] - 1)
    assert visit.conductor.warning_s is None
    visit.tick(1)
    assert visit.conductor.warning_s == 20
    visit.touch("cancel", "touched", "chosen_language:ru")
    visit.tick(15)
    assert visit.conductor.warning_s == 20, "the next visit asks it again"


def test_whoever_is_seen_is_there_though_the_door_is_held_open(visit):
    visit.sensors.release(Contact.DOOR)
    visit.sensors.rest()
    visit.tick(30)
    assert visit.conductor.warning_s is None


def test_where_no_sensor_sees_people_the_open_door_counts(visit, monkeypatch):
    monkeypatch.setattr(
        type(visit.sensors), "state", lambda _: {Contact.PRESENCE: None, Contact.DOOR: False}
    )
    visit.tick(15)
    assert visit.conductor.warning_s == 20


@pytest.mark.parametrize("known", [{}, {Contact.PRESENCE: None, Contact.DOOR: None}])
def test_sensors_that_are_not_there_hasten_nothing(visit, monkeypatch, known):
    monkeypatch.setattr(type(visit.sensors), "state", lambda _: known)
    visit.tick(LIMITS["menu"] - 1)
    assert visit.conductor.warning_s is None


def test_pins_that_vanish_end_no_visit(visit):
    visit.sensors.unplug()
    visit.sensors.rest()
    visit.tick(LIMITS["menu"] - 1)
    assert visit.conductor.warning_s is None


def test_a_recording_is_not_cut_off_but_its_review_is_warned_at_once(bench):
    bench.to_recording()
    leave(bench)
    bench.tick(60)
    assert (bench.state, bench.conductor.warning_s) == ("recording", None)
    bench.speak()
    bench.tick(60)
    bench.work()
    assert bench.state == "review"
    bench.tick()
    assert bench.conductor.warning_s is not None, "nobody watches what plays"


def test_the_lamp_outside_follows_who_is_inside(bench):
    come(bench)
    bench.tick()
    bench.work()
    assert bench.lights.scene is Scene.OCCUPIED
    leave(bench)
    bench.tick()
    bench.work()
    assert bench.lights.scene is Scene.IDLE


def test_every_state_has_a_scene_and_a_call_goes_before_it():
    for state in Visit.states:
        assert scene_of(state.id) in Scene
        assert scene_of(state.id, called=True) is Scene.ATTENTION


def test_a_call_for_help_is_lit_and_logged_once_and_ends(bench, caplog):
    bench.touch("touched")
    bench.conductor.help.call()
    bench.conductor.help.call()
    bench.tick()
    bench.work()
    assert bench.lights.scene is Scene.ATTENTION
    assert bench.conductor.help.shown
    assert [one.message for one in caplog.records].count("help was called") == 1
    bench.touch("help_seen")
    assert not bench.conductor.help.shown
    bench.tick(121)
    bench.work()
    assert bench.lights.scene is not Scene.ATTENTION


def test_a_call_that_nobody_reads_leaves_the_screen_by_itself(bench):
    bench.conductor.help.call()
    bench.tick(10)
    assert not bench.conductor.help.shown
    assert bench.conductor.help.lit
