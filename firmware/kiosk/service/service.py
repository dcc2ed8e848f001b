"""The service menu at work: touches and clocks in, views out; nothing here waits."""

import logging
import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from firmware.appeals.appeal import Language
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.lamps import Lamps
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.service import network, paper, report
from firmware.kiosk.service.door import StickDoor
from firmware.kiosk.service.journal import Journal
from firmware.kiosk.service.network import Network
from firmware.kiosk.service.pin import LEAST, MOST, Pause, is_pin
from firmware.kiosk.service.report import Report
from firmware.kiosk.service.stick import Outcome, Result, Stick
from firmware.kiosk.service.table import IDLE_S, ROOMS, USUAL_IDLE_S, Table
from firmware.kiosk.views import UiEvent
from hw.camera import PreviewFrame
from hw.lights import NoLights, Scene
from hw.power import PowerStatus
from hw.printer import Printed, PrinterStatus
from hw.sensors import Contact

log = logging.getLogger(__name__)

REFRESH_S = 2.0


@dataclass(frozen=True, slots=True)
class ServiceView:
    """What a room of the service menu shows.

    `typed` is how many digits of the PIN, `wait_s` how long the keypad is shut;
    `busy` while a PIN is checked or a test slip is printed; `at` is the wall clock
    and `trusted` whether it is believed; `lamps` is the driver, empty without one.
    `progress` is how many of how many appeals the export has done.
    """

    room: str
    language: Language
    typed: int = 0
    wrong: bool = False
    wait_s: int = 0
    busy: bool = False
    report: Report | None = None
    at: str = ""
    trusted: bool = True
    camera: bool = False
    preview: PreviewFrame | None = field(default=None, repr=False)
    level_db: float | None = None
    printer: PrinterStatus | None = None
    printed: Printed | None = None
    scene: Scene | None = None
    lamps: str = ""
    booth: str = ""
    central: str = ""
    lines: tuple[str, ...] = ()
    page: int = 0
    contacts: tuple[tuple[Contact, bool | None], ...] = ()
    stuck: frozenset[Contact] = frozenset()
    power: PowerStatus | None = None
    network: Network | None = None
    exported: Result | None = None
    progress: tuple[int, int] = (0, 0)


