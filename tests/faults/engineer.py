"""An engineer who comes to the booth: the hidden corner, the PIN, the rooms of the menu."""

import random
from typing import TYPE_CHECKING

from firmware.kiosk.service.table import ROOMS
from firmware.kiosk.taps import Phase
from firmware.kiosk.views import UiEvent
from tests.faults.booth import PIN

if TYPE_CHECKING:
    from tests.faults.monkey import Monkey


def come(one: "Monkey", random_: random.Random) -> None:
    """Tap in the corner, whatever the screen is; the PIN is mostly right."""
    one.note("five taps in the corner")
    corner = one.kiosk._gesture.corner.center
    for _ in range(5):
        one.clock.forward(0.2)
        one.touch((corner, Phase.DOWN), (corner, Phase.UP))
    one.check()
    typed = PIN if random_.random() < 0.7 else PIN[::-1]
    one.clock.forward(0.5)
    if one.kiosk.page.name == "service.pin":
        for key in (*(f"keypad.{digit}" for digit in typed), "service.pin.next"):
            if (widget := one.kiosk.page.widget(key)) is not None:
                one.touch_widget(widget)
        one.bench.work("service")
        one.kiosk.frame()
    _look_around(one, random_)


def _look_around(one: "Monkey", random_: random.Random) -> None:
    """Some rooms of the service menu, if the PIN was right."""
    for room in random_.sample(sorted(ROOMS), random_.choice([0, 2, len(ROOMS)])):
        one.clock.forward(0.35)
        if (door := one.kiosk.page.widget(f"service.{room}")) is not None:
            one.touch_widget(door)
            one.check()
            one.kiosk.service.touch(UiEvent("back"))
            one.kiosk.frame()
