"""Process 1: the loop that draws, takes touches, and never waits for anything."""

import logging
import signal
from collections.abc import Callable
from threading import Event

from firmware.clock import Clock, SystemClock
from firmware.kiosk import screens
from firmware.kiosk.conductor import Conductor, Rooms
from firmware.kiosk.display import Display, Phase, Tap
from firmware.kiosk.layout import Layout
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.page import Page, Painter, Touch
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.kiosk.widgets.base import Brush
from firmware.settings import Settings

log = logging.getLogger(__name__)

FRAME_S = 1 / 25


class Kiosk:
    """Draws the state of the visit and hands touches to the conductor."""

    def __init__(self, rooms: Rooms, display: Display) -> None:
        self._clock: Clock = rooms.clock
        self._display = display
        self._layout = Layout(rooms.settings.screen)
        self._painter = Painter(display.surface, Brush(self._layout))
        self._touch = Touch(rooms.clock)
        self.conductor = Conductor(rooms)
        self._visit = 0
        self.page: Page = self._build()

    def _build(self) -> Page:
        conductor = self.conductor
        session, presenter = conductor.session, conductor.presenter
        view = presenter.view(conductor.state, session)
        chrome = presenter.chrome(session, conductor.warning_s)
        return screens.build(conductor.state, view, chrome, self._layout)

    def frame(self) -> None:
        """One turn: touches, time, workers' reports, picture."""
        for tap in self._display.taps():
            self._take(tap)
        self.conductor.tick()
        if self.conductor.session.visit != self._visit:
            # Nothing of the last citizen is kept, not even a text that was drawn.
            self._visit = self.conductor.session.visit
            self._painter.forget()
        self.page = self._build()
        self._display.present(self._painter.paint(self.page, self._touch.shown))

    def _take(self, tap: Tap) -> None:
        if tap.phase is Phase.DOWN:
            self._touch.down(self.page, tap.pos)
        elif tap.phase is Phase.MOVE:
            self._touch.move(self.page, tap.pos)
        elif (event := self._touch.up(self.page, tap.pos)) is not None:
            self.conductor.touch(event)

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
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
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
