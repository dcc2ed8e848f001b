"""The registration number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.appeals import number
from firmware.appeals.errors import BadNumber

BOOTHS = st.integers(1, 999).map("{:03d}".format)


@given(BOOTHS)
def test_a_drawn_number_has_sixteen_digits_begins_with_the_booth_and_parses(booth: str) -> None:
    drawn = number.draw(booth)

    assert re.fullmatch(r"[0-9]{16}", drawn)
    assert drawn.startswith(booth)
    assert number.parse(drawn) == drawn


@given(BOOTHS)
def test_what_is_written_in_groups_of_four_is_read_back(booth: str) -> None:
    drawn = number.draw(booth)

    assert re.fullmatch(r"([0-9]{4} ){3}[0-9]{4}", number.written(drawn))
    assert number.parse(number.written(drawn)) == drawn


@given(BOOTHS, st.integers(0, 15), st.integers(1, 9))
def test_every_mistyped_digit_is_noticed(booth: str, place: int, by: int) -> None:
    drawn = number.draw(booth)
    wrong = drawn[:place] + str((int(drawn[place]) + by) % 10) + drawn[place + 1 :]

    with pytest.raises(BadNumber):
        number.parse(wrong)


@given(BOOTHS, st.integers(0, 14))
def test_two_exchanged_neighbours_are_noticed(booth: str, place: int) -> None:
    drawn = number.draw(booth)
    swapped = drawn[:place] + drawn[place + 1] + drawn[place] + drawn[place + 2 :]

    if swapped != drawn:
        with pytest.raises(BadNumber):
            number.parse(swapped)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "length"),
        ("1234", "length"),
        ("0" * 17, "length"),
        ("00A1234512345123", "digits"),
        ("٠٠١٢٣٤٥٦٧٨٩٠١٢٣٤", "digits"),
        ("0000000000000001", "booth"),
        ("0011234512345199", "check"),
    ],
)
def test_what_is_no_number_says_why(text: str, why: str) -> None:
    with pytest.raises(BadNumber) as caught:
        number.parse(text)

    assert caught.value.why == why


@pytest.mark.parametrize("booth", ["000", "1", "1000", "00a", ""])
def test_no_number_is_drawn_for_what_is_no_booth(booth: str) -> None:
    with pytest.raises(BadNumber):
        number.draw(booth)
