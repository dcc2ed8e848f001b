"""The service menu at work; its jobs are done at once, in the test's thread."""

from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any
from unittest.mock import Mock, patch

import pytest
from PIL import Image

from firmware.kiosk.devices import Devices, PrintDesk, Studio
from firmware.kiosk.jobs import Done
from firmware.kiosk.lamps import Lamps
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.service import door, pin
from firmware.kiosk.service import service as service_module
from firmware.kiosk.service.service import Service
from firmware.kiosk.service.stick import Outcome, Result
from firmware.kiosk.service.table import ROOMS, USUAL_IDLE_S
from firmware.kiosk.views import UiEvent
from firmware.settings import ServiceSettings, Settings
from hw.lights import Lights, Scene
from hw.printer import Link, Paper, Printed, Printer, PrinterStatus, PrintResult

PIN = "190283"
ONLINE = PrinterStatus(Link.ONLINE, Paper.OK)


class AtOnce:
    """A worker that does each job while it is being submitted."""

    def __init__(self, _name: str, reports: Any) -> None:
        self._reports = reports

    def submit(self, visit: int, name: str, work: Callable[[], object], about: str = "") -> None:
        try:
            self._reports.put(Done(visit, name, work(), about=about))
        except OSError as error:
            self._reports.put(Done(visit, name, error=error, about=about))

    def close(self) -> None: ...


@pytest.fixture
def printer() -> Mock:
    made = Mock(spec=Printer, width_dots=384)
    made.print.return_value = PrintResult(Printed.CONFIRMED, ONLINE)
    return made


@pytest.fixture
def lights() -> Mock:
    return Mock(spec=Lights)


@pytest.fixture
def make_service(spool, registrar, booth_key, clock, printer, lights) -> Iterator[Any]:
    studio = Studio(Mock(), Mock(), clock)
    devices = Devices(studio, PrintDesk(printer), lights, Mock())

    def make(pin_hash: str) -> Service:
        settings = Settings(service=ServiceSettings(pin_hash=pin_hash))
        rooms = Rooms(settings, spool, registrar, booth_key.public_key(), devices, clock)
        lamps = Lamps(lights, AtOnce("lamps", Queue()))
        lamps.show(Scene.OCCUPIED)
        return Service(rooms, lamps)

    with patch.dict(pin._COST, {"n": 16}), patch.object(service_module, "Worker", AtOnce):
        yield make


@pytest.fixture
def service(make_service) -> Service:
    made = make_service(pin.hash_pin(PIN))
    made.open()
    return made


def touch(service: Service, *events: str) -> None:
    for event in events:
        name, _, value = event.partition(":")
        service.touch(UiEvent(name, value))
        service.tick()


def enter(service: Service, typed: str) -> None:
    touch(service, *(f"digit:{digit}" for digit in typed), "enter_pin")


def test_without_a_pin_in_the_settings_it_stays_closed(make_service):
    service = make_service("")
    service.open()

    assert not service.possible
    assert not service.is_open


def test_the_pin_opens_the_menu(service):
    assert service.view().room == "pin"
    enter(service, PIN)

    assert service.view().room == "menu"


def test_sticks_are_let_in_by_the_pin_alone_and_until_it_ends(make_service, tmp_path, clock):
    flag = tmp_path / "service-open"
    with patch.object(door.StickDoor.__init__, "__defaults__", (flag,)):
        service = make_service(pin.hash_pin(PIN))
    service.open()
    assert not flag.exists()
    enter(service, "000000")
    assert not flag.exists()
    enter(service, PIN)
    assert flag.exists()
    touch(service, "room:usb", "back")
    assert flag.exists()
    clock.forward(USUAL_IDLE_S + 1)
    service.tick()
    assert not service.is_open
    assert not flag.exists()


def test_no_room_is_reached_without_the_pin(service):
    touch(service, *(f"room:{room}" for room in ROOMS), "print_test", "scene:ready")

    assert service.view().room == "pin"


def test_a_wrong_pin_is_said_and_forgotten(service):
    enter(service, "999999")
    view = service.view()

    assert (view.room, view.wrong, view.typed) == ("pin", True, 0)


