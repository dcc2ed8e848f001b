"""A booth in which nothing works says so before anybody touches it."""

import pytest

from firmware.kiosk.newsstand import REFRESH_S
from firmware.kiosk.order import PATIENCE_S
from firmware.kiosk.screens import build
from firmware.kiosk.views import Chrome, UiEvent
from firmware.spool.errors import BoothOccupied
from firmware.spool.vacancy import vacant
from hw.lights import Scene


def wait(bench, seconds: float) -> None:
    for _ in range(round(seconds / REFRESH_S) + 1):
        bench.tick(REFRESH_S)
        bench.work()


def test_without_directory_line_and_pages_the_lamps_and_the_screen_say_out_of_order(
    make_bench, layout
):
    with make_bench(directory=None) as bench:
        assert bench.lights.scene is not Scene.OUT_OF_ORDER
        wait(bench, PATIENCE_S)
        page = build("attract", bench.look(), Chrome(), layout)

        assert bench.lights.scene is Scene.OUT_OF_ORDER
        assert bench.look().offers.nothing
        assert UiEvent("touched") not in [widget.event for widget in page.tappable]


def test_a_touch_then_begins_nothing(make_bench):
    with make_bench(directory=None) as bench:
        wait(bench, PATIENCE_S)
        bench.touch("touched")

        assert bench.state == "attract"


def test_what_is_back_ends_it_at_once(make_bench):
    with make_bench(directory=None) as bench:
        wait(bench, PATIENCE_S)
        bench.conductor.presenter.online = True
        bench.conductor.tick()
        bench.work("lamps")

        assert bench.lights.scene is Scene.IDLE


def test_without_a_camera_the_booth_still_offers_what_needs_none(bench):
    bench.camera.there = False
    bench.conductor.presenter.online = True
    for _ in range(16):
        bench.tick(1.0)
        bench.conductor.presenter.online = True
        bench.look()
    offers = bench.look().offers

    assert not offers.records
    assert offers.answer
    bench.touch("touched")
    assert bench.state == "language"


def test_while_an_update_is_installed_the_screen_says_so_and_a_touch_begins_nothing(bench, layout):
    with vacant(bench.rooms.spool.folder):
        bench.tick(0.1)
        assert bench.look().updating
        page = build("attract", bench.look(), Chrome(), layout)
        assert UiEvent("touched") not in [widget.event for widget in page.tappable]
        bench.touch("touched")
        assert bench.state == "attract"

    bench.tick(0.1)
    assert not bench.look().updating
    bench.touch("touched")
    assert bench.state == "language"


def test_a_visit_keeps_updates_away_from_its_first_touch_to_its_end(bench):
    bench.touch("touched")
    with pytest.raises(BoothOccupied), vacant(bench.rooms.spool.folder):
        pass

    bench.touch("cancel")
    assert bench.state == "attract"
    with vacant(bench.rooms.spool.folder):
        pass
