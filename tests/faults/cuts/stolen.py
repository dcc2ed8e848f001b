"""A stolen card: what somebody finds on it who reads every byte that was ever written.

The temporary files and the log are searched too. The card remembers what was
deleted, as flash does.
"""

import random
from dataclasses import dataclass, field

from tests.faults.cuts.harness import Card
from tests.faults.cuts.storage import LosingStorage


@dataclass
class Loot:
    """What was planted, and what was found of it."""

    secrets: list[str]
    files: int = 0
    written: int = 0
    found: list[str] = field(default_factory=list)


def steal(visits: int, seed: int) -> Loot:
    """Let so many citizens come, each with a phone, an appeal and a number typed; then search."""
    storage = LosingStorage(remembers=True)
    card = Card(storage, random.Random(seed))
    try:
        life = card.start(looks_up=True, rush=20.0)
        card.wait_for(life, "visit", str(visits))
        card.cut(life)
        assert storage.history is not None
        loot = Loot(card.secrets)
        loot.found = card.traces() + card.searcher.look([storage.history], set(card.secrets))
        loot.files = card.searcher.files
        loot.written = sum(file.stat().st_size for file in storage.history.iterdir())
        return loot
    finally:
        card.close()
