"""Power cuts, small: the long runs are `make torture`."""

import random
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.faults.cuts.disk import World
from tests.faults.cuts.stolen import Loot, steal
from tests.faults.cuts.storage import LosingStorage
from tests.faults.cuts.torn import tear
from tests.faults.cuts.torture import STORAGES, cut_after_numbers, on_one_card
from tests.faults.register_once import STEPS

KILLS = 4
VISITS = 20


@pytest.fixture(scope="module", autouse=True)
def stolen() -> Iterator[Future[Loot]]:
    """Twenty citizens take their time: they come while the first tests run."""
    with ThreadPoolExecutor(1) as hand:
        yield hand.submit(steal, VISITS, 5)


@pytest.mark.parametrize("storage", STORAGES)
def test_every_number_stands_for_a_whole_clip_after_power_cuts(storage: str) -> None:
    result = on_one_card(STORAGES[storage](), KILLS, random.Random(7), lambda _: None)

    assert result.verdict.why == []
    assert result.plain == []
    assert (result.kills, result.verdict.lost, result.verdict.twice) == (KILLS, 0, 0)
    assert result.verdict.given == result.verdict.whole > 0


@pytest.mark.parametrize("step", STEPS)
def test_a_build_with_one_fsync_taken_out_loses_a_number(step: str) -> None:
    verdict = cut_after_numbers(LosingStorage((World.DROP,)), step, 3)

    assert (verdict.given, verdict.lost) == (1, 1)


def test_the_build_as_it_is_loses_none_at_the_same_cut() -> None:
    verdict = cut_after_numbers(LosingStorage((World.DROP,)), "", 3)

    assert (verdict.given, verdict.lost, verdict.why) == (1, 0, [])


def test_a_stolen_card_tells_nothing_of_its_citizens(stolen: Future[Loot]) -> None:
    loot = stolen.result(200)

    assert loot.found == []
    assert len(loot.secrets) >= 3 * VISITS
    assert loot.written > 1_000_000


@pytest.mark.parametrize("storage", STORAGES)
def test_a_cut_takes_no_more_than_the_last_moment_of_a_recording(storage: str) -> None:
    torn = tear(storage, 3, 1)

    assert torn.good, torn
