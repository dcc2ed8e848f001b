"""`booth notice`: the safe screen, where the kiosk cannot run; no camera, no spool, no touch.

It needs nothing of the booth's but a display: neither settings nor data must be readable.
It ends by itself when its notice is gone, or after a few minutes, so that systemd tries the
kiosk again.
"""

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event

import pygame

from firmware import config, notice
from firmware.clock import Clock, SystemClock
from firmware.errors import ConfigError
from firmware.kiosk.display import Display, NoDisplay
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import safe
from firmware.kiosk.widgets import Brush
from firmware.lifeline import Lifeline
from firmware.notice import Notice
from firmware.process import stopped_by_signal
from firmware.settings import ScreenSettings

log = logging.getLogger(__name__)

TRY_AGAIN_S = 300.0
"""The kiosk is tried again after this; longer than systemd counts failed starts."""
LOOK_S = 1.0
DISPLAY_PATIENCE_S = 60.0
"""A killed kiosk holds the display for a few seconds; a panel may come late."""
PX_PER_MM = 5.5
"""Of a panel of which nothing is known but its pixels."""


def from_systemd(environment: Mapping[str, str] | None = None) -> Notice:
    """Where no notice was left: what systemd says of the unit that failed (OnFailure=)."""
    found = os.environ if environment is None else environment
    unit = found.get("MONITOR_UNIT", "")
    words = [found.get(name, "") for name in ("MONITOR_SERVICE_RESULT", "MONITOR_EXIT_STATUS")]
    return Notice(lines=(f"{unit}: {' '.join(word for word in words if word)}",) if unit else ())


def own_screen() -> ScreenSettings:
    """The display's own size, for a booth whose settings cannot be read. Raises NoDisplay."""
    try:
        pygame.display.init()
        width, height = pygame.display.get_desktop_sizes()[0]
    except (pygame.error, IndexError) as error:
        raise NoDisplay(f"screen: no display to draw on: {error}") from error
    return ScreenSettings(width=width, height=height, width_mm=width / PX_PER_MM)


class SafeScreen:
    """Shows a notice on a display until it is gone or time is up."""

    def __init__(
        self, display: Display, screen: ScreenSettings, file: Path, left: Notice, clock: Clock
    ) -> None:
        """`left` is shown where there is no file from the beginning."""
        self._display = display
        self._layout = Layout(screen)
        self._painter = Painter(Brush(display.surface, self._layout))
        self._file = file
        self._left = left
        self._clock = clock
        self._until = clock.monotonic() + TRY_AGAIN_S
        self._had_file = notice.read(file) is not None

    @property
    def over(self) -> bool:
        """Whether the kiosk is to be tried again."""
        gone = self._had_file and notice.read(self._file) is None
        return gone or self._display.closed or self._clock.monotonic() >= self._until

    def show(self) -> None:
        """Draw what the notice says now."""
        found = notice.read(self._file)
        self._had_file |= found is not None
        self._painter.paint(safe.build(found or self._left, self._layout))
        # Always the whole: a panel that was plugged in again begins black.
        self._display.present()
        self._display.taps()

    def run(self, stop: Event, lifeline: Lifeline) -> None:
        """Draw once a second, and tell systemd after each time, until it is over."""
        ready = False
        while not stop.is_set() and not self.over:
            self.show()
            if not ready:
                self._display.present()
                lifeline.ready()
                ready = True
            lifeline.alive()
            stop.wait(LOOK_S)


def _screens(config_file: Path) -> list[ScreenSettings]:
    """What to try: the panel as the settings have it, then as it says itself."""
    found = []
    with suppress(ConfigError):
        found.append(config.load(config_file).screen)
    with suppress(NoDisplay):
        found.append(own_screen())
    return found


def open_display(config_file: Path, stop: Event, clock: Clock) -> tuple[Display, ScreenSettings]:
    """The first that opens; tried again for a while. Raises NoDisplay."""
    until = clock.monotonic() + DISPLAY_PATIENCE_S
    while True:
        for screen in _screens(config_file):
            try:
                return Display(screen), screen
            except NoDisplay as error:
                log.warning("%s", error)
            pygame.display.quit()
        if stop.wait(LOOK_S) or clock.monotonic() >= until:
            raise NoDisplay("screen: no display to draw on")


def run_safe_screen(config_file: Path, file: Path) -> int:
    """`booth notice`: the exit code of the process. Raises NoDisplay."""
    stop, clock = stopped_by_signal(), SystemClock()
    lifeline = Lifeline(clock)
    display, screen = open_display(config_file, stop, clock)
    with display:
        left = from_systemd()
        log.warning("the safe screen: %s", "; ".join(left.lines) or "see the notice")
        SafeScreen(display, screen, file, left, clock).run(stop, lifeline)
        lifeline.stopping()
    lifeline.close()
    return 0
