"""A booth in which nothing works says so before anybody touches it."""

from firmware.kiosk.newsstand import REFRESH_S
from firmware.kiosk.order import PATIENCE_S
from firmware.kiosk.screens import build
from firmware.kiosk.views import Chrome, UiEvent
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
