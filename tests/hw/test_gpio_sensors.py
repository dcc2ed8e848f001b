"""Sensors and buttons: bouncing, stuck, pulled off, gone and back."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw.bench.switches import Switches
from hw.debounce import Debounce
from hw.errors import BadDeviceSetting
from hw.gpio_sensors import POLL_S, SETTLE_S, STUCK_S, GpioSensors
from hw.pins import RETRY_S
from hw.sensors import Change, Contact, NoSensors
from tests.conftest import until


class Felt:
    """Switches that are looked at when the test says so."""

    def __init__(self, **settings: object) -> None:
        self.now = 0.0
        self.changes: list[Change] = []
        self.switches = Switches(clock=lambda: self.now, **settings)  # type: ignore[arg-type]
        self.switches._on_change = self.changes.append
        self.wait(0.1)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / POLL_S)):
            self.now += POLL_S
            self.switches.look()

    def taken(self) -> list[Change]:
        changes, self.changes[:] = list(self.changes), []
        return changes


@pytest.fixture
def felt() -> Iterator[Felt]:
    made = Felt()
    yield made
    made.switches.close()


def test_a_press_is_one_change_and_its_release_another(felt) -> None:
    felt.switches.press(Contact.NEXT)
    felt.wait(0.06)
    felt.switches.release(Contact.NEXT)
    felt.wait(0.06)

    assert felt.taken() == [Change(Contact.NEXT, True), Change(Contact.NEXT, False)]


@pytest.mark.parametrize("contact", Contact)
def test_every_contact_is_felt_alone(felt, contact) -> None:
    felt.switches.press(contact)
    felt.wait(0.1)

    assert [one for one, active in felt.switches.state().items() if active] == [contact]


def test_a_contact_that_bounces_is_pressed_once(felt) -> None:
    felt.switches.press(Contact.CHOOSE)
    felt.switches.bounce(Contact.CHOOSE, 9)
    felt.wait(0.2)

    assert felt.taken() == [Change(Contact.CHOOSE, True)]


def test_a_contact_that_never_rests_is_never_pressed(felt) -> None:
    felt.switches.bounce(Contact.CHOOSE, 1000)
    felt.wait(5)

    assert felt.taken() == []


@given(st.lists(st.booleans(), max_size=200))
def test_no_level_counts_that_did_not_stay(levels) -> None:
    debounce, now, run, last = Debounce(SETTLE_S), 0.0, 0.0, None
    for level in levels:
        now += POLL_S
        run = run + POLL_S if level is last else 0.0
        last = level
        if debounce.feed(level, now):
            assert debounce.level is level
            assert run >= SETTLE_S - 1e-9


def test_a_stuck_button_is_one_press_and_is_known_as_stuck(felt) -> None:
    felt.switches.stick(Contact.NEXT)
    felt.wait(0.1)
    felt.switches.release(Contact.NEXT)
    felt.wait(STUCK_S + 1)

    assert felt.taken() == [Change(Contact.NEXT, True)]
    assert felt.switches.stuck() == {Contact.NEXT}


def test_somebody_who_stays_is_not_stuck(felt) -> None:
    felt.switches.press(Contact.PRESENCE)
    felt.wait(STUCK_S + 1)

    assert felt.switches.stuck() == frozenset()


def test_what_is_pressed_from_the_start_is_a_state_and_no_press() -> None:
    felt = Felt()
    felt.switches._contacts[Contact.NEXT] = Debounce(SETTLE_S)
    felt.switches.stick(Contact.NEXT)
    felt.wait(1)

    assert felt.taken() == []
    assert felt.switches.state()[Contact.NEXT] is True
    felt.switches.close()


def test_a_wire_that_is_pulled_off_is_a_contact_that_is_open(felt) -> None:
    felt.switches.press(Contact.DOOR)
    felt.wait(0.1)
    felt.switches.pull_wire(Contact.DOOR)
    felt.switches.press(Contact.DOOR)
    felt.wait(0.1)

    assert felt.switches.state()[Contact.DOOR] is False


def test_pins_that_vanish_are_unknown_and_come_back_without_a_press(felt) -> None:
    felt.switches.press(Contact.CHOOSE)
    felt.wait(0.1)
    felt.taken()
    felt.switches.unplug()
    felt.wait(0.1)
    assert set(felt.switches.state().values()) == {None}
    felt.switches.plug()
    felt.wait(RETRY_S + 0.1)

    assert set(felt.switches.state().values()) == {False}
    assert felt.taken() == []
    felt.switches.press(Contact.CHOOSE)
    felt.wait(0.1)
    assert felt.taken() == [Change(Contact.CHOOSE, True)]


def test_a_sensor_may_be_active_high_among_others_that_are_low() -> None:
    felt = Felt(active_high=frozenset({"presence"}))
    pin = felt.switches._inputs.input("presence")
    assert pin is not None
    assert not pin.pull_up
    felt.switches.press(Contact.PRESENCE)
    felt.wait(0.1)
    assert pin.pin.state
    assert felt.taken() == [Change(Contact.PRESENCE, True)]
    felt.switches.close()


def test_its_own_thread_reports_and_ends(inbox) -> None:
    box, switches = inbox(), Switches()
    switches.start(box)
    until(lambda: switches.state()[Contact.SPEECH] is not None)
    switches.press(Contact.SPEECH)

    assert box.next() == Change(Contact.SPEECH, True)
    switches.close()
    switches.close()


def test_a_contact_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadDeviceSetting, match="doorbell"):
        Switches({"doorbell": 4})
    with pytest.raises(BadDeviceSetting, match="lgpio or mock"):
        GpioSensors({"next": 4}, pin_factory="native")


def test_no_sensors_feel_nothing(inbox) -> None:
    sensors = NoSensors()
    sensors.start(inbox())
    assert (sensors.state(), sensors.stuck()) == ({}, frozenset())
    sensors.close()
