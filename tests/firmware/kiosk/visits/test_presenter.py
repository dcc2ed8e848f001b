"""Views of what is there, however odd it is; and that the screens can draw them."""

from dataclasses import replace
from itertools import product

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.appeals.appeal import Language
from firmware.kiosk.layout import Layout
from firmware.kiosk.presenter import is_unusual
from firmware.kiosk.screens import Screens
from firmware.kiosk.views import Hint, Notice
from firmware.settings import ScreenSettings
from firmware.wire.directory import Area, Body
from hw.camera import PreviewFrame
from hw.printer import Link, Paper, PrinterStatus

PANELS = [(1280, 800, 217), (800, 480, 155)]


@pytest.fixture(autouse=True)
def fonts():
    pygame.font.init()


def draw(bench) -> None:
    """Both panels, all languages: nothing raises."""
    conductor = bench.conductor
    for (width, height, mm), language in product(PANELS, Language):
        bench.session.language = language
        layout = Layout(ScreenSettings(width=width, height=height, width_mm=mm, fullscreen=False))
        chrome = conductor.presenter.chrome(bench.session, conductor.warning_s)
        Screens(layout).page(conductor.state, bench.look(), chrome)


def test_a_directory_that_is_empty_closes_the_ways_that_need_it(make_bench, directory):
    nobody = directory(areas=(), officials=(), bodies=())
    with make_bench(directory=nobody) as bench:
        bench.touch("touched", "chosen_language:kk")
        assert not bench.look().appeal
        assert not bench.look().violation
        draw(bench)
        bench.touch("appeal")
        draw(bench)


def test_without_a_directory_the_screen_says_so(make_bench):
    with make_bench(directory=None) as bench:
        bench.touch("touched", "chosen_language:kk")
        chrome = bench.conductor.presenter.chrome(bench.session, None)
        assert Notice.NO_DIRECTORY in chrome.notices
        assert not bench.look().appeal
        for event in ("appeal", "area_chosen:homes"):
            bench.touch(event)
            draw(bench)


def test_an_area_without_officials_is_not_offered(make_bench, directory):
    empty = Area("empty", directory().areas[0].name)
    with make_bench(directory=directory(areas=(*directory().areas, empty))) as bench:
        bench.touch("touched", "chosen_language:kk", "appeal")
        assert [area.id for area in bench.look().areas] == ["homes", "roads"]
        bench.touch("area_chosen:empty")
        draw(bench)


def test_an_official_whose_area_vanished_is_not_offered_and_raises_nothing(make_bench, directory):
    homes = directory().areas[:1]
    with make_bench(directory=directory(areas=homes)) as bench:
        bench.touch("touched", "chosen_language:kk", "appeal", "area_chosen:roads")
        assert bench.look().officials == ()
        draw(bench)
        bench.touch("back", "area_chosen:homes")
        assert [card.id for card in bench.look().officials] == ["akhmetov"]


def test_a_body_whose_overseer_is_unknown_is_not_offered(make_bench, directory):
    lost = Body("lost", directory().bodies[0].name, "nobody")
    with make_bench(directory=directory(bodies=(lost,))) as bench:
        bench.touch("touched", "chosen_language:kk")
        assert not bench.look().violation
        bench.touch("violation", "body_chosen:lost")
        assert bench.state == "body"
        draw(bench)


@pytest.mark.parametrize("page", ["0", "1", "999999", "-5"])
def test_a_page_that_is_not_there_is_drawn_all_the_same(bench, page):
    bench.touch("touched", "chosen_language:kk", "appeal", f"page:{page}")
    draw(bench)
    bench.touch("area_chosen:homes", f"page:{page}")
    draw(bench)


def test_a_camera_that_is_gone_closes_recording_but_not_answers(bench):
    bench.conductor.presenter.online = True
    bench.camera.there = False
    bench.touch("touched", "chosen_language:kk")
    view = bench.look()

    assert (view.appeal, view.violation, view.answer) == (False, False, True)
    assert Notice.NO_CAMERA in bench.conductor.presenter.chrome(bench.session, None).notices


@pytest.mark.parametrize(
    ("status", "notice"),
    [
        (PrinterStatus(Link.SILENT, Paper.UNKNOWN), Notice.NO_PRINTER),
        (PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN), Notice.NO_PRINTER),
        (PrinterStatus(Link.ONLINE, Paper.END), Notice.NO_PAPER),
        (PrinterStatus(Link.OFFLINE, Paper.END, cover_open=True), Notice.COVER_OPEN),
        (PrinterStatus(Link.OFFLINE, Paper.OK, False, True), Notice.PRINTER_STOPPED),
        (PrinterStatus(Link.OFFLINE, Paper.UNKNOWN), Notice.PRINTER_STOPPED),
    ],
)
def test_what_is_wrong_with_the_printer_is_said_before_recording(bench, status, notice):
    bench.rooms.devices.printer.status = status

    assert notice in bench.conductor.presenter.chrome(bench.session, None).notices


def test_every_visit_has_its_own_patience_for_a_silent_citizen(bench):
    bench.tick(600)
    bench.to_position()
    assert Hint.NOT_HEARD not in bench.look().hints
    bench.tick(5.1)

    assert Hint.NOT_HEARD in bench.look().hints


def test_what_is_wrong_with_the_picture_is_said_and_refuses_nothing(bench, monkeypatch):
    rng = np.random.default_rng(1)
    person = PreviewFrame(rng.integers(30, 230, (540, 640), np.uint8), 640, 360, 1)
    hand = PreviewFrame(np.full((540, 640), 90, np.uint8), 640, 360, 1)
    night = PreviewFrame(np.full((540, 640), 17, np.uint8), 640, 360, 1)
    studio = bench.rooms.devices.studio

    def hints_for(frame):
        monkeypatch.setattr(studio, "_preview", frame)
        seen = {Hint.TOO_DARK, Hint.COVERED, Hint.FROZEN, Hint.NO_PICTURE}
        return seen & set(bench.look().hints)

    bench.to_position()
    assert hints_for(person) == set()
    assert hints_for(hand) == {Hint.COVERED}
    assert hints_for(night) == {Hint.TOO_DARK}
    assert hints_for(person) == set()
    for _ in range(3):
        bench.tick(1)
        found = hints_for(replace(person))
    assert found == {Hint.FROZEN}
    draw(bench)
    bench.touch("ready")
    assert bench.state == "countdown"


def test_photos_of_officials_who_left_are_not_kept(bench, directory):
    shelf, presenter = bench.conductor._shelf, bench.conductor.presenter
    shelf.put_photo(b"a face")
    (sha,) = [file.name for file in bench.rooms.spool.photos.iterdir()]
    one = directory().officials[0]
    seen = type(one)(one.id, one.area, one.name, one.post, one.responsibility, sha)
    presenter.load_photos(directory(officials=(seen,)))
    assert presenter._photos == {sha: b"a face"}
    presenter.load_photos(directory())

    assert presenter._photos == {}


@given(st.text("0123456789", max_size=10))
def test_no_digits_that_can_be_typed_raise(digits):
    assert is_unusual(digits) in (True, False)


def test_a_number_of_the_country_is_not_unusual():
    assert not is_unusual("7011234567")
    assert is_unusual("0000000000")
    assert not is_unusual("701123456"), "not before it is complete"


@pytest.mark.parametrize("way", ["to_position", "to_recording", "to_review", "to_receipt"])
def test_every_screen_of_an_appeal_is_drawn_on_every_panel_in_every_language(bench, way):
    getattr(bench, way)()
    draw(bench)
