"""The loop that draws."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pygame
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.kiosk.aids import Aids
from firmware.kiosk.devices import Studio
from firmware.kiosk.display import Display
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.program import FRAME_S, Kiosk
from firmware.kiosk.service import pin
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import UiEvent
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    MicrophoneSettings,
    PrinterSettings,
    ScreenSettings,
    ServiceSettings,
    Settings,
)


@pytest.fixture
def display() -> Iterator[Display]:
    with Display(ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)) as made:
        yield made


@pytest.fixture(params=[pin.hash_pin("190283")], ids=["with a PIN"])
def kiosk(request, tmp_path: Path, clock, display: Display) -> Iterator[Kiosk]:
    """A kiosk whose devices are never started: everything is missing."""
    pem = tmp_path / "central.pem"
    pem.write_bytes(public_pem(make_key(tmp_path / "central.key")))
    recipient = VisitKey().recipient
    settings = Settings(
        booth=BoothSettings(keys=str(tmp_path / "keys"), spool=str(tmp_path / "spool")),
        central=CentralSettings(
            recipients=(recipient,), ask_recipient=recipient, signing_key=str(pem)
        ),
        screen=ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False),
        camera=CameraSettings(driver="simulated"),
        microphone=MicrophoneSettings(driver="silent"),
        printer=PrinterSettings(driver="none"),
        lights=LightsSettings(driver="none"),
        service=ServiceSettings(pin_hash=request.param),
    )
    devices = open_devices(settings, clock, (640, 360))
    made = Kiosk(open_rooms(settings, devices, clock), display)
    yield made
    made.close()
    devices.close()


def tap(kiosk: Kiosk, display: Display, *wishes: UiEvent) -> None:
    """Touch what stands for those events, all within one frame."""
    for wish in wishes:
        widget = next(one for one in kiosk.page.tappable if one.event == wish)
        display.inject(Tap(widget.box.center, Phase.DOWN))
        display.inject(Tap(widget.box.center, Phase.UP))
    kiosk.frame()


def test_with_every_device_missing_the_screen_still_works(kiosk, display, clock):
    kiosk.frame()
    tap(kiosk, display, UiEvent("touched"))
    assert kiosk.page.name == "language"
    clock.forward(1)
    tap(kiosk, display, UiEvent("chosen_language", "ru"))

    assert kiosk.page.name == "menu"


def test_two_fingers_in_one_frame_do_one_thing(kiosk, display, clock):
    kiosk.frame()
    tap(kiosk, display, UiEvent("touched"))
    clock.forward(1)
    tap(
        kiosk,
        display,
        UiEvent("chosen_language", "ru"),
        UiEvent("chosen_language", "en"),
    )

    assert kiosk.page.name == "menu"
    assert kiosk.conductor.session.language == "ru"


def test_a_visit_left_alone_ends_and_the_next_begins_with_nothing(kiosk, display, clock):
    kiosk.frame()
    tap(kiosk, display, UiEvent("touched"))
    first = kiosk.conductor.session
    clock.forward(61)
    kiosk.frame()

    assert kiosk.page.name == "attract"
    assert kiosk.conductor.session is not first


def test_after_the_visit_no_cache_of_the_screen_knows_its_number_or_its_aids(kiosk):
    conductor, brush = kiosk.conductor, kiosk._painter._brush
    for event in ("touched", "chosen_language", "see_answer"):
        conductor.tell(event)
    conductor.session.typed = "0014823190765542"
    conductor.session.aids = Aids(large=True, contrast=True, voice=True, volume=5)
    kiosk.frame()

    def digits() -> set[str]:
        drawn = (str(key[0]) for key in (*brush.type._drawn, *brush.type._settings))
        return {line for line in drawn if any(map(str.isdigit, line))}

    held = [weakref.ref(one) for one in (conductor.session, kiosk.page)]
    changed, written = brush.layout, digits()
    conductor.tell("cancel")
    kiosk.frame()
    gc.collect()

    assert written
    assert not digits() & written
    assert [one() for one in held] == [None, None]
    assert brush.layout != changed
    assert brush.layout == kiosk._layout.seen_with(Aids())
    assert brush.pictures._frames == {}
    assert conductor.session.aids == Aids()
    assert not conductor._voice.speaking


def test_it_runs_until_it_is_told_to_stop(kiosk):
    stop, frames = Event(), []

    def after_frame() -> None:
        frames.append(1)
        if len(frames) == 3:
            stop.set()

    kiosk.run(stop, after_frame)

    assert len(frames) == 3


def tap_corner(kiosk: Kiosk, display: Display, clock, times: int) -> None:
    """Quick taps in the hidden corner."""
    corner = (3, display.panel.bottom - 3)
    for _ in range(times):
        clock.forward(0.2)
        display.inject(Tap(corner, Phase.DOWN))
        display.inject(Tap(corner, Phase.UP))
        kiosk.frame()


def test_five_taps_in_the_corner_ask_for_the_pin_and_the_visit_does_not_begin(
    kiosk, display, clock
):
    kiosk.frame()
    tap_corner(kiosk, display, clock, 5)

    assert kiosk.page.name == "service.pin"
    assert kiosk.conductor.state == "attract"


@pytest.mark.parametrize("kiosk", [""], indirect=True, ids=["no PIN"])
def test_without_a_pin_the_corner_is_like_any_other_place(kiosk, display, clock):
    kiosk.frame()
    tap_corner(kiosk, display, clock, 1)

    assert kiosk.page.name == "language"


def test_a_citizen_who_touches_the_corner_begins_a_visit(kiosk, display, clock):
    kiosk.frame()
    tap_corner(kiosk, display, clock, 1)
    assert kiosk.page.name == "attract"
    clock.forward(0.8)
    kiosk.frame()

    assert kiosk.page.name == "language"


def test_the_service_menu_is_out_of_reach_during_a_visit(kiosk, display, clock):
    kiosk.frame()
    tap(kiosk, display, UiEvent("touched"))
    clock.forward(1)
    tap_corner(kiosk, display, clock, 6)

    assert kiosk.page.name == "language"
    assert not kiosk.service.is_open


def test_the_service_menu_left_alone_gives_the_screen_back(kiosk, display, clock):
    kiosk.frame()
    tap_corner(kiosk, display, clock, 5)
    assert kiosk.service.is_open
    clock.forward(31)
    kiosk.frame()

    assert kiosk.page.name == "attract"
    assert not kiosk.service.is_open


def test_the_engineer_sees_one_picture_of_the_camera_after_the_other(
    kiosk, display, clock, frame, monkeypatch
):
    kiosk.frame()
    tap_corner(kiosk, display, clock, 5)
    kiosk.service._table.tell("accepted")
    kiosk.service.touch(UiEvent("room", "camera"))
    shown = []
    for preview in (frame(100), frame(200), None):
        monkeypatch.setattr(Studio, "preview", preview)
        kiosk.frame()
        shown.append(kiosk.page)

    assert kiosk.page.name == "service.camera"
    assert len({id(page) for page in shown}) == 3


def test_keys_of_a_keyboard_do_nothing(kiosk):
    kiosk.frame()
    for key in (pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_F1, pygame.K_1):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
    kiosk.frame()

    assert kiosk.page.name == "attract"


def test_it_looks_for_touches_within_a_tenth_of_a_second_and_more_often_in_a_visit(kiosk, display):
    waits: dict[str, float] = {}

    class Stop(Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            waits[kiosk.page.name] = timeout
            if kiosk.page.name == "attract":
                display.inject(Tap(display.panel.center, Phase.DOWN))
                display.inject(Tap(display.panel.center, Phase.UP))
            else:
                self.set()
            return self.is_set()

    kiosk.run(Stop())

    assert waits["attract"] <= 0.1
    assert waits["language"] == pytest.approx(FRAME_S)


def test_a_damaged_spool_ends_it_once_nobody_is_there(kiosk, monkeypatch):
    monkeypatch.setattr(type(kiosk.conductor), "spool_damaged", True)
    kiosk.conductor.touch(UiEvent("touched"))
    kiosk.frame()
    stop = Event()
    kiosk.run(stop, stop.set)
    assert not kiosk.spool_damaged

    kiosk.conductor.tell("expired")
    kiosk.frame()
    kiosk.run(Event())
    assert kiosk.spool_damaged
