"""The harness: starts the booth on a card, kills it, looks at the card, starts it again."""

import json
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from firmware.demo.proof import read_number
from firmware.settings import CameraSettings
from hw.bench.paper import PaperRoll
from tests.faults.cuts.directory import PHOTOS
from tests.faults.cuts.ledger import Ledger, Verdict
from tests.faults.cuts.life import Order, live
from tests.faults.cuts.site import SMALL, Site
from tests.faults.cuts.storage import Storage, context
from tests.faults.cuts.traces import Found, Searcher

PATIENCE_S = 90.0
FAST_LINE = 8_000_000  # bits a second: a slip is out at once


class BoothFailed(RuntimeError):
    """The booth under test ended by itself; says what its log says."""


@dataclass
class Life:
    """A booth that runs; `killed_at` is CLOCK_MONOTONIC."""

    process: ForkServerProcess
    roll: PaperRoll
    take: Callable[[float], tuple[str, str] | None]
    killed_at: float = 0.0

    def kill(self) -> None:
        """SIGKILL, and wait until nothing of it is left."""
        self.killed_at = time.monotonic()
        self.process.kill()
        self.process.join()


@dataclass
class Card:
    """One card and the booth that lives on it, life after life."""

    storage: Storage
    chance: random.Random
    camera: CameraSettings = SMALL
    without: str = ""
    site: Site = field(default_factory=Site)
    searcher: Searcher = field(default_factory=lambda: Searcher(PHOTOS))
    secrets: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    told: deque[str] = field(default_factory=lambda: deque(maxlen=12))
    kills: int = 0

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.site.city.identity)

    def start(self, **wishes: object) -> Life:
        """The power comes; `wishes` are fields of the Order."""
        roll = PaperRoll(baud=FAST_LINE)
        self.storage.power_on()
        ours, theirs = context.Pipe(duplex=False)
        order = Order(
            self.site.settings(self.storage.folder, Path(roll.port), self.camera),
            self.chance.randrange(2**32),
            self.site.log,
            self.site.temporary,
            without=self.without,
            **wishes,  # type: ignore[arg-type]
        )
        process = context.Process(target=live, args=(order, theirs))
        process.start()
        theirs.close()

        def take(seconds: float) -> tuple[str, str] | None:
            if not ours.poll(max(0.0, seconds)):
                return None
            try:
                event, value = json.loads(ours.recv_bytes())
            except EOFError:
                ours.close()
                raise BoothFailed(self._last_words()) from None
            self._note(event, value)
            return event, value

        return Life(process, roll, take)

    def _note(self, event: str, value: str) -> None:
        self.told.append(event if event in ("number", "phone", "typed") else f"{event} {value}")
        if event == "number":
            self.ledger.shown(value)
        if event in ("number", "phone", "typed"):
            self.secrets.append(value)
        if event in ("stray", "failed"):
            self.strays.append(", ".join(self.told))
        if event == "lost":
            raise BoothFailed(value)

    def _last_words(self) -> str:
        log = self.site.log
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "the booth ended by itself:\n" + "\n".join(lines[-20:])

    def wait_for(self, life: Life, event: str, value: str = "") -> None:
        """Until the booth tells that. Raises BoothFailed."""
        end = time.monotonic() + PATIENCE_S
        while (left := end - time.monotonic()) > 0:
            if (told := life.take(left)) and told[0] == event and value in ("", told[1]):
                return
        raise BoothFailed(f"waited in vain for {event} {value}\n{self._last_words()}")

    def watch(self, life: Life, seconds: float) -> None:
        """Take what it tells for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            life.take(left)

    def cut(self, life: Life) -> None:
        """The power is lost; what the booth has told and printed until then counts."""
        life.kill()
        self.kills += 1
        try:
            while life.take(0):
                pass
        except BoothFailed:
            pass  # the pipe's end: it was killed
        for slip in [*life.roll.slips, *filter(None, [life.roll.progress])]:
            if number := read_number(slip):
                self.ledger.printed(number)
        life.roll.close()
        life.process.close()
        self.storage.cut(self.chance)

    def verdict(self) -> Verdict:
        """What the numbers are worth now."""
        return self.ledger.look(self.storage.left)

    def traces(self) -> Found:
        """What lies in the clear on the card, in the log and among temporary files."""
        places = (self.storage.left, self.site.log, self.site.temporary)
        return self.searcher.look(places, {*self.secrets, *self.ledger.given})

    def close(self) -> None:
        """Forget the card."""
        self.storage.close()
        self.site.close()
