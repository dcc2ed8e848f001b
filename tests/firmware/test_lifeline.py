"""What systemd hears, on a real datagram socket."""

import itertools
import os
import socket
from collections.abc import Callable, Iterator

import pytest

from firmware.lifeline import Lifeline


@pytest.fixture
def lifeline_of(clock) -> Iterator[Callable[[dict[str, str]], Lifeline]]:
    made: list[Lifeline] = []

    def make(environment: dict[str, str]) -> Lifeline:
        made.append(Lifeline(clock, environment))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_what_is_told_is_what_sd_notify_knows(systemd, lifeline):
    lifeline.ready()
    lifeline.alive()
    lifeline.status("online")
    lifeline.stopping()
    assert systemd.heard() == ["READY=1", "WATCHDOG=1", "STATUS=online", "STOPPING=1"]


def test_the_watchdog_is_fed_at_least_twice_in_its_period(systemd, lifeline, clock, watchdog_s):
    fed = []
    for _ in range(25 * watchdog_s):
        clock.forward(1 / 25)
        lifeline.alive()
        fed += [clock.monotonic() for _ in systemd.heard()]
    gaps = [later - earlier for earlier, later in itertools.pairwise(fed)]
    assert max(gaps) <= watchdog_s / 2
    assert len(fed) < 10, "sparing: not once a frame"


def test_a_loop_that_stands_tells_nothing(systemd, lifeline, clock, watchdog_s):
    lifeline.alive()
    systemd.heard()
    clock.forward(10 * watchdog_s)
    assert systemd.heard() == []


def test_a_status_is_told_when_it_has_changed(systemd, lifeline):
    for text in ("offline", "offline", "online", "online"):
        lifeline.status(text)
    assert systemd.heard() == ["STATUS=offline", "STATUS=online"]


@pytest.mark.parametrize(
    "watchdog",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"},
        {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "me"},
    ],
)
def test_where_no_watchdog_waits_for_this_process_none_is_fed(systemd, lifeline_of, watchdog):
    lifeline = lifeline_of({"NOTIFY_SOCKET": systemd.environment["NOTIFY_SOCKET"]} | watchdog)
    lifeline.ready()
    lifeline.alive()
    assert not lifeline.watched
    assert systemd.heard() == ["READY=1"]


def test_a_name_in_the_abstract_space_is_found(lifeline_of):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as abstract:
        abstract.bind(f"\0dialog-test-{os.getpid()}")
        abstract.setblocking(False)
        lifeline_of({"NOTIFY_SOCKET": f"@dialog-test-{os.getpid()}"}).ready()
        assert abstract.recv(100) == b"READY=1"


def everything(lifeline: Lifeline) -> None:
    lifeline.ready()
    lifeline.alive()
    lifeline.status("x")
    lifeline.stopping()


def test_without_systemd_nothing_happens(lifeline_of):
    everything(lifeline_of({}))


def test_a_dead_pid_1_costs_nothing(systemd, lifeline, tmp_path):
    systemd.socket.close()
    everything(lifeline)
    (tmp_path / "notify").unlink()
    everything(lifeline)


def test_a_pid_1_that_does_not_read_never_makes_the_screen_wait(systemd, lifeline):
    for _ in range(10_000):
        lifeline.ready()
    assert systemd.heard()


def test_closed_it_is_silent_and_closing_twice_is_no_harm(systemd, lifeline):
    lifeline.close()
    lifeline.close()
    everything(lifeline)
    assert not lifeline.watched
    assert systemd.heard() == []
