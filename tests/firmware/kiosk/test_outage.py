"""When the kiosk closes because the mains are gone."""

from unittest.mock import Mock

import pytest

from firmware.kiosk.devices import PowerDesk
from firmware.kiosk.outage import NUMBER_S, REGISTER_S, Outage
from hw.power import NoPower, PowerStatus


@pytest.fixture
def power() -> Mock:
    return Mock(spec=PowerDesk, mains=True)


@pytest.fixture
def outage(power, clock) -> Outage:
    return Outage(power, 30, clock)


@pytest.mark.parametrize("mains", [True, None])
def test_with_mains_or_without_knowing_it_goes_on(outage, power, mains):
    power.mains = mains
    assert not outage.over("attract")
    assert not outage.over("recording")


def test_between_two_visits_it_closes_at_once(outage, power):
    power.mains = False
    assert outage.over("attract")


def test_a_visit_has_its_moment(outage, power, clock):
    power.mains = False
    assert not outage.over("recording")
    clock.forward(29)
    assert not outage.over("receipt")
    clock.forward(1)
    assert outage.over("receipt")


def test_what_is_being_registered_is_waited_for_but_not_for_ever(outage, power, clock):
    power.mains = False
    assert not outage.over("review")
    clock.forward(31)
    assert not outage.over("registering")
    clock.forward(REGISTER_S)
    assert outage.over("registering")


def test_the_number_of_an_appeal_that_was_waited_for_is_shown(outage, power, clock):
    power.mains = False
    outage.over("review")
    clock.forward(31)
    assert not outage.over("registering")
    assert not outage.over("receipt")
    clock.forward(NUMBER_S)
    assert outage.over("receipt")


def test_mains_that_are_back_are_forgotten(outage, power, clock):
    power.mains = False
    assert not outage.over("review")
    clock.forward(29)
    power.mains = True
    assert not outage.over("review")
    power.mains = False
    clock.forward(29)
    assert not outage.over("review")


def test_worries_are_logged_once_and_their_end_too(caplog):
    said = [PowerStatus(under_voltage=True)] * 2 + [PowerStatus(under_voltage=False)] * 2
    power = Mock(spec=NoPower, **{"status.side_effect": said})
    desk = PowerDesk(power)
    for _ in said:
        desk._poll()
    assert [one.message for one in caplog.records] == [
        "power: under-voltage",
        "power: all is well again",
    ]
    desk.close()


def test_an_outage_is_said_until_it_is_read_and_the_next_one_anew(outage, power):
    assert not outage.shown
    for _ in range(2):
        power.mains = False
        outage.over("review")
        assert outage.shown
        outage.seen()
        assert not outage.shown
        power.mains = True
        outage.over("review")
        assert not outage.shown
