"""Process 1: the loop that draws, takes touches, and never waits for anything."""

import logging
from collections.abc import Callable
from threading import Event

from firmware.appeals.appeal import Language
from firmware.clock import Clock, SystemClock
from firmware.kiosk import texts
from firmware.kiosk.conductor import Conductor, Rooms
from firmware.kiosk.display import Display
from firmware.kiosk.layout import Layout
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.page import Page, Painter, Touch
from firmware.kiosk.screens import Screens
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.kiosk.widgets.base import Brush
from firmware.process import stopped_by_signal
from firmware.settings import Settings

log = logging.getLogger(__name__)

FRAME_S = 1 / 25


class Kiosk:
    """Draws the state of the visit and hands touches to the conductor."""

    def __init__(self, rooms: Rooms, display: Display) -> None:
        for language in Language:
            texts.of(language)  # read now, not in the middle of a visit
        self._clock: Clock = rooms.clock
        self._display = display
        layout = Layout(rooms.settings.screen)
        self._screens = Screens(layout)
        self._painter = Painter(Brush(display.surface, layout))
        self._touch = Touch(rooms.clock)
        self.conductor = Conductor(rooms)
        self._visit = 0
        self.page: Page = self._build()

    def _build(self) -> Page:
        conductor = self.conductor
        session, presenter = conductor.session, conductor.presenter
        view = presenter.view(conductor.state, session)
        chrome = presenter.chrome(session, conductor.warning_s)
        return self._screens.page(conductor.state, view, chrome)

    def frame(self) -> None:
        """One turn: touches, time, workers' reports, picture."""
        for tap in self._display.taps():
            event = self._touch.feed(tap)
            if event is not None:
                self.conductor.touch(event)
        self.conductor.tick()
        if self.conductor.session.visit != self._visit:
            # Nothing of the last citizen is kept, not even a text that was drawn.
            self._visit = self.conductor.session.visit
            self._painter.forget()
            self._touch.forget()
            self._screens.forget()
        self.page = self._build()
        self._touch.show(self.page)
        self.conductor.show(self.page)
        self._display.present(self._painter.paint(self.page, self._touch.shown))

    def run(self, stop: Event, after_frame: Callable[[], None] = lambda: None) -> None:
        """Draw until `stop` is set or the window is closed."""
        while not stop.is_set() and not self._display.closed:
            begun = self._clock.monotonic()
            self.frame()
            after_frame()
            stop.wait(max(0.0, begun + FRAME_S - self._clock.monotonic()))

    def close(self) -> None:
        """End the visit and the workers."""
        self.conductor.close()


def run_kiosk(settings: Settings) -> int:
    """`booth kiosk`: run until SIGTERM; the exit code of the process."""
    stop = stopped_by_signal()
    clock = SystemClock()
    with Display(settings.screen) as display:
        devices = open_devices(settings, clock, REVIEW_SIZE)
        try:
            kiosk = Kiosk(open_rooms(settings, devices, clock), display)
            devices.start()
            log.info("kiosk started")
            kiosk.run(stop)
            kiosk.close()
        finally:
            devices.close()
    log.info("kiosk stopped")
    return 0