def test_after_three_wrong_pins_not_even_the_right_one_is_taken_until_the_pause_is_over(
    service, clock
):
    for _ in range(3):
        enter(service, "999999")
    touch(service, "leave_service")
    service.open()
    assert service.view().wait_s == 30
    enter(service, PIN)
    assert service.view().room == "pin"
    clock.forward(29)
    service.touch(UiEvent("clear"))
    clock.forward(1)
    enter(service, PIN)

    assert service.view().room == "menu"


def test_a_pin_is_never_logged(service, caplog):
    with caplog.at_level("DEBUG"):
        enter(service, "987654")
        enter(service, PIN)

    assert "987654" not in caplog.text
    assert PIN not in caplog.text


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_entered_and_left(service, room):
    enter(service, PIN)
    touch(service, f"room:{room}")
    assert service.view().room == room
    touch(service, "back")
    assert service.view().room == "menu"
    touch(service, "leave_service")

    assert not service.is_open


def test_the_status_page_is_told_what_disk_and_database_say(service):
    enter(service, PIN)
    touch(service, "room:status")
    service.tick()

    assert service.view().report is not None


def test_a_test_slip_is_as_wide_as_the_paper(service, printer):
    enter(service, PIN)
    touch(service, "room:printer", "print_test")
    image: Image.Image = printer.print.call_args.args[0]

    assert (image.mode, image.width) == ("1", 384)
    assert service.view().printed is Printed.CONFIRMED


def test_a_printer_that_raises_has_not_confirmed(service, printer):
    printer.print.side_effect = OSError(5, "Input/output error")
    enter(service, PIN)
    touch(service, "room:printer", "print_test")

    assert service.view().printed is Printed.UNCONFIRMED
    assert not service.view().busy


def test_lamps_are_shown_one_scene_after_the_other_and_then_as_they_were(service, lights):
    enter(service, PIN)
    touch(service, "room:lamps", *(f"scene:{scene.value}" for scene in Scene), "back")
    shown = [call.args[0] for call in lights.show.call_args_list]

    assert shown == [Scene.OCCUPIED, *Scene, Scene.OCCUPIED]


def test_the_network_page_is_told_what_the_system_says(service):
    enter(service, PIN)
    touch(service, "room:network")
    service.tick()

    assert service.view().network is not None


def test_without_a_stick_the_export_says_so(service):
    enter(service, PIN)
    touch(service, "room:usb", "export")
    view = service.view()

    assert (view.busy, view.exported) == (False, Result(Outcome.NO_STICK))


def test_an_export_that_raises_has_copied_nothing_for_certain(service, monkeypatch):
    monkeypatch.setattr(service._stick, "export", Mock(side_effect=OSError(5, "gone")))
    enter(service, PIN)
    touch(service, "room:usb", "export")

    assert service.view().exported == Result(Outcome.BROKEN)


def test_a_long_export_is_not_left_for_idleness(service, clock, monkeypatch):
    enter(service, PIN)
    touch(service, "room:usb")
    monkeypatch.setattr(service, "_submit", lambda *_: None)
    touch(service, "export")
    for _ in range(4):
        clock.forward(USUAL_IDLE_S - 1)
        service.tick()

    assert service.view().room == "usb"


@pytest.mark.parametrize("way", ["leave_service", ""])
def test_lamps_are_as_they_were_however_the_menu_is_left(service, lights, clock, way):
    enter(service, PIN)
    touch(service, "room:lamps", "scene:recording")
    if way:
        touch(service, way)
    else:
        clock.forward(USUAL_IDLE_S + 1)
        service.tick()

    assert not service.is_open
    assert lights.show.call_args.args == (Scene.OCCUPIED,)


@pytest.mark.parametrize(("room", "limit"), [("", 30), ("menu", 300), ("log", 300)])
def test_left_alone_it_closes(service, clock, room, limit):
    if room:
        enter(service, PIN)
        touch(service, f"room:{room}")
    clock.forward(limit)
    service.tick()
    assert service.is_open
    clock.forward(1)
    service.tick()

    assert not service.is_open


def test_a_pin_that_was_checked_too_late_opens_nothing(service):
    service.touch(UiEvent("digit", "1"))
    for digit in PIN[1:]:
        service.touch(UiEvent("digit", digit))
    service.touch(UiEvent("enter_pin"))
    service.touch(UiEvent("leave_service"))
    service.open()
    service.tick()

    assert service.view().room == "pin"


def test_the_language_is_the_engineers(service):
    touch(service, "switch_language:kk")

    assert service.view().language == "kk"
