"""The power of a booth on a Raspberry Pi: the board's own files, and a UPS by its pin."""

import threading
import time
from collections.abc import Callable

from hw.board import Board
from hw.debounce import Debounce
from hw.pins import Inputs, Wire
from hw.power import PowerStatus

NAME = "power"
GOOD = "good"
POLL_S = 0.05
SETTLE_S = 0.5
"""A dip that the supply itself bridges is no power cut."""


class PiPower:
    """`good` is the BCM pin of the UPS that says "mains are there", None: no UPS.

    With `active_low` it closes to ground while they are. Raises BadDeviceSetting;
    a pin that is not there is tried again for ever, meanwhile the mains are unknown.
    """

    def __init__(
        self,
        good: int | None = None,
        active_low: bool = False,
        pin_factory: str = "lgpio",
        board: Board | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board or Board()
        self._clock = clock
        wires = {} if good is None else {GOOD: Wire(good, active_low)}
        self._inputs = Inputs(NAME, wires, pin_factory, clock)
        self._good = Debounce(SETTLE_S)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=NAME, daemon=True)
        if wires:
            self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(POLL_S):
            self.look()

    def look(self) -> None:
        """Read the pin once; what the thread does all the time."""
        self._good.feed(self._inputs.read().get(GOOD), self._clock())

    @property
    def mains(self) -> bool | None:
        """Whether the mains are there, None: unknown."""
        return self._good.level

    def status(self) -> PowerStatus:
        """Look at everything; reads files, so for a worker thread."""
        return self._board.status(self.mains)

    def close(self) -> None:
        """Free the pin; may be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self._inputs.close()
