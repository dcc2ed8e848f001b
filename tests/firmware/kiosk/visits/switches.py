"""Sensors and buttons whose time is in the test's hands, and lamps."""

from dataclasses import dataclass

from firmware.clock import Clock
from hw.bench.switches import Switches
from hw.lights import Scene
from hw.sensors import Contact, OnChange


class HandSwitches(Switches):
    """The bench's sensors and buttons; nothing is known before the test looks, then all is calm."""

    def __init__(self, clock: Clock) -> None:
        self.seconds = clock.monotonic()
        super().__init__(clock=lambda: self.seconds)
        self.press(Contact.PRESENCE)
        self.press(Contact.DOOR)

    def start(self, on_change: OnChange) -> None:
        self._on_change = on_change

    def rest(self) -> None:
        """Look for as long as a contact needs to settle."""
        for _ in range(5):
            self.seconds += 0.01
            self.look()

    def tap(self, contact: Contact) -> None:
        """Press and release."""
        self.press(contact)
        self.rest()
        self.release(contact)
        self.rest()

    def wait(self, seconds: float) -> None:
        """Time passes for the pins alone."""
        self.seconds += seconds
        self.rest()


@dataclass
class FakeLights:
    scene: Scene | None = None

    def show(self, scene: Scene) -> None:
        self.scene = scene

    def close(self) -> None: ...
