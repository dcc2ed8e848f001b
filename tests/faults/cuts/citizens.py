"""Citizens in a hurry: they know the way and touch as soon as a screen lets them."""

import random
from collections.abc import Callable

from firmware.appeals import number as numbers
from firmware.demo.citizen import Lost, Script, Steps
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import Slip, UiEvent

Say = Callable[[str, str], None]

_OFFICIALS = (("homes", "first"), ("roads", "second"))


class Quick(Steps):
    """Touches for one frame only."""

    def touch(self, event: str, value: str = "", *, pause_s: float | None = None) -> Script:
        """Touch whatever means that event, a glance after it is there."""
        wish = UiEvent(event, value)
        yield from self.until(lambda: self._find(wish) is not None, f"something to touch: {wish}")
        yield from self.wait(self.glance_s if pause_s is None else pause_s)
        widget = self._find(wish)
        if widget is None:
            raise Lost(f"{wish} went away on {self.kiosk.page.name}")
        for phase in (Phase.DOWN, Phase.UP):
            self.display.inject(Tap(widget.box.center, phase))
        yield


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
    yield from _slip(steps)
    yield from steps.touch("slip_taken")
    yield from steps.state("thanks")
    yield from steps.touch("cancel")
    yield from steps.state("attract")


def _give_up(steps: Steps, say: Say) -> Script:
    say("failed", "")
    yield from steps.touch("cancel")
    yield from steps.state("attract")


def _slip(steps: Steps) -> Script:
    session = steps.kiosk.conductor.session
    yield from steps.until(lambda: session.slip is not Slip.PRINTING, "the slip to come out")


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
