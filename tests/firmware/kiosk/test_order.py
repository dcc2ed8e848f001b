"""What the booth says of itself to those who pass by."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.order import PATIENCE_S, Order
from firmware.kiosk.views import MenuView

ALL = MenuView()
NOTHING = MenuView(False, False, False, False)
WAYS = [field.name for field in fields(MenuView)]


def test_a_booth_that_has_just_started_is_not_out_of_order(clock):
    assert Order(clock).look(NOTHING) == ALL


@pytest.mark.parametrize("way", WAYS)
def test_what_is_lost_counts_after_fifteen_seconds_and_what_is_back_at_once(clock, way):
    order, lost = Order(clock), replace(ALL, **{way: False})
    order.look(ALL)
    clock.forward(PATIENCE_S - 0.1)
    assert order.look(lost) == ALL
    clock.forward(0.1)
    assert order.look(lost) == lost
    assert order.look(ALL) == ALL


def test_a_device_that_comes_and_goes_closes_nothing(clock):
    order = Order(clock)
    for _ in range(20):
        order.look(ALL)
        clock.forward(PATIENCE_S / 2)
        assert order.look(NOTHING) == ALL


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nothing_means_that_no_way_is_open(appeal, violation, answer, information):
    offers = MenuView(appeal, violation, answer, information)

    assert offers.nothing == (not any((appeal, violation, answer, information)))
