"""One at the booth who does not see and has three buttons; and sensors that see what they like."""

import random
from typing import TYPE_CHECKING

from hw.pins import RETRY_S
from hw.sensors import Contact

if TYPE_CHECKING:
    from tests.faults.monkey import Monkey

BUTTONS = (Contact.NEXT, Contact.CHOOSE, Contact.SPEECH, Contact.HELP)


def press(one: "Monkey", random_: random.Random) -> None:
    """Some way on with "next", then "choose"; or any buttons. Now and then a contact bounces."""
    wanted = [Contact.NEXT] * random_.choice([0, 1, 3, 9]) + [Contact.CHOOSE]
    if random_.random() < 0.3:
        wanted = random_.choices(BUTTONS, k=3)
    for contact in wanted:
        one.note(f"press {contact}")
        one.seen[f"event {contact}"] += 1
        if random_.random() < 0.1:
            one.bench.sensors.bounce(contact, 5)
        one.bench.sensors.tap(contact)
        one.clock.forward(random_.choice([0.05, 0.35]))
        one.kiosk.frame()


def go_in_or_out(one: "Monkey", random_: random.Random) -> None:
    """The sensors see somebody, or nobody, whoever is there; or are gone."""
    sensors = one.bench.sensors
    for contact in (Contact.PRESENCE, Contact.DOOR):
        random_.choice([sensors.press, sensors.release])(contact)
    random_.choice([sensors.plug, sensors.plug, sensors.unplug])()
    sensors.wait(RETRY_S)
    one.note("the sensors change")
