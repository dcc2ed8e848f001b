"""Power cuts, small: the long runs are `make torture`."""

import random
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.faults.cuts.disk import World
from tests.faults.cuts.ledger import Verdict
from tests.faults.cuts.stolen import Loot, steal
from tests.faults.cuts.storage import LosingStorage
from tests.faults.cuts.torn import tear
from tests.faults.cuts.torture import STORAGES, Result, cut_after_numbers, on_one_card
from tests.faults.register_once import STEPS

KILLS = 4
VISITS = 20
AT_A_TIME = 3
PATIENCE_S = 220
AS_IT_IS = ""


def kill_on(storage: str) -> Result:
    return on_one_card(STORAGES[storage](), KILLS, random.Random(7), lambda _: None)


def cut_without(step: str) -> Verdict:
    return cut_after_numbers(LosingStorage((World.DROP,)), step, 3)


@dataclass(frozen=True)
class Cards:
    """What becomes of the cards, each in its own time."""

    stolen: Future[Loot]
    killed: dict[str, Future[Result]]
    without: dict[str, Future[Verdict]]


@pytest.fixture(scope="module")
def cards() -> Iterator[Cards]:
    """Some booths at a time, as in the torture: most of a booth's life is waiting."""
    hands = ThreadPoolExecutor(AT_A_TIME)
    yield Cards(
        hands.submit(steal, VISITS, 5),
        {storage: hands.submit(kill_on, storage) for storage in STORAGES},
        {step: hands.submit(cut_without, step) for step in (*STEPS, AS_IT_IS)},
    )
    hands.shutdown(cancel_futures=True)


@pytest.mark.parametrize("storage", STORAGES)
def test_every_number_stands_for_a_whole_clip_after_power_cuts(storage: str, cards: Cards) -> None:
    result = cards.killed[storage].result(PATIENCE_S)

    assert result.verdict.why == []
    assert result.plain == []
    assert (result.kills, result.verdict.lost, result.verdict.twice) == (KILLS, 0, 0)
    assert result.verdict.given == result.verdict.whole > 0


@pytest.mark.parametrize("step", STEPS)
def test_a_build_with_one_fsync_taken_out_loses_a_number(step: str, cards: Cards) -> None:
    verdict = cards.without[step].result(PATIENCE_S)

    assert (verdict.given, verdict.lost) == (1, 1)


def test_the_build_as_it_is_loses_none_at_the_same_cut(cards: Cards) -> None:
    verdict = cards.without[AS_IT_IS].result(PATIENCE_S)

    assert (verdict.given, verdict.lost, verdict.why) == (1, 0, [])


@pytest.mark.alone
@pytest.mark.parametrize("storage", STORAGES)
def test_a_cut_takes_no_more_than_the_last_moment_of_a_recording(storage: str) -> None:
    torn = tear(storage, 3, 1)

    assert torn.good, torn


def test_a_stolen_card_tells_nothing_of_its_citizens(cards: Cards) -> None:
    loot = cards.stolen.result(PATIENCE_S)

    assert loot.found == []
    assert len(loot.secrets) >= 3 * VISITS
    assert loot.written > 1_000_000
