"""The sensors and buttons of the bench: the booth's own class on mock pins, and hands for them."""

import time
from collections import deque
from collections.abc import Callable, Mapping

from gpiozero import GPIODeviceClosed

from hw.gpio_sensors import GpioSensors
from hw.sensors import Contact

PINS: Mapping[str, int] = {contact: 4 + n for n, contact in enumerate(Contact)}


class Switches(GpioSensors):
    """Contacts that are pressed, pulled off, stuck, bounced and unplugged as told."""

    def __init__(
        self,
        pins: Mapping[str, int] = PINS,
        active_high: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plugged = True
        self._off: set[str] = set()
        self._jammed: set[str] = set()
        self._bounces: dict[str, deque[bool]] = {}
        super().__init__(pins, active_high, "mock", clock)

    def press(self, contact: Contact) -> None:
        """Make it active: a finger on a button, a door closed, somebody there."""
        self._set(contact, True)

    def release(self, contact: Contact) -> None:
        """Make it inactive again, unless it is stuck."""
        if contact not in self._jammed:
            self._set(contact, False)

    def states(self) -> Mapping[str, bool]:
        """Each contact by name; true is active."""
        return {contact.value: bool(active) for contact, active in self.state().items()}

    def turn(self, name: str, on: bool) -> None:
        """Press or release the contact of that name."""
        (self.press if on else self.release)(Contact(name))

    def stick(self, contact: Contact) -> None:
        """Press it, and it stays pressed."""
        self._jammed.add(contact)
        self.press(contact)

    def bounce(self, contact: Contact, levels: int) -> None:
        """The next so many readings of it alternate, beginning with active."""
        self._bounces[contact] = deque(n % 2 == 0 for n in range(levels))

    def pull_wire(self, contact: Contact) -> None:
        """Pull its wire off: the pin falls back to its resistor and feels nothing."""
        self._set(contact, False)
        self._off.add(contact)

    def unplug(self) -> None:
        """All pins are gone, as when the chip's driver dies."""
        self._plugged = False

    def plug(self) -> None:
        """They are back."""
        self._plugged = True

    def _set(self, contact: Contact, active: bool) -> None:
        pin = self._inputs.input(contact)
        if pin is None or contact in self._off:
            return
        if active is pin.pull_up:
            pin.pin.drive_low()
        else:
            pin.pin.drive_high()

    def _read(self) -> Mapping[str, bool | None]:
        if not self._plugged:
            self._inputs.lose(GPIODeviceClosed("the pins were unplugged"))
            return dict.fromkeys(self._contacts)
        levels = dict(self._inputs.read())
        for contact, script in self._bounces.items():
            if script:
                levels[contact] = script.popleft()
        return levels
