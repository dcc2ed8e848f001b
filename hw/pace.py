"""Waiting for a moment of CLOCK_MONOTONIC without losing the ability to stop."""

import threading
import time
from collections.abc import Callable

Clock = Callable[[], float]
MICROSECOND = 1_000_000
# An injected clock may jump while we wait: look at it again this often.
_LOOK_AGAIN_S = 0.05


class Pace:
    """Lets one thread wait for moments until it is told to stop."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._stop = threading.Event()

    def now_us(self) -> int:
        """The clock in microseconds."""
        return int(self._clock() * MICROSECOND)

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()

    def until(self, moment_us: int) -> bool:
        """Wait for that moment; False at once when stopped."""
        while not self._stop.is_set():
            left_us = moment_us - self.now_us()
            if left_us <= 0:
                return True
            self._stop.wait(min(left_us / MICROSECOND, _LOOK_AGAIN_S))
        return False

    def sleep(self, seconds: float) -> bool:
        """Wait that long by the clock; False at once when stopped."""
        return self.until(self.now_us() + int(seconds * MICROSECOND))

    def stop(self) -> None:
        """End every wait, now and later."""
        self._stop.set()
