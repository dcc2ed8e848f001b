"""Process 1: the loop that draws, takes touches, and never waits for anything."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

from firmware.appeals.appeal import Language
from firmware.clock import Clock, SystemClock
from firmware.kiosk import texts
from firmware.kiosk.conductor import Conductor
from firmware.kiosk.display import Display
from firmware.kiosk.focus import Focus
from firmware.kiosk.layout import Layout
from firmware.kiosk.opening import kiosk_lock, open_devices, open_rooms
from firmware.kiosk.outage import EXIT_POWER_LOST, Outage
from firmware.kiosk.page import Page, Painter, Touch
from firmware.kiosk.pulse import Pulse
from firmware.kiosk.restart import CameraRestart
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.screens import Screens
from firmware.kiosk.service import pages
from firmware.kiosk.service.gesture import Gesture, Meant
from firmware.kiosk.service.service import Service, ServiceView
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.kiosk.taps import Tap
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets.base import Brush
from firmware.lifeline import Lifeline
from firmware.process import stopped_by_signal
from firmware.settings import Settings
from hw.sensors import Change, Contact

log = logging.getLogger(__name__)

FRAME_S = 1 / 25
EXIT_SPOOL = 75
"""The exit code (sysexits.h: temporary failure, try again): a new start rebuilds the spool."""

IDLE_FRAME_S = 1 / 12
"""Between two looks while nobody is there: a touch is still seen within a tenth of a second."""


class Kiosk:
    """Draws the state of the visit, or the service menu, and hands touches to it.

    The service menu is reached from the attract screen alone, and the visit does
    not move while it is open.
    """

    def __init__(self, rooms: Rooms, display: Display) -> None:
        for language in Language:
            texts.of(language)  # read now, not in the middle of a visit
        self._clock: Clock = rooms.clock
        self._display = display
        self._layout = Layout(rooms.settings.screen)
        self._screens = Screens(self._layout)
        self._painter = Painter(Brush(display.surface, self._layout))
        self._touch = Touch(rooms.clock)
        self.conductor = Conductor(rooms)
        self.service = Service(rooms, self.conductor.lamps)
        self._gesture = Gesture(self._layout, rooms.clock)
        self._focus = Focus(rooms.clock)
        self._chosen = False
        self._changes = rooms.devices.changes
        self._outage = Outage(rooms.devices.power, rooms.settings.power.hold_s, rooms.clock)
        self.power_lost = self.spool_damaged = False
        self._shown: ServiceView | None = None
        self._visit = 0
        self.page: Page = self._build()

    def _build(self) -> Page:
        if self.service.is_open:
            return self._service_page()
        conductor = self.conductor
        session, presenter = conductor.session, conductor.presenter
        view = presenter.view(conductor.state, session)
        chrome = presenter.chrome(session, conductor.warning_s)
        unpowered = self._outage.shown and conductor.state != "attract"
        chrome = replace(chrome, helped=conductor.help.shown, unpowered=unpowered)
        return self._screens.page(conductor.state, view, chrome)

    def _service_page(self) -> Page:
        view = self.service.view()
        if view != self._shown:
            self._shown = view
            return pages.build(view, self._layout)
        return self.page

    def frame(self) -> None:
        """One turn: buttons, touches, time, workers' reports, picture."""
        while not self._changes.empty():
            self._press(self._changes.get())
        for tap in self._display.taps():
            self._take(tap)
        self._look_at_gesture()
        self.conductor.tick()
        self.service.tick()
        self._forget_what_is_over()
        self.page = self._build()
        self._touch.show(self.page)
        self._focus.show(self.page)
        self._echo_choice()
        if not self.service.is_open:
            self.conductor.show(self.page)
        focus = self._focus.key(self.page)
        self._display.present(self._painter.paint(self.page, self._touch.shown, focus))

    def _press(self, change: Change) -> None:
        """A button was pressed. "Choose" is a tap like any other: the same guards hold."""
        if not change.active:
            return
        if change.contact is Contact.HELP:
            self.conductor.help.call()
        elif self.service.is_open:
            return
        elif change.contact is Contact.SPEECH:
            self.conductor.speech()
        elif change.contact is Contact.NEXT:
            if (widget := self._focus.next(self.page)) is not None:
                self.conductor.come_to(widget)
        elif change.contact is Contact.CHOOSE:
            for tap in self._focus.taps(self.page):
                self._display.inject(tap)

    def _echo_choice(self) -> None:
        """Who chose without seeing hears what was chosen, where the screen stays the same."""
        chosen, self._chosen = self._chosen, False
        widget = self.page.widget(self._focus.key(self.page))
        if chosen and widget is not None:
            self.conductor.come_to(widget)

    def _take(self, tap: Tap) -> None:
        self._focus.look_at(tap)
        if self.page.name == "attract" and self.service.possible and self._gesture.takes(tap):
            return
        event = self._touch.feed(tap)
        if event is None:
            return
        self._chosen = tap.by_button
        if self.service.is_open:
            self.service.touch(event)
        else:
            if event.name == "outage_seen":
                self._outage.seen()
            self.conductor.touch(event)

    def _look_at_gesture(self) -> None:
        if self.page.name != "attract":
            self._gesture.forget()
            return
        meant = self._gesture.tick()
        if meant is Meant.SERVICE:
            self.service.open()
        elif meant is Meant.VISIT:
            self.conductor.touch(UiEvent("touched"))

    def _forget_what_is_over(self) -> None:
        """Nothing of the last citizen is kept, not even a text that was drawn."""
        served = self._shown is not None and not self.service.is_open
        if self.conductor.session.visit == self._visit and not served:
            return
        self._visit = self.conductor.session.visit
        self._shown = None
        self._painter.forget()
        self._touch.forget()
        self._focus.forget()
        self._screens.forget()

    def run(self, stop: Event, after_frame: Callable[[], None] = lambda: None) -> None:
        """Draw until `stop` is set, the window is closed, the power is lost or, with nobody
        there, the spool is damaged."""
        while not stop.is_set() and not self._display.closed:
            if self._outage.over(self.conductor.state):
                self.power_lost = True
                return
            if self.conductor.spool_damaged and self.page.name == "attract":
                self.spool_damaged = True
                return
            begun = self._clock.monotonic()
            self.frame()
            after_frame()
            period = IDLE_FRAME_S if self.page.name == "attract" else FRAME_S
            stop.wait(max(0.0, begun + period - self._clock.monotonic()))

    def close(self) -> None:
        """End the visit and the workers."""
        self.service.close()
        self.conductor.close()


