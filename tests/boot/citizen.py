"""A citizen before the emulated booth: sees its panel, touches its glass."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from firmware.kiosk.page import SETTLE_S
from firmware.kiosk.views import UiEvent, View
from tests.boot.errors import Late, MachineEnded, Unlike
from tests.boot.machine import Machine
from tests.boot.pictures import Picture, nearest
from tests.boot.screen import Screen
from tests.boot.sights import Easel, Sight
from tests.boot.step import Step

SCREEN_S = 300.0
"""For a screen to come: an emulator under load is slow, and no speed is asserted."""

SETTLED_S = 1.2 * SETTLE_S

HELD_S = 0.06
"""How long a finger stays on the glass, and off it between two keys."""

PASSING_S = 0.05
"""Between two looks where a screen may be there for a moment only."""


@dataclass
class Citizen:
    """`gallery`: its pictures of all states. `states`: those that were seen, in order."""

    machine: Machine
    step: Step
    easel: Easel
    gallery: list[Picture]
    states: list[str] = field(default_factory=list)
    _kept: int = 0

    def sees(self, state: str, *views: View, seconds: float = SCREEN_S) -> Sight:
        """Wait until the screen is that of the state, with one of these views; keep it.

        Raises Unlike, Late, MachineEnded.
        """
        sight, seen = self.awaits([self.easel.draw(state, view) for view in views], seconds)
        self._know(sight, seen)
        return sight

    def passes(self, state: str, view: View, over: Callable[[Screen], bool]) -> None:
        """Keep a screen that may be there for a moment only, until `over` holds of what follows.

        Raises Late, MachineEnded, Unlike.
        """
        sight, end = self.easel.draw(state, view), time.monotonic() + SCREEN_S
        while time.monotonic() < end:
            seen = self._looks(state)
            if sight.is_in(seen):
                self._know(sight, seen)
                return
            if over(seen):
                self.step.note(f"{state}: over before it was seen", self.machine.seconds)
                return
            time.sleep(PASSING_S)
        raise Late(f"screen {state}", SCREEN_S, self._keep(f"not-{state}", seen))

    def awaits(self, sights: list[Sight], seconds: float = SCREEN_S) -> tuple[Sight, Screen]:
        """The first of these that the panel shows. Raises Late, MachineEnded."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen = self._looks(sights[0].state)
            for sight in sights:
                if sight.is_in(seen):
                    return sight, seen
            time.sleep(PASSING_S)
        file = self._keep(f"not-{sights[0].state}", seen)
        least = min(sight.difference(seen) for sight in sights)
        raise Late(f"screen {sights[0].state}", seconds, f"{file} differs in {least:.2%}")

    def touches(self, sight: Sight, event: str, value: str = "") -> None:
        """Tap what means that event, once the screen heeds touches. Raises Unlike."""
        self.machine.passes(SETTLED_S)
        self._tap(sight.place(UiEvent(event, value)))

    def types(self, sight: Sight, digits: str) -> None:
        """Tap one key of the keypad after the other. Raises Unlike."""
        self.machine.passes(SETTLED_S)
        for digit in digits:
            self._tap(sight.place(UiEvent("digit", digit)))

    def _looks(self, awaited: str) -> Screen:
        if not self.machine.running:
            raise MachineEnded(f"screen {awaited}")
        return self.machine.screen()

    def _tap(self, where: tuple[int, int]) -> None:
        self.machine.touch(*where, down=True)
        self.machine.passes(HELD_S)
        self.machine.touch(*where, down=False)
        self.machine.passes(HELD_S)

    def _know(self, sight: Sight, seen: Screen) -> None:
        """Keep it, and recognise it among all pictures of the gallery. Raises Unlike.

        Beside those stands its own with this booth's words: an article has other ones.
        """
        name = self._keep(sight.state, seen)
        drawn = Picture(sight.state, self.easel.language, sight.screen)
        found, _ = nearest(seen, [*self.gallery, drawn], sight.live)
        if found.state != sight.state:
            raise Unlike(f"{name} is more like the gallery's {found.state}")
        own = [picture for picture in self.gallery if picture.state == sight.state]
        difference = nearest(seen, own, sight.live)[1]
        self.states.append(sight.state)
        words = f"{sight.difference(seen):.3%} differ with the booth's own words"
        self.step.note(f"{name}: {difference:.1%} differ from the gallery, {words}",
                       self.machine.seconds)  # fmt: skip

    def _keep(self, name: str, seen: Screen) -> str:
        self._kept += 1
        file = self.step.folder / f"{self._kept:02d}-{name}.png"
        seen.save(file)
        return file.name
