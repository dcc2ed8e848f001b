"""Guesses are counted, whoever makes them and however many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from central.guesses import MAX_COUNTED, WINDOW_S, Guesses, by_address
from central.lookup import MAX_BY_NUMBER, Lookup
from firmware.appeals import number as numbers


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_failures_are_forgotten_after_the_window() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(3):
        guesses.failed("a")

    assert guesses.locked("a", 3)
    assert not guesses.locked("b", 1)
    clock.now += WINDOW_S
    assert not guesses.locked("a", 3)


def test_many_threads_that_fail_are_all_counted() -> None:
    guesses = Guesses(Clock())

    def fail(_: int) -> None:
        guesses.failed("a")
        guesses.locked("a", 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(MAX_COUNTED)))

    assert guesses.locked("a", MAX_COUNTED)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "address 192.0.2.7"),
        ("::ffff:192.0.2.7", "address 192.0.2.7"),
        ("2001:db8:1:2::1", "address 2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "address 2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "address 2001:db8:1:3::/64"),
        ("-", "address -"),
    ],
)
def test_all_addresses_of_one_customer_are_one(host, name) -> None:
    assert by_address(host) == name


def test_of_many_who_guess_at_once_no_more_are_heard_than_one_after_the_other() -> None:
    asked: list[str] = []

    class Registry:
        def by_number(self, number: str) -> None:
            asked.append(number)
            threading.Event().wait(0.02)

    lookup = Lookup(Registry(), Clock(), ask_phone=True)
    number = numbers.draw("001")

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(lambda asker: lookup.find(number, "0000", asker), map(str, range(20))))

    assert len(asked) == said.count("not_found") == MAX_BY_NUMBER
    assert said.count("try_later") == 20 - MAX_BY_NUMBER
