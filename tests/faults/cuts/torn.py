"""Torn recordings: how much of what was said before the cut is missing from the card.

Looked at before the booth's next start, which destroys them: they were never
promised to anybody. The bench's camera writes into each picture when it was taken.
"""

import io
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av
import pyrage

from hw.bench.marks import read_mark
from hw.camera.picture import planes, to_i420
from tests.faults.cuts.disk import World
from tests.faults.cuts.harness import Card
from tests.faults.cuts.site import FULL
from tests.faults.cuts.storage import LosingStorage, PlainStorage, Storage

AT_MOST_S = 1.2
AT_A_TIME = 3
# A busy machine takes its time to the first picture, which no cut can have taken.
_SPOKEN_S = (3.0, 6.0)

STORAGES: dict[str, Callable[[], Storage]] = {
    "plain": PlainStorage,
    "losing": lambda: LosingStorage((World.DROP,), journal=True),
}


@dataclass(frozen=True)
class Torn:
    """Seconds of video before each cut that are missing."""

    missing_s: tuple[float, ...]

    @property
    def good(self) -> bool:
        """Whether no cut took more than it may."""
        return max(self.missing_s) <= AT_MOST_S

    def __str__(self) -> str:
        return f"{len(self.missing_s)} kills, worst {max(self.missing_s):.2f} s"


def tear(storage: str, kills: int, seed: int, torn: Callable[[], None] = lambda: None) -> Torn:
    """So many recordings cut at a random moment."""

    def play(hand: int) -> list[float]:
        chance = random.Random(f"{seed} torn {storage} {hand}")
        card = Card(STORAGES[storage](), chance, FULL)
        try:
            found = []
            for _ in range(kills // AT_A_TIME + (hand < kills % AT_A_TIME)):
                found.append(tear_one(card, chance))
                torn()
            return found
        finally:
            card.close()

    with ThreadPoolExecutor(AT_A_TIME) as hands:
        return Torn(tuple(s for found in hands.map(play, range(AT_A_TIME)) for s in found))


def tear_one(card: Card, chance: random.Random) -> float:
    """Cut one recording; seconds between the end of what is left and the cut."""
    life = card.start(speak_s=(60.0, 60.0))
    card.wait_for(life, "state", "recording")
    spoken_s = chance.uniform(*_SPOKEN_S)
    card.watch(life, spoken_s)
    card.cut(life)
    left = sorted((card.storage.left / "spool" / "recording").glob("*.clip.age"))
    # One that a start destroyed may come back with a cut: the names are in order of time.
    last = last_number(opened(left[-1], card.site.city.identity)) if left else None
    if last is None:
        return spoken_s
    return life.killed_at - (last + 1) / card.camera.fps


def opened(file: Path, identity: str) -> bytes:
    """What a torn sealed file still gives."""
    plain = io.BytesIO()
    key = pyrage.x25519.Identity.from_str(identity)
    try:
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, plain, [key])
    except (OSError, pyrage.DecryptError):
        pass  # it is torn: what came before the tear is in `plain`
    return plain.getvalue()


def last_number(clip: bytes) -> int | None:
    """The number of the last picture of a torn clip, None where there is none."""
    last = None
    try:
        with av.open(io.BytesIO(clip), format="mp4") as container:
            for frame in container.decode(video=0):
                last = read_mark(planes(to_i420(frame))[0]) or last
    except (OSError, ValueError, av.FFmpegError):
        pass  # the end of what is there
    return last
