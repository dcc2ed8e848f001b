"""Clips on a line that breaks, and parties that die, until all is stored."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.line.proxy import Line
from tests.faults.line.rig import CREDIT, Clip, Post, Rig, sized

MBIT = 125_000.0
SMALL, LARGE, HUGE = 20_000, 2_000_000, 8_000_000
# Central can serve one booth at a time, so the other is told to wait.
BUDGET = CREDIT * 3 // 2
# How often a piece is spoiled, is overtaken, and is repeated.
TROUBLE = 0.03
BETWEEN_S = (0.3, 2.0)
OPEN = ("waiting", "sending")
WAITED = "put off: central asks to wait"


@dataclass(frozen=True)
class Plan:
    """What is to happen."""

    clips: int
    seed: int
    booths: int = 2
    mbit: float = 20.0
    deadline_s: float = 600.0


@dataclass
class Result:
    """What became of it; `why` is empty when all is well."""

    clips: int
    events: Counter[str] = field(default_factory=Counter)
    stored: int = 0
    lost: int = 0
    twice: int = 0
    refused: int = 0
    waited: int = 0
    bytes: int = 0
    sent: int = 0
    seconds: float = 0.0
    why: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every clip is where it belongs, once."""
        return not (self.lost or self.twice or self.why)

    def __str__(self) -> str:
        overhead = 100 * (self.sent / self.bytes - 1) if self.bytes else 0.0
        return (
            f"{self.clips} clips, {self.events.total()} events, {self.stored} stored,"
            f" {self.lost} lost, {self.twice} twice, {overhead:.1f} % overhead"
        )


def run(plan: Plan, folder: Path, progress: Callable[[int], None] = lambda _: None) -> Result:
    """Make the clips, let all go wrong, and look; `progress` is told how many are stored."""
    chance = random.Random(plan.seed)
    rig = Rig(folder)
    try:
        _fill(rig, plan, chance)
        rig.connect(plan.mbit * MBIT, chance, TROUBLE, BUDGET)
        begun = time.monotonic()
        rig.start()
        events = Chaos(rig, chance).play(plan.deadline_s, progress)
        return _look(rig, plan.clips, events, time.monotonic() - begun)
    finally:
        rig.stop()


def _fill(rig: Rig, plan: Plan, chance: random.Random) -> None:
    foreign = b""
    for number in range(1, plan.booths + 1):
        post = rig.add_booth(f"{number:03}")
        count = plan.clips // plan.booths + (number <= plan.clips % plan.booths)
        for _ in range(count):
            post.put(sized(HUGE if chance.random() < 0.02 else chance.randint(SMALL, LARGE)))
        if foreign:
            # Over and above the clips that must arrive.
            post.put(sized(SMALL))
            post.plant(len(post.clips) - 1, foreign)
        foreign = (post.spool.clips / f"{post.clips[0].id}.envelope.jws").read_bytes()


class Chaos:
    """Throws faults at random, one at a time, until nothing waits any more."""

    def __init__(self, rig: Rig, chance: random.Random) -> None:
        self._rig = rig
        self._chance = chance
        self._pause = threading.Event()
        self._events: Counter[str] = Counter()
        self._faults: dict[str, Callable[[], object]] = {
            "line cut": lambda: self._line().cut(),
            "line silent": lambda: self._line().silence(chance.uniform(0.5, 4)),
            "line dead": lambda: self._line().die(),
            "broker killed": rig.broker.kill,
            "central killed": rig.receiver.end,
            "uplink killed": lambda: chance.choice(rig.posts).life.end(),
        }
        self._weights = (6, 3, 1, 2, 3, 3)

    def play(self, deadline_s: float, progress: Callable[[int], None]) -> Counter[str]:
        """Until all is done, or the time is over; returns what happened, by its name."""
        end = time.monotonic() + deadline_s
        while (left := self._left()) and time.monotonic() < end:
            progress(sum(len(post.clips) for post in self._rig.posts) - left)
            self._pause.wait(self._chance.uniform(*BETWEEN_S))
            name = self._chance.choices(list(self._faults), self._weights)[0]
            self._faults[name]()
            self._events[name] += 1
            self._pause.wait(self._chance.uniform(0, 0.7))
            self._rig.start()
        for line in self._rig.lines:
            for name in ("spoiled", "swapped", "repeated"):
                self._events[f"piece {name}"] += getattr(line.counts, name)
        return self._events

    def _line(self) -> Line:
        return self._chance.choice(self._rig.lines)

    def _left(self) -> int:
        return sum(_waiting(post) for post in self._rig.posts)


def _waiting(post: Post) -> int:
    states = post.states()
    return sum(states.get(clip.id, "waiting") in OPEN for clip in post.clips)


def _look(rig: Rig, clips: int, events: Counter[str], seconds: float) -> Result:
    result = Result(clips, events, seconds=seconds)
    stored, delivered = rig.stored(), Counter(rig.delivered())
    for post in rig.posts:
        states = post.states()
        left = set(post.left_on_disk())
        for clip in post.clips:
            _look_at(clip, states.get(clip.id, "none"), left, stored, delivered, result)
    known = {clip.id for post in rig.posts for clip in post.clips}
    result.why += [f"{id}: nobody sent that" for id in (stored.keys() | delivered) - known]
    result.waited = sum(post.log.read_text().count(WAITED) for post in rig.posts)
    _count_bytes(rig, result)
    return result


def _look_at(
    clip: Clip,
    state: str,
    left: set[str],
    stored: dict[str, str],
    delivered: Counter[str],
    result: Result,
) -> None:
    files = [name for name in left if name.startswith(clip.id)]
    if clip.planted:
        result.refused += state == "rejected"
        if state != "rejected" or len(files) != 3 or clip.id in stored:
            result.why.append(f"{clip.id}: should be rejected and kept, is {state}")
        return
    good = stored.get(clip.id) == clip.sha256 and delivered[clip.id] >= 1
    result.stored += good
    result.lost += not good
    result.twice += delivered[clip.id] > 1
    if files or state != "purged":
        result.why.append(f"{clip.id}: the booth still has {len(files)} files, {state}")


def _count_bytes(rig: Rig, result: Result) -> None:
    result.bytes = sum(clip.size for post in rig.posts for clip in post.clips if not clip.planted)
    counts = [line.counts for line in rig.lines]
    result.sent = sum(one.piece_bytes - one.repeated_bytes for one in counts)
    # What dies with the broker or central is sent again by every booth.
    common = sum(result.events[name] for name in ("broker killed", "central killed"))
    windows = result.events.total() + common * (len(rig.posts) - 1)
    if result.sent - result.bytes > windows * CREDIT:
        result.why.append(
            f"{result.sent - result.bytes} bytes sent twice, more than one window each"
        )
