"""The rooms of the service menu as pages, drawn with the widgets of the screens."""

from collections.abc import Callable
from dataclasses import replace

from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.entry import Entry, compose
from firmware.kiosk.service.aim import Aim
from firmware.kiosk.service.facts import (
    about_lines,
    contact_lines,
    export_line,
    network_lines,
    power_lines,
    printer_line,
    scene_name,
    status_lines,
)
from firmware.kiosk.service.pin import LEAST, MOST
from firmware.kiosk.service.service import ServiceView
from firmware.kiosk.service.table import ROOMS
from firmware.kiosk.texts import Texts
from firmware.kiosk.views import Chrome, UiEvent
from firmware.kiosk.widgets import Kind, LevelMeter, Progress, Video
from firmware.kiosk.widgets.field import PLACE
from firmware.kiosk.widgets.video import aspect_box
from hw.lights import Scene
from hw.printer import Printed

DOT = "•"
LINE_MM = 2.4
LOG_MM = 3.0
CITIZENS = frozenset({"top.aids"})
"""What stands on every screen of a visit and means nothing here."""


def build(view: ServiceView, layout: Layout) -> Page:
    """The page of that room."""
    composer = Composer(f"service.{view.room}", Chrome(view.language), layout)
    composer.bar(back=view.room != "menu", leave="leave_service")
    _BUILDERS[view.room](composer, view)
    page = composer.page()
    shown = (widget for widget in page.widgets if widget.key not in CITIZENS)
    return replace(page, widgets=tuple(shown))


def room_name(room: str, texts: Texts) -> str:
    """What a room is called."""
    _ = texts.gettext
    return {
        "status": _("Status"),
        "camera": _("Camera"),
        "sound": _("Sound"),
        "printer": _("Printer"),
        "lamps": _("Lamps"),
        "sensors": _("Sensors"),
        "network": _("Network"),
        "usb": _("USB stick"),
        "log": _("Log"),
        "about": _("Versions"),
    }[room]


def _pin(composer: Composer, view: ServiceView) -> None:
    _ = composer.texts.gettext
    note = ""
    if view.wait_s:
        note = composer.texts.ngettext(
            "Too many wrong PINs. Try again in {n} second.",
            "Too many wrong PINs. Try again in {n} seconds.",
            view.wait_s,
        )
    elif view.wrong:
        note = _("This PIN is wrong.")
    entry = Entry(
        template=PLACE * MOST,
        digits=DOT * view.typed,
        title=_("PIN of this booth"),
        note=note,
        go_on=_("Open the service menu"),
        event="enter_pin",
        ready=view.typed >= LEAST and not view.wait_s and not view.busy,
        alarmed=bool(note),
    )
    compose(composer, entry)


