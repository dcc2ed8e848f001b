"""A monkey at the booth: random touches, times and faults, and what must hold all the while.

    python -m tests.faults.monkey --steps 100000 --seed 1

The screens, the conductor, the table of the visit, the recorder and the spool are
the real ones; the devices fail as told, the clock is in the monkey's hands, and
the workers' jobs are done when it says so. Ends with exit code 1 and the last
steps when something did not hold.
"""

import argparse
import gc
import random
import sys
import traceback
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from rich.console import Console
from rich.progress import Progress

from firmware.appeals import number as numbers
from firmware.kiosk.aids import Aids
from firmware.kiosk.service.table import ROOMS
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.visit import Visit
from firmware.kiosk.widgets import Widget
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.outbox import Outbox
from tests.conftest import HandClock
from tests.faults import buttons, engineer, trouble
from tests.faults.booth import SCREEN, Booth, booth
from tests.faults.leaks import Secrets

Trouble = Callable[[Booth, random.Random, trouble.Note], None]

STATES = {state.id for state in Visit.states}
SERVICE = {f"service.{room}" for room in ("pin", "menu", *ROOMS)}

TIMES = [0.0, 0.04, 0.1, 0.35, 1, 3, 3, 3, 9, 25, 61, 145]
ONWARD = {"appeal", "area_chosen", "official_chosen", "body_chosen", "consented", "ready"}
ONWARD |= {"phone_given", "number_given", "stopped", "send_it", "slip_taken", "seen", "touched"}
ONWARD |= {"chosen_language", "violation", "see_answer", "rate", "more_time", "stay", "help_seen"}
ONWARD |= {"see_information", "article_chosen", "watch"}
AIDS = {"aids", "large", "contrast", "voice", "louder", "softer"}
HELP = {f"event {name}" for name in (*AIDS, *buttons.BUTTONS)} | {"event scanned"}
"""Counted with the screens."""
MORE_FOR_ALL = 20
ALONE_EVERY = 100
"""Steps between two times that the booth is left alone, and all is mended."""

ALONE_S = 3000
"""Much longer than any visit that nobody touches may last."""


class Broken(AssertionError):
    """Something that must always hold did not."""


