"""Which version is the newer."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from firmware.update.version import order

RISING = ["0.9", "1~rc1", "1", "1.0~rc1", "1.0", "1.0.1", "1.0.2", "1.0.10", "1.1", "1.1+a", "2"]


def test_numbers_count_as_numbers_and_what_is_not_ready_comes_before() -> None:
    for older, newer in pairwise(RISING):
        assert order(older) < order(newer), (older, newer)


@given(st.from_regex(r"[0-9][0-9A-Za-z.+~-]{0,20}", fullmatch=True))
def test_every_version_has_a_place(version) -> None:
    assert order(version) == order(version)
    assert order(f"{version}~x") < order(version) < order(f"{version}.1")