def _cells(layout: Layout, count: int) -> list[Box]:
    """Places for that many buttons, from the top."""
    box, gap = layout.content, layout.gap
    wanted_mm, most = (45, 3) if count < 10 else (36, 4)
    columns = min(most, max(1, box.w // layout.mm(wanted_mm)))
    rows = -(-count // columns)
    height = min(layout.action_height, (box.h - gap * (rows - 1)) // rows)
    return Box(box.x, box.y, box.w, rows * (height + gap) - gap).grid(columns, rows, gap)


def _menu(composer: Composer, _view: ServiceView) -> None:
    composer.title(composer.texts.gettext("Service menu"))
    for room, box in zip(ROOMS, _cells(composer.layout, len(ROOMS)), strict=False):
        text = room_name(room, composer.texts)
        composer.button(f"service.{room}", box, UiEvent("room", room), text)


def _lines(composer: Composer, box: Box, lines: list[str], columns: int) -> None:
    layout = composer.layout
    columns = columns if box.w > layout.mm(130) else 1
    rows = -(-len(lines) // columns)
    cells = box.grid(columns, rows, layout.mm(1))
    limit = layout.mm(13)
    for number, text in enumerate(lines):
        row, column = number % rows, number // rows
        cell = cells[row * columns + column]
        height = min(cell.h, limit)
        cell = Box(cell.x, box.y + row * (height + layout.mm(1)), cell.w, height)
        style = composer.style(layout.sizes.body, valign="middle", floor_mm=LINE_MM)
        composer.label(f"service.line.{number}", cell, text, style)


def _status(composer: Composer, view: ServiceView) -> None:
    composer.title(room_name("status", composer.texts))
    _lines(composer, composer.layout.content, status_lines(view, composer.texts), 2)


def _camera(composer: Composer, view: ServiceView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    composer.title(room_name("camera", composer.texts))
    text, rest = layout.content.cut_bottom(layout.mm(9), layout.mm(1))
    style = composer.style(layout.sizes.body, valign="middle", floor_mm=LINE_MM)
    composer.label("service.aim.text", text, _("Eyes on the line, for who sits"), style)
    frame = view.preview
    box = aspect_box(rest, frame.width, frame.height) if frame else rest
    composer.add(Video.of("service.picture", box, frame, mirrored=False))
    if frame:
        composer.add(Aim(key="service.aim", box=box))


def _sound(composer: Composer, view: ServiceView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    composer.title(room_name("sound", composer.texts))
    meter, rest = layout.content.cut_top(layout.mm(20), layout.gap)
    level = view.level_db
    lit = LevelMeter.bars_of(level)
    composer.add(LevelMeter(key="service.level", box=meter, lit=lit))
    text = _("No microphone") if level is None else f"{level:.0f} dBFS"
    style = composer.style(layout.sizes.title)
    composer.label("service.level.text", rest.cut_top(layout.mm(12))[0], text, style)


def _printer(composer: Composer, view: ServiceView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    composer.title(room_name("printer", composer.texts))
    button, rest = layout.content.cut_bottom(layout.action_height, layout.gap)
    ended = {
        Printed.CONFIRMED: _("The test slip is out."),
        Printed.REFUSED: _("The printer could not print."),
        Printed.UNCONFIRMED: _("The printer did not confirm the slip."),
    }
    outcome = _("Printing now") if view.busy else ended[view.printed] if view.printed else ""
    _lines(composer, rest, [printer_line(view.printer, composer.texts), outcome], 1)
    event = UiEvent("print_test")
    text = _("Print a test slip")
    composer.button("service.print", button, event, text, kind=Kind.MAIN, enabled=not view.busy)


def _lamps(composer: Composer, view: ServiceView) -> None:
    composer.title(room_name("lamps", composer.texts))
    for scene, box in zip(Scene, _cells(composer.layout, len(Scene)), strict=False):
        kind = Kind.CHOSEN if scene is view.scene else Kind.PLAIN
        text = scene_name(scene, composer.texts)
        key = f"service.scene.{scene.name.lower()}"
        composer.button(key, box, UiEvent("scene", scene.value), text, kind=kind)


def _sensors(composer: Composer, view: ServiceView) -> None:
    composer.title(room_name("sensors", composer.texts))
    lines = contact_lines(view, composer.texts) + power_lines(view.power, composer.texts)
    _lines(composer, composer.layout.content, lines, 2)


def _network(composer: Composer, view: ServiceView) -> None:
    composer.title(room_name("network", composer.texts))
    _lines(composer, composer.layout.content, network_lines(view.network, composer.texts), 1)


def _usb(composer: Composer, view: ServiceView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    composer.title(room_name("usb", composer.texts))
    action, rest = layout.content.cut_bottom(layout.action_height, layout.gap)
    bar, text = rest.cut_bottom(layout.mm(4), layout.gap)
    said = _("Copies the appeals that are not at central yet, sealed as they are, and the log.")
    done, of = view.progress
    if view.busy:
        said = _("Copying: {done} of {of}. Do not take the stick out.").format(done=done, of=of)
        composer.add(Progress(key="service.progress", box=bar, share=done / of if of else 0.0))
    elif view.exported is not None:
        said = export_line(view.exported, composer.texts)
    style = composer.style(layout.sizes.body, floor_mm=LINE_MM)
    composer.label("service.usb", text, said, style)
    composer.button(
        "service.export", action, UiEvent("export"), _("Copy to the stick"), enabled=not view.busy
    )


def _log(composer: Composer, view: ServiceView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    composer.title(room_name("log", composer.texts))
    pager, box = layout.content.cut_bottom(layout.action_height, layout.gap)
    height, gap = layout.mm(6.5), layout.mm(0.5)
    size = max(1, (box.h + gap) // (height + gap))
    pages = max(1, -(-len(view.lines) // size))
    page = min(view.page, pages - 1)
    newest_first = view.lines[::-1][page * size : (page + 1) * size]
    style = composer.style(LOG_MM, valign="middle", floor_mm=1.2)
    for number, line in enumerate(newest_first):
        cell = Box(box.x, box.y + number * (height + gap), box.w, height)
        composer.label(f"service.log.{number}", cell, line, style)
    newer, older = pager.columns(2, layout.gap)
    composer.button(
        "service.newer", newer, UiEvent("page", str(page - 1)), _("Newer"), enabled=page > 0
    )
    composer.button(
        "service.older", older, UiEvent("page", str(page + 1)), _("Older"), enabled=page + 1 < pages
    )


def _about(composer: Composer, view: ServiceView) -> None:
    composer.title(room_name("about", composer.texts))
    _lines(composer, composer.layout.content, about_lines(view, composer.texts), 1)


_BUILDERS: dict[str, Callable[[Composer, ServiceView], None]] = {
    "pin": _pin,
    "menu": _menu,
    "status": _status,
    "camera": _camera,
    "sound": _sound,
    "printer": _printer,
    "lamps": _lamps,
    "sensors": _sensors,
    "network": _network,
    "usb": _usb,
    "log": _log,
    "about": _about,
}
