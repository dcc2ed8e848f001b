"""Citizens in a hurry: they know the way and touch as soon as a screen lets them."""

import random
from collections.abc import Callable

from firmware.appeals import number as numbers
from firmware.demo.citizen import Script, Steps, wait_for_slip
from firmware.kiosk.taps import Phase, Tap

Say = Callable[[str, str], None]

_OFFICIALS = (("homes", "first"), ("roads", "second"))


class Quick(Steps):
    """Touches for one frame only."""

    def press(self, point: tuple[int, int]) -> Script:
        """Down and up before the next frame."""
        for phase in (Phase.DOWN, Phase.UP):
            self.display.inject(Tap(point, phase))
        yield from ()


def appeal(steps: Steps, chance: random.Random, speak_s: tuple[float, float], say: Say) -> Script:
    """A whole appeal, until the next citizen can come. Tells the phone and the touch of "send"."""
    area, official = chance.choice(_OFFICIALS)
    phone = "70" + "".join(chance.choices("0123456789", k=8))
    say("phone", phone)
    yield from steps.touch("touched")
    yield from steps.touch("chosen_language", chance.choice(("kk", "ru", "en")))
    yield from steps.touch("appeal")
    yield from steps.touch("area_chosen", area)
    yield from steps.touch("official_chosen", official)
    yield from steps.type(phone)
    yield from steps.touch("phone_given")
    yield from steps.touch("consented")
    yield from steps.touch("ready")
    conductor = steps.kiosk.conductor
    yield from steps.until(lambda: conductor.state in ("recording", "failed"), "the recording")
    if conductor.state == "failed":
        # A machine under load may be too slow for the booth's hurried clock.
        yield from _give_up(steps, say)
        return
    yield from steps.wait(chance.uniform(*speak_s))
    yield from steps.touch("stopped", pause_s=0)
    yield from steps.state("review")
    yield from steps.touch("send_it")
    say("sent", "")
    yield from steps.state("receipt")
    yield from wait_for_slip(steps)
    yield from steps.touch("slip_taken")
    yield from steps.state("thanks")
    yield from steps.touch("cancel")
    yield from steps.state("attract")


def _give_up(steps: Steps, say: Say) -> Script:
    say("failed", "")
    yield from steps.touch("cancel")
    yield from steps.state("attract")


def look_up(steps: Steps, booth: str, say: Say) -> Script:
    """Type a number for an answer that never comes, and leave."""
    number = numbers.draw(booth)
    say("typed", number)
    yield from steps.touch("touched")
    yield from steps.touch("chosen_language", "ru")
    yield from steps.touch("see_answer")
    yield from steps.type(number)
    yield from steps.touch("number_given")
    yield from steps.state("asking")
    yield from steps.touch("cancel")
    yield from steps.state("attract")