class Monkey:
    """One monkey, one booth, one seed."""

    def __init__(self, there: Booth) -> None:
        self.there = there
        self.bench, self.kiosk, self.display = there.bench, there.kiosk, there.display
        self.clock: HandClock = self.bench.clock
        self.secrets = Secrets(self.bench.rooms.spool.folder.parent)
        self.sessions: list[weakref.ref[object]] = []
        self.settled = ""
        self.seen: Counter[str] = Counter()
        self.trail: deque[str] = deque(maxlen=40)
        self.steps = (
            (self.go_on, 30),
            (self.touch_something, 36),
            (self.touch_anywhere, 4),
            (self.touch_twice, 3),
            (self.slide, 3),
            (self.let_time_pass, 8),
            (self.let_one_work, 8),
            (self.let_all_work, 14),
            (self.help_itself, 5),
            (lambda random_: buttons.press(self, random_), 6),
            (lambda random_: buttons.go_in_or_out(self, random_), 1),
            (self.of_trouble(trouble.break_or_mend), 4),
            (self.of_trouble(trouble.answer), 4),
            (self.of_trouble(trouble.bring), 3),
            (self.of_trouble(trouble.hold_up), 3),
            (self.of_trouble(trouble.publish), 1),
            (lambda random_: engineer.come(self, random_), 4),
        )

    def of_trouble(self, act: Trouble) -> Callable[[random.Random], None]:
        """A step of what comes from outside."""
        return lambda random_: act(self.there, random_, self.note)

    def step(self, random_: random.Random) -> None:
        """One thing happens; then everything that always holds is looked at."""
        act = random_.choices([s[0] for s in self.steps], [s[1] for s in self.steps])[0]
        self.clock.forward(random_.choice([0.05, 0.35, 0.35, 0.35]))
        act(random_)
        self.kiosk.frame()
        self.settle()
        self.check()

    def note(self, what: str) -> None:
        self.trail.append(f"{self.kiosk.page.name}: {what}")

    def touch(self, *taps: tuple[tuple[int, int], Phase]) -> None:
        for pos, phase in taps:
            self.display.inject(Tap(pos, phase))
        self.kiosk.frame()

    def touch_something(self, random_: random.Random) -> None:
        """Anything there is."""
        there = self.kiosk.page.tappable
        if not there:
            return
        self.touch_widget(random_.choice(there))

    def go_on(self, random_: random.Random) -> None:
        """What a citizen would do who wants to come to an end."""
        there = [widget for widget in self.kiosk.page.tappable if widget.event]
        onward = [widget for widget in there if widget.event.name in ONWARD]  # type: ignore[union-attr]
        keys = [widget for widget in there if widget.event.name == "digit"]  # type: ignore[union-attr]
        if self.kiosk.page.name == "watching" and random_.random() < 0.7:
            trouble.bring(self.there, random_, self.note)
            Event().wait(0.05)  # its player's thread is a real one
        elif (close := self.kiosk.page.widget("aids.close")) is not None:
            self.touch_widget(close)
        elif self.bench.session.typed_problem and self.kiosk.page.name == "number":
            self.touch_all(there, "clear")
        elif onward:
            self.touch_widget(random_.choice(onward))
        elif keys:
            self.type(random_, keys)
        elif self.kiosk.page.name == "countdown":
            self.clock.forward(3)
        elif self.kiosk.page.name == "asking":
            trouble.answer(self.there, random_, self.note)
        elif self.kiosk.page.name == "article":
            self.touch_all(there, random_.choice(["page", "back"]))
        if random_.random() < 0.7:
            self.bench.work()

    def touch_all(self, there: list[Widget], name: str) -> None:
        """Every widget that means that."""
        for widget in there:
            if widget.event is not None and widget.event.name == name:
                self.touch_widget(widget)

    def help_itself(self, random_: random.Random) -> None:
        """Open the panel of the aids, switch some, and close it, mostly."""
        for _ in range(random_.choice([1, 2, 4])):
            there = [one for one in self.kiosk.page.tappable if one.event]
            aids = [one for one in there if one.event.name in AIDS]  # type: ignore[union-attr]
            if aids:
                self.touch_widget(random_.choice(aids))
            self.clock.forward(0.35)

    def touch_widget(self, widget: Widget) -> None:
        self.note(f"touch {widget.key}")
        if widget.event is not None and widget.event.name in AIDS:
            self.seen[f"event {widget.event.name}"] += 1
        self.touch((widget.box.center, Phase.DOWN), (widget.box.center, Phase.UP))

    def type(self, random_: random.Random, keys: list[Widget]) -> None:
        """A whole phone number or registration number, or a part of one."""
        wanted = "70" + "".join(random_.choices("0123456789", k=8))
        if self.kiosk.page.name == "number":
            wanted = numbers.draw("001")
        wanted = wanted[: random_.choice([1, 4, 20, 20, 20])]
        self.note(f"type {len(wanted)} digits")
        by_digit = {widget.event.value: widget.box.center for widget in keys if widget.event}
        for digit in wanted:
            if digit in by_digit:
                self.touch((by_digit[digit], Phase.DOWN), (by_digit[digit], Phase.UP))

    def anywhere(self, random_: random.Random) -> tuple[int, int]:
        return random_.randrange(-5, SCREEN.width + 5), random_.randrange(-5, SCREEN.height + 5)

    def touch_anywhere(self, random_: random.Random) -> None:
        pos = self.anywhere(random_)
        self.note(f"touch at {pos}")
        self.touch((pos, Phase.DOWN), (pos, Phase.UP))

    def touch_twice(self, random_: random.Random) -> None:
        if self.kiosk.page.tappable:
            widget = random_.choice(self.kiosk.page.tappable)
            self.note(f"double tap on {widget.key}")
            self.touch(*[(widget.box.center, phase) for phase in (Phase.DOWN, Phase.UP) * 2])

    def slide(self, random_: random.Random) -> None:
        places = [widget.box.center for widget in self.kiosk.page.tappable]
        there = [random_.choice(places) if places else self.anywhere(random_) for _ in range(3)]
        self.note("slide")
        moves = [(there[0], Phase.DOWN), (there[1], Phase.MOVE), (there[2], Phase.UP)]
        self.touch(*moves[: random_.choice([1, 2, 3, 3, 3])])

    def let_time_pass(self, random_: random.Random) -> None:
        seconds = random_.choice(TIMES)
        self.note(f"{seconds} s pass")
        self.clock.forward(seconds)

    def let_one_work(self, random_: random.Random) -> None:
        name = random_.choice(sorted(self.bench.workers))
        self.note(f"{name} works")
        self.bench.workers[name].step()

    def let_all_work(self, random_: random.Random) -> None:
        del random_
        self.note("all work")
        self.bench.work()

    def settle(self) -> None:
        """Let the muxer take what the camera delivered, so that a seed plays the same again."""
        camera, take = self.bench.camera, self.bench.session.take
        recorder = self.bench.session.recorder
        if recorder is None or not camera.recording or take == self.settled:
            return
        self.settled = take
        if not camera.mute:
            self.bench.until(lambda: recorder.failure is not None or recorder.seconds > 0.9)

    def check(self) -> None:
        """What holds after every step."""
        state, session, page = self.bench.state, self.bench.session, self.kiosk.page
        self.seen[page.name] += 1
        at_service = page.name in SERVICE and state == "attract"
        if state not in STATES or not (page.name == state or at_service):
            raise Broken(f"the state is {state}, the screen {page.name}")
        known = self.sessions[-1]() if self.sessions else None
        if known is not session:
            self.secrets.visit_over()
            self.sessions.append(weakref.ref(session))
        registered = session.registered.number if session.registered else ""
        reserved = session.reserved.number if session.reserved else ""
        self.seen["event scanned"] += bool(session.scanned)
        self.secrets.learn(session.phone, session.typed, registered, reserved)
        self.secrets.look_at(page)
        self.secrets.hear(self.there.throat.said)
        if self.there.throat.untimely:
            raise Broken(f"it spoke into {self.there.throat.untimely}")

    def leave_alone(self) -> None:
        """Nobody is there: the booth comes back by itself, and nothing of anybody is left."""
        self.note("left alone")
        begun = self.clock.monotonic()
        while self.kiosk.page.name != "attract":
            if self.clock.monotonic() - begun > ALONE_S:
                raise Broken(f"still {self.bench.state} after {ALONE_S} s alone")
            if self.bench.session.review is not None:
                Event().wait(0.002)  # its thread is a real one
            self.clock.forward(5)
            self.bench.work()
            self.kiosk.frame()
            self.check()
        self.bench.work()
        self.kiosk.frame()
        self.check()
        self.look_for_rests()

    def look_for_rests(self) -> None:
        """Between two visits, once the workers are idle."""
        gc.collect()
        alive = {one() for one in self.sessions} - {None}
        if alive != {self.bench.session}:
            raise Broken(f"{len(alive) - 1} visits that are over are still held")
        del self.sessions[:-1]
        if self.bench.files:
            raise Broken(f"recordings are left: {self.bench.files}")
        if self.bench.camera.recording:
            raise Broken("the camera still records")
        if UplinkMailbox(self.bench.rooms.spool).wanted_videos():
            raise Broken("somebody's video is still wanted")
        if self.bench.session.aids != Aids() or self.kiosk.conductor._voice.speaking:
            raise Broken("the next citizen finds the aids of the last")
        self.secrets.look_into_files()
        outbox = Outbox(self.bench.rooms.spool)
        for one in outbox.pending():
            outbox.finish(one.id, "stored")


