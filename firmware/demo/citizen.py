"""A scripted citizen: finds what to touch on the screen and touches it, at a human's pace."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from firmware.clock import Clock
from firmware.kiosk.display import Display
from firmware.kiosk.program import Kiosk
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import Slip, UiEvent
from firmware.kiosk.widgets.base import Widget

Script = Generator[None, None, None]


class Lost(Exception):
    """The screen does not show what the citizen expects."""


@dataclass
class Steps:
    """What the citizen does with hands and eyes; each step yields once a frame."""

    kiosk: Kiosk
    display: Display
    clock: Clock
    patience_s: float = 15.0
    glance_s: float = 0.7
    type_s: float = 0.16
    touched_at: dict[str, float] = field(default_factory=dict)

    def touch(self, event: str, value: str = "", *, pause_s: float | None = None) -> Script:
        """Touch whatever means that event, a glance after it is there."""
        wish = UiEvent(event, value)
        yield from self.until(lambda: self._find(wish) is not None, f"something to touch: {wish}")
        yield from self.wait(self.glance_s if pause_s is None else pause_s)
        widget = self._find(wish)
        if widget is None:
            raise Lost(f"{wish} went away on {self.kiosk.page.name}")
        yield from self.press(widget.box.center)
        self.touched_at[event] = self.clock.monotonic()
        yield

    def press(self, point: tuple[int, int]) -> Script:
        """A finger goes down and up again."""
        self.display.inject(Tap(point, Phase.DOWN))
        yield
        self.display.inject(Tap(point, Phase.UP))

    def type(self, digits: str) -> Script:
        """Type digits on the keypad."""
        yield from self.until(lambda: self._find(UiEvent("digit", digits[0])) is not None, "keys")
        yield from self.wait(self.glance_s)
        for digit in digits:
            yield from self.touch("digit", digit, pause_s=self.type_s)

    def until(self, condition: Callable[[], bool], what: str) -> Script:
        """Look at the screen until it is so. Raises Lost after the citizen's patience."""
        end = self.clock.monotonic() + self.patience_s
        while not condition():
            if self.clock.monotonic() > end:
                raise Lost(f"on screen {self.kiosk.page.name}: waited in vain for {what}")
            yield

    def state(self, name: str) -> Script:
        """Wait for that screen."""
        yield from self.until(lambda: self.kiosk.conductor.state == name, f"screen {name}")

    def wait(self, seconds: float) -> Script:
        """Just look."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            yield

    def _find(self, wish: UiEvent) -> Widget | None:
        return next((one for one in self.kiosk.page.tappable if one.event == wish), None)


def arrive(steps: Steps) -> Script:
    """Wait until nothing is missing in the booth."""
    conductor = steps.kiosk.conductor
    yield from steps.until(
        lambda: conductor.presenter.ready(conductor.session), "a booth that is ready"
    )


def make_appeal(steps: Steps, official: str, area: str, phone: str, speak_s: float) -> Script:
    """From the attract screen to the number on the screen."""
    yield from steps.touch("touched")
    yield from steps.touch("chosen_language", "kk")
    yield from steps.touch("appeal")
    yield from steps.touch("area_chosen", area)
    yield from steps.touch("official_chosen", official)
    yield from steps.type(phone)
    yield from steps.touch("phone_given")
    yield from steps.touch("consented", pause_s=1.5)
    yield from steps.touch("ready", pause_s=2.0)
    yield from steps.state("recording")
    yield from steps.wait(speak_s)
    yield from steps.touch("stopped", pause_s=0)
    yield from steps.state("review")
    yield from steps.touch("play")
    yield from steps.wait(2.0)
    yield from steps.touch("send_it")
    yield from steps.state("receipt")


def wait_for_slip(steps: Steps) -> Script:
    """Watch the slip come out."""
    conductor = steps.kiosk.conductor
    yield from steps.until(
        lambda: conductor.session.slip is not Slip.PRINTING, "the slip to come out"
    )


def take_slip(steps: Steps) -> Script:
    """Take the slip and walk away."""
    yield from steps.touch("slip_taken")
    yield from steps.state("thanks")
    yield from steps.touch("cancel")
    yield from steps.state("attract")


def look_for_answer(steps: Steps, number: str) -> Script:
    """Come back with the number and read the answer."""
    yield from steps.touch("touched")
    yield from steps.touch("chosen_language", "kk")
    yield from steps.touch("see_answer")
    yield from steps.type(number)
    yield from steps.touch("number_given")
    yield from steps.state("answer")
    yield from steps.wait(1.5)


def watch_answer(steps: Steps, seconds: float) -> Script:
    """Watch so much of the answer's video."""
    conductor = steps.kiosk.conductor
    yield from steps.touch("watch")
    yield from steps.state("watching")

    def watched() -> bool:
        review = conductor.session.review
        return review is not None and review.position_s >= seconds

    yield from steps.until(watched, "the video of the answer")


def leave(steps: Steps) -> Script:
    """Say how the answer was, and go."""
    yield from steps.touch("seen")
    yield from steps.touch("rate", "good")
    yield from steps.state("thanks")
    yield from steps.wait(0.6)
