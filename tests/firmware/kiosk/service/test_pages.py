"""The rooms of the service menu on every panel and in every language."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page, Painter
from firmware.kiosk.service.facts import printer_line, scene_name
from firmware.kiosk.service.network import Interface, Network
from firmware.kiosk.service.pages import build
from firmware.kiosk.service.report import Report
from firmware.kiosk.service.service import _ACTS, ServiceView
from firmware.kiosk.service.stick import Outcome, Result
from firmware.kiosk.service.table import ROOMS, Table
from firmware.kiosk.texts import of
from firmware.kiosk.widgets import Brush
from firmware.settings import ScreenSettings
from firmware.spool.export import Exported
from hw.lights import Scene
from hw.power import PowerStatus
from hw.printer import Link, Paper, Printed, PrinterStatus
from hw.sensors import BUTTONS, Contact

PANELS = {
    "7 inch": ScreenSettings(width=800, height=480, width_mm=155),
    "10 inch": ScreenSettings(width=1280, height=800, width_mm=217),
    "24 inch portrait": ScreenSettings(width=1080, height=1920, width_mm=299),
    "24 inch": ScreenSettings(width=1920, height=1080, width_mm=531),
}
LEAST_MM = 15
FULL = ServiceView(
    room="menu",
    language=Language.KK,
    typed=12,
    wrong=True,
    wait_s=900,
    report=Report(123_456, 999, datetime(2026, 11, 22, 9, 4, tzinfo=UTC), False, 12_345),
    at="22.11.2026 14:30:05",
    trusted=False,
    level_db=-23.4,
    printer=PrinterStatus(Link.SILENT, Paper.NEAR_END, True, True),
    printed=Printed.UNCONFIRMED,
    scene=Scene.READY,
    lamps="gpio-mock",
    booth="001, ust-kamenogorsk-and-environs",
    central="dialog-central.example.kz:8883",
    contacts=tuple((contact, None) for contact in Contact),
    stuck=frozenset(BUTTONS),
    power=PowerStatus(mains=False, under_voltage=True, temperature_c=81.4, wear_percent=110),
    network=Network(
        tuple(Interface(f"wlan{n}", bool(n), ("192.0.2.117", "fd00::1:17"), -61) for n in range(3)),
        "192.0.2.1",
    ),
    exported=Result(Outcome.DONE, Exported(112, 35, 21)),
    progress=(12, 40),
    lines=tuple(f"22.11 12:00:00 WARNING devices: line {n}" for n in range(200)),
)
EVERYWHERE = {"back", "leave_service", "switch_language", "room"}
EVERY = ("pin", "menu", *ROOMS)


@pytest.fixture(params=PANELS.values(), ids=PANELS.keys())
def panel(request: pytest.FixtureRequest) -> Layout:
    return Layout(request.param)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("room", EVERY)
def test_every_room_fits_and_can_be_touched(panel, surface_of, room, language, frame):
    view = replace(FULL, room=room, language=language, preview=frame())
    page = build(view, panel)
    brush = Brush(surface_of(panel), panel)
    Painter(brush).paint(page)

    assert brush.type.squeezed == []
    for widget in page.all:
        assert panel.screen.joined(widget.box) == panel.screen, widget.key
    for widget in page.tappable:
        assert min(widget.box.w, widget.box.h) >= panel.mm(LEAST_MM) - 1, widget.key
    for one, other in combinations(page.tappable, 2):
        assert not one.box.meets(other.box), (one.key, other.key)


def test_every_room_has_a_way_out(panel):
    for room in EVERY:
        page = build(replace(FULL, room=room), panel)
        events = {widget.event.name for widget in page.tappable if widget.event}
        assert "leave_service" in events


@pytest.mark.parametrize("room", EVERY)
def test_no_button_is_dead(panel, room):
    for page_number in (0, 1):
        page = build(replace(FULL, room=room, wait_s=0, page=page_number), panel)
        for widget in page.tappable:
            assert widget.event is not None
            name = widget.event.name
            assert name in EVERYWHERE or (room, name) in _ACTS, widget.key


def test_the_table_has_a_page_for_every_room_but_the_closed_one():
    rooms = {state.id for state in Table.states} - {"closed"}

    assert rooms == set(EVERY)


def test_the_pin_is_never_written(big):
    page = build(replace(FULL, room="pin", typed=6), big)
    field = page.widget("service.pin.field")

    assert field is not None
    assert getattr(field, "digits", "") == "•" * 6


def test_all_lines_of_the_log_can_be_turned_to_newest_first(big):
    seen: list[str] = []
    view = replace(FULL, room="log")
    while True:
        page = build(view, big)
        seen += written(page, "service.log.")
        older = page.widget("service.older")
        if older is None or not older.tappable:
            break
        view = replace(view, page=view.page + 1)

    assert seen == list(FULL.lines[::-1])


def written(page: Page, prefix: str) -> list[str]:
    return [getattr(one, "text", "") for one in page.widgets if one.key.startswith(prefix)]


def test_every_status_of_the_printer_and_every_scene_has_words():
    texts = of(Language.RU)
    statuses = [PrinterStatus(link, paper) for link in Link for paper in Paper]

    assert len({printer_line(status, texts) for status in statuses}) == len(statuses)
    assert len({scene_name(scene, texts) for scene in Scene}) == len(Scene)
