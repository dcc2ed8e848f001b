"""The sensors and buttons on GPIO pins, by gpiozero.

The pins are read a hundred times a second instead of waiting for their edges: a
missed edge would leave a button held for ever (gpiozero #697), pins that vanish
send no edge at all, and a bouncing contact needs the levels in between anyway.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from hw.debounce import Debounce
from hw.errors import BadDeviceSetting
from hw.pins import Inputs, Wire
from hw.sensors import BUTTONS, Change, Contact, OnChange

log = logging.getLogger(__name__)

NAME = "sensors"
POLL_S = 0.01
SETTLE_S = 0.03
"""Good buttons bounce for less than 10 ms; a short press lasts 60 ms."""

STUCK_S = 30.0


class GpioSensors:
    """Contacts on pins `{contact: BCM number}`; one left out is not wired.

    Those in `active_high` drive 3.3 V when active (PIR, radar), the others close
    to ground. `pin_factory` is "lgpio" in the booth and "mock" on the bench.
    Raises BadDeviceSetting; pins that are not there are tried again for ever.
    """

    def __init__(
        self,
        pins: Mapping[str, int],
        active_high: frozenset[str] = frozenset(),
        pin_factory: str = "lgpio",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        unknown = sorted((set(pins) | active_high) - set(Contact))
        if unknown:
            raise BadDeviceSetting(NAME, f"there is no contact {', '.join(unknown)}")
        self._clock = clock
        wires = {name: Wire(pin, name not in active_high) for name, pin in pins.items()}
        self._inputs = Inputs(NAME, wires, pin_factory, clock)
        self._contacts = {Contact(name): Debounce(SETTLE_S) for name in pins}
        self._held_since: dict[Contact, float] = {}
        self._stuck: frozenset[Contact] = frozenset()
        self._on_change: OnChange | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=NAME, daemon=True)

    def start(self, on_change: OnChange) -> None:
        """Report every change from now on, from a thread of its own."""
        self._on_change = on_change
        if self._contacts:
            self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(POLL_S):
            self.look()

    def look(self) -> None:
        """Read every pin once; what the thread does all the time."""
        now, levels = self._clock(), self._read()
        for contact, debounce in self._contacts.items():
            before = debounce.level
            if debounce.feed(levels[contact], now):
                self._changed(contact, before, debounce.level, now)
        stuck = frozenset(one for one, at in self._held_since.items() if now - at >= STUCK_S)
        for contact in stuck - self._stuck:
            log.warning("%s: the button %s is held for ever", NAME, contact)
        self._stuck = stuck

    def _read(self) -> Mapping[str, bool | None]:
        return self._inputs.read()

    def _changed(self, contact: Contact, was: bool | None, now_is: bool | None, at: float) -> None:
        self._held_since.pop(contact, None)
        if now_is and contact in BUTTONS:
            self._held_since[contact] = at
        # After the start, and after pins came back, the first level is no change.
        if was is not None and now_is is not None and self._on_change is not None:
            self._on_change(Change(contact, now_is))

    def state(self) -> Mapping[Contact, bool | None]:
        """What is wired, and whether it is active; None: unknown."""
        return {contact: one.level for contact, one in self._contacts.items()}

    def stuck(self) -> frozenset[Contact]:
        """Buttons that have been held for half a minute."""
        return self._stuck

    def close(self) -> None:
        """End, free the pins; may be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self._inputs.close()
