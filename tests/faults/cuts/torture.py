"""Many kills on many cards: at random instants, half of them while a number is made."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from tests.faults.cuts.harness import Card, Life
from tests.faults.cuts.ledger import Verdict
from tests.faults.cuts.storage import LosingStorage, PlainStorage, Storage

KILLS_A_CARD = 25
AT_A_TIME = 4

STORAGES: dict[str, Callable[[], Storage]] = {"plain": PlainStorage, "losing": LosingStorage}


@dataclass
class Result:
    """Of all cards; `plain` are traces in the clear, `strays` visits that came to nothing."""

    kills: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    plain: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing is lost, twice or in the clear."""
        return not (self.verdict.lost or self.verdict.twice or self.plain)

    def __add__(self, other: "Result") -> "Result":
        return Result(
            self.kills + other.kills,
            self.verdict + other.verdict,
            self.plain + other.plain,
            self.strays + other.strays,
        )

    def __str__(self) -> str:
        found = self.verdict
        return (
            f"{self.kills} kills, {found.given} numbers given, {found.whole} whole,"
            f" {found.lost} lost, {found.twice} twice"
        )


def torture(
    storage: str, kills: int, seed: int, killed: Callable[[Result], None] = lambda _: None
) -> Result:
    """So many kills on that kind of storage, some booths at a time; stops at the first loss."""
    sizes = [KILLS_A_CARD] * (kills // KILLS_A_CARD)
    sizes += [kills % KILLS_A_CARD] if kills % KILLS_A_CARD else []
    enough = Event()

    def play(number: int) -> Result:
        if enough.is_set():
            return Result()
        chance = random.Random(f"{seed} {storage} {number}")
        result = on_one_card(STORAGES[storage](), sizes[number], chance, killed)
        if not result.good:
            enough.set()
        return result

    with ThreadPoolExecutor(AT_A_TIME) as hands:
        return sum(hands.map(play, range(len(sizes))), Result())


def on_one_card(
    storage: Storage, kills: int, chance: random.Random, killed: Callable[[Result], None]
) -> Result:
    """Kill the booth on one card again and again, and look at it after each."""
    card = Card(storage, chance)
    try:
        result = Result()
        while result.kills < kills and result.good:
            life = card.start()
            let_live(card, life, chance)
            card.cut(life)
            result = Result(card.kills, card.verdict(), card.traces(), card.strays)
            killed(result)
        return result
    finally:
        card.close()


def let_live(card: Card, life: Life, chance: random.Random) -> None:
    """Until the instant of the cut: every other time around "send", else anywhere."""
    if card.kills % 2 == 0:
        for _ in range(chance.choice((1, 1, 2))):
            card.wait_for(life, "state", "registering")
        card.watch(life, chance.uniform(0, chance.choice((0.05, 0.15, 0.5))))
    elif card.kills % 10 == 1:
        card.watch(life, chance.uniform(0, 0.2))
    else:
        card.wait_for(life, "ready")
        card.watch(life, chance.uniform(0, 3))


def cut_after_numbers(storage: Storage, without: str, seed: int) -> Verdict:
    """A cut right after the first number is on the screen, of a build without that fsync."""
    card = Card(storage, random.Random(seed), without=without)
    try:
        life = card.start()
        card.wait_for(life, "number")
        card.cut(life)
        return card.verdict()
    finally:
        card.close()