@contextmanager
def monkey(walk_away: str) -> Iterator[Monkey]:
    """A monkey at a booth of its own."""
    with booth(walk_away) as there:
        made = Monkey(there)
        trouble.mend(there)
        made.bench.work()
        try:
            yield made
        finally:
            made.secrets.stop()


def unseen(seen: Counter[str]) -> set[str]:
    """The screens that it never came to."""
    return (STATES | SERVICE | HELP) - (+seen).keys()


def run(steps: int, seed: int, console: Console, *, every_state: bool = False) -> Counter[str]:
    """Let it loose; how often it saw each screen. Raises what did not hold.

    `every_state`: it goes on until it has seen them all, for some times the steps: an
    engineer's pages are seldom found, and chance decides which of them.
    """
    random_ = random.Random(seed)
    with Progress(console=console) as progress, monkey(("discard", "send")[seed % 2]) as one:
        bar = progress.add_task("touching", total=steps)
        try:
            for number in range(steps * MORE_FOR_ALL if every_state else steps):
                if number >= steps and not unseen(one.seen):
                    break
                one.step(random_)
                if number % ALONE_EVERY == ALONE_EVERY - 1:
                    one.leave_alone()
                    trouble.mend(one.there)
                progress.update(bar, completed=number + 1)
            one.leave_alone()
        except Exception:
            console.print(f"seed {seed}, step {number}; the last steps:", *one.trail, sep="\n  ")
            raise
        console.print(f"{one.secrets.visits} visits, {one.secrets.known} phones and numbers")
        return one.seen


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="monkey", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument(
        "--all-states", action="store_true", help="go on until every state was seen"
    )
    options = parser.parse_args()
    console = Console()
    gc.freeze()  # what is there for good need not be looked through after each visit
    try:
        seen = run(options.steps, options.seed, console, every_state=options.all_states)
    except Exception:  # noqa: BLE001 - the fence: whatever it is, it is what the monkey found
        console.print(traceback.format_exc(), markup=False, highlight=False)
        return 1
    console.print(", ".join(f"{name} {count}" for name, count in seen.most_common()))
    if missing := unseen(seen):
        console.print(f"never seen: {', '.join(sorted(missing))}")
    return 1 if missing and options.all_states else 0


if __name__ == "__main__":
    sys.exit(main())