class Service:
    """Open or closed; closed it does nothing. Without a PIN in booth.toml it stays closed."""

    def __init__(self, rooms: Rooms, lamps: Lamps) -> None:
        settings = rooms.settings
        self._rooms = rooms
        self._clock = rooms.clock
        self._hash = settings.service.pin_hash
        no_lamps = isinstance(rooms.devices.lights, NoLights)
        self._driver = "" if no_lamps else settings.lights.driver
        self._lamps = lamps
        self._zone = ZoneInfo(settings.booth.timezone)
        self.journal = Journal(settings.booth.timezone)
        self._stick = Stick(Path(settings.service.usb), settings.booth.id)
        self._door = StickDoor()
        self._progress = (0, 0)
        self._reports: queue.Queue[Done] = queue.Queue()
        self._worker = Worker("service", self._reports)
        self._pause = Pause(rooms.clock)
        self._opened = 0
        self.language = Language.RU
        report.versions()  # read now: the UI loop must not wait for a disk
        self._begin()

    def _begin(self) -> None:
        self._table = Table()
        self._typed = ""
        self._wrong = self._busy = False
        self._report: Report | None = None
        self._asked_at = float("-inf")
        self._printed: Printed | None = None
        self._network: Network | None = None
        self._exported: Result | None = None
        self._page = 0
        self._touched_at = self._clock.monotonic()

    @property
    def possible(self) -> bool:
        """Whether there is a PIN to come in with."""
        return bool(self._hash)

    @property
    def is_open(self) -> bool:
        """Whether the screen is the service menu's."""
        return self._table.room != "closed"

    def open(self) -> None:
        """Ask for the PIN. Only between two visits: the kiosk sees to that."""
        if self.possible and not self.is_open:
            self._opened += 1
            self._begin()
            self._table.tell("opened")

    def close(self) -> None:
        """End the worker."""
        self._leave()
        self._worker.close()

    def _leave(self) -> None:
        if self._table.tell("left"):
            self._door.shut()
            self._lamps.try_out(None)
            self._begin()

    def touch(self, event: UiEvent) -> None:
        """The engineer touched something."""
        self._touched_at = self._clock.monotonic()
        if event.name == "leave_service":
            self._leave()
        elif event.name == "switch_language":
            self.language = Language(event.value)
        elif event.name == "back":
            self._back()
        elif event.name == "room" and event.value in ROOMS:
            self._page = 0
            self._table.tell(f"to_{event.value}")
        elif act := _ACTS.get((self._table.room, event.name)):
            act(self, event.value)

    def _back(self) -> None:
        self._lamps.try_out(None)
        self._printed = self._exported = None
        if self._table.room == "pin":
            self._leave()
        else:
            self._table.tell("back")

    def _type(self, digit: str) -> None:
        self._wrong = False
        self._typed = (self._typed + digit)[:MOST]

    def _erase(self, _: str) -> None:
        self._typed = self._typed[:-1]

    def _clear(self, _: str) -> None:
        self._typed = ""

    def _enter(self, _: str) -> None:
        if self._busy or self._pause.left_s or len(self._typed) < LEAST:
            return
        typed, self._typed, self._busy = self._typed, "", True
        self._submit("pin", lambda: is_pin(typed, self._hash))

    def _print(self, _: str) -> None:
        if self._busy:
            return
        desk, booth = self._rooms.devices.printer, self._rooms.settings.booth
        at = self._clock.now().astimezone(self._zone)
        self._busy, self._printed = True, None
        self._submit("print", lambda: desk.print(paper.test_slip(desk.width_dots, booth.name, at)))

    def _export(self, _: str) -> None:
        if self._busy:
            return
        self._busy, self._exported = True, None
        stick, spool, lines = self._stick, self._rooms.spool, self.journal.lines
        self._submit("export", lambda: stick.export(spool, lines, self._exporting))

    def _exporting(self, done: int, of: int) -> None:
        self._progress = (done, of)

    def _show_scene(self, value: str) -> None:
        self._lamps.try_out(Scene(value))

    def _turn(self, value: str) -> None:
        self._page = max(0, int(value))

    def _submit(self, name: str, work: Callable[[], object]) -> None:
        self._worker.submit(self._opened, name, work)

    def tick(self) -> None:
        """Take the worker's reports, look at the clock; called by the UI loop."""
        while True:
            try:
                self._done(self._reports.get_nowait())
            except queue.Empty:
                break
        if not self.is_open:
            return
        now = self._clock.monotonic()
        if self._busy and self._table.room == "usb":
            self._touched_at = now  # many clips take longer than a room stays open
        if now - self._touched_at > IDLE_S.get(self._table.room, USUAL_IDLE_S):
            self._leave()
        elif now - self._asked_at >= REFRESH_S:
            self._ask(now)

    def _ask(self, now: float) -> None:
        """What a room shows that has to be looked for."""
        if self._table.room == "status":
            self._asked_at = now
            self._submit("report", lambda: report.gather(self._rooms.spool, self._zone))
        elif self._table.room == "network":
            self._asked_at = now
            self._submit("network", network.gather)

    def _done(self, done: Done) -> None:
        if done.name == "pin":
            self._checked(done)
        elif done.visit != self._opened or not self.is_open:
            return
        elif done.name == "print":
            self._busy = False
            self._printed = done.value.outcome if done.value else Printed.UNCONFIRMED
        elif done.name == "report":
            self._report = done.value
        elif done.name == "network":
            self._network = done.value
        elif done.name == "export":
            self._busy = False
            self._exported = done.value or Result(Outcome.BROKEN)

    def _checked(self, done: Done) -> None:
        """A PIN counts as a try even when nobody waited for what came of it."""
        if not done.value:
            self._pause.was_wrong()
            log.warning("service: wrong PIN, the %d. in a row", self._pause.wrong)
        if done.visit != self._opened or self._table.room != "pin":
            return
        self._busy, self._wrong = False, not done.value
        if done.value:
            self._pause.was_right()
            self._table.tell("accepted")
            self._door.open()
            log.info("service menu opened")

    def view(self) -> ServiceView:
        """What the room shows now; only what it needs, so that equal views are equal pages."""
        room, studio = self._table.room, self._rooms.devices.studio
        booth, central = self._rooms.settings.booth, self._rooms.settings.central
        sensors = self._rooms.devices.sensors
        local = self._clock.now().astimezone(self._zone)
        return ServiceView(
            room=room,
            language=self.language,
            typed=len(self._typed),
            wrong=self._wrong,
            wait_s=self._pause.left_s if room == "pin" else 0,
            busy=self._busy,
            report=self._report,
            at=f"{local:%d.%m.%Y %H:%M:%S}" if room == "status" else "",
            trusted=self._clock.trusted(),
            camera=studio.has_camera,
            preview=studio.preview if room == "camera" else None,
            level_db=studio.level_db if room in ("status", "sound") else None,
            printer=self._rooms.devices.printer.status if room in ("status", "printer") else None,
            printed=self._printed,
            scene=self._lamps.tried,
            lamps=self._driver if room == "status" else "",
            booth=f"{booth.id}, {booth.site}",
            central=f"{central.host}:{central.port}",
            lines=self.journal.lines if room == "log" else (),
            page=self._page,
            contacts=tuple(sensors.state().items()) if room == "sensors" else (),
            stuck=sensors.stuck() if room == "sensors" else frozenset(),
            power=self._rooms.devices.power.status if room in ("status", "sensors") else None,
            network=self._network if room == "network" else None,
            exported=self._exported,
            progress=self._progress if room == "usb" else (0, 0),
        )


_ACTS: dict[tuple[str, str], Callable[[Service, str], None]] = {
    ("pin", "digit"): Service._type,
    ("pin", "erase"): Service._erase,
    ("pin", "clear"): Service._clear,
    ("pin", "enter_pin"): Service._enter,
    ("printer", "print_test"): Service._print,
    ("lamps", "scene"): Service._show_scene,
    ("usb", "export"): Service._export,
    ("log", "page"): Service._turn,
}
"""What a touch does, in which room."""