def run_kiosk(settings: Settings) -> int:
    """`booth kiosk`: run until SIGTERM; the exit code of the process.

    It is EXIT_POWER_LOST where the mains are gone (the machine should be shut down),
    EXIT_CAMERA where only a new process can open the camera again, and EXIT_SPOOL where
    only a new start can rebuild the database.
    """
    stop = stopped_by_signal()
    clock = SystemClock()
    lifeline = Lifeline(clock)
    only = kiosk_lock(settings)
    with Display(settings.screen) as display:
        devices = open_devices(settings, clock, REVIEW_SIZE)
        try:
            kiosk = Kiosk(open_rooms(settings, devices, clock), display)
            logging.getLogger().addHandler(kiosk.service.journal)
            devices.start()
            log.info("kiosk started")
            folder = Path(settings.booth.spool)
            restart = CameraRestart(devices.studio, settings.camera.driver, folder, clock)
            pulse = Pulse(lifeline, display, kiosk.conductor.heartbeats)

            def after_frame() -> None:
                pulse.drawn()
                restart.look(kiosk.page.name, stop)

            kiosk.run(stop, after_frame)
            lifeline.stopping()
            kiosk.close()
        finally:
            devices.close()
            only.release()
            lifeline.close()
    if kiosk.power_lost:
        log.warning("kiosk stopped: the power is lost")
        return EXIT_POWER_LOST
    if kiosk.spool_damaged:
        log.error("kiosk stopped: the spool is damaged, the next start rebuilds it")
        return EXIT_SPOOL
    log.info("kiosk stopped")
    return restart.exit_code
