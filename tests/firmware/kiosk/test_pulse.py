"""The kiosk's word to systemd."""

from types import SimpleNamespace

import pytest

from firmware.kiosk.pulse import Pulse


class Glass:
    """A display that counts how often a whole picture was brought to it."""

    def __init__(self) -> None:
        self.flips = 0

    def present(self) -> None:
        self.flips += 1


def test_ready_is_told_once_and_only_after_the_first_picture_is_on_the_glass(systemd, lifeline):
    glass = Glass()
    pulse = Pulse(lifeline, glass, SimpleNamespace(fresh=True))
    assert systemd.heard() == []

    pulse.drawn()

    assert glass.flips == 1
    assert systemd.heard() == ["READY=1", "WATCHDOG=1"]
    pulse.drawn()
    assert (glass.flips, systemd.heard()) == (1, [])


def test_a_screen_that_cannot_show_its_first_picture_is_not_ready(systemd, lifeline):
    class Broken:
        def present(self) -> None:
            raise OSError("no flip")

    with pytest.raises(OSError, match="no flip"):
        Pulse(lifeline, Broken(), SimpleNamespace(fresh=True)).drawn()
    assert systemd.heard() == []


def test_the_watchdog_is_fed_only_while_the_workers_live(systemd, lifeline, clock, watchdog_s):
    workers = SimpleNamespace(fresh=True)
    pulse = Pulse(lifeline, Glass(), workers)
    pulse.drawn()
    systemd.heard()
    workers.fresh = False
    for _ in range(10):
        clock.forward(watchdog_s / 2)
        pulse.drawn()
    assert systemd.heard() == []
    workers.fresh = True
    pulse.drawn()
    assert systemd.heard() == ["WATCHDOG=1"]


def test_a_loop_that_stands_sends_nothing(systemd, lifeline, clock, watchdog_s):
    Pulse(lifeline, Glass(), SimpleNamespace(fresh=True)).drawn()
    systemd.heard()
    clock.forward(10 * watchdog_s)
    assert systemd.heard() == []
