"""The kiosk's word to systemd: from the UI loop that has just drawn, and only from it."""

from firmware.kiosk.display import Display
from firmware.kiosk.heartbeats import Heartbeats
from firmware.lifeline import Lifeline


class Pulse:
    """READY=1 once the first picture is on the glass, then WATCHDOG=1 while all is well."""

    def __init__(self, lifeline: Lifeline, display: Display, heartbeats: Heartbeats) -> None:
        self._lifeline = lifeline
        self._display = display
        self._heartbeats = heartbeats
        self._ready = False

    def drawn(self) -> None:
        """A frame has been drawn and presented."""
        if not self._ready:
            # A second flip returns only when the first is on the glass.
            self._display.present()
            self._ready = True
            self._lifeline.ready()
        if self._heartbeats.fresh:
            self._lifeline.alive()
