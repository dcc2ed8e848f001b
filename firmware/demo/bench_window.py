"""The strip beside the booth's window: the bench as one sees it, and its buttons."""

import pygame

from firmware.clock import Clock
from firmware.kiosk.display import Display
from hw.bench.bench import Bench
from hw.bench.panel import BenchPanel

_EVERY_S = 0.2


class BenchWindow:
    """Draws the bench now and then; a click on a fault throws it or mends it."""

    def __init__(
        self,
        bench: Bench,
        panel: BenchPanel,
        display: Display,
        clock: Clock,
        *,
        buttons: bool = True,
    ) -> None:
        self._bench = bench
        self._panel = panel
        self._display = display
        self._clock = clock
        self._buttons = buttons
        self._drawn_at = float("-inf")

    def after_frame(self) -> None:
        """Called after each frame of the booth."""
        for tap in self._display.aside_taps():
            fault = self._panel.fault_at(tap.pos)
            if fault is not None:
                self._bench.toggle(fault)
                self._drawn_at = float("-inf")
        now = self._clock.monotonic()
        if now - self._drawn_at >= _EVERY_S and self._display.aside is not None:
            self._drawn_at = now
            self._draw(self._display.aside)

    def _draw(self, aside: pygame.Surface) -> None:
        state, roll = self._bench.state(), self._bench.roll
        picture = self._panel.draw(
            state.lamps,
            roll.progress if roll else None,
            faults=state.faults if self._buttons else {},
        )
        aside.blit(picture, (0, 0))
        pygame.display.update(pygame.Rect(aside.get_abs_offset(), picture.get_size()))
