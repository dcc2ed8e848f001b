"""Which telephones can get an SMS."""

import pytest

from central.notices.phones import masked, mobile


@pytest.mark.parametrize(
    "phone", ["+77011234567", "87011234567", "+7 701 123 45 67", "+77771234567", "+79161234567"]
)
def test_a_mobile_telephone_can(phone) -> None:
    assert mobile(phone).startswith("+7")


def test_a_range_that_is_not_known_yet_is_tried() -> None:
    assert mobile("+77881234567") == "+77881234567"


@pytest.mark.parametrize("phone", ["+77232123456", "+77272123456", "88001234567", "12", "no", ""])
def test_a_landline_cannot(phone) -> None:
    assert mobile(phone) is None


@pytest.mark.parametrize("phone", ["+77011234567", "1234", ""])
def test_a_log_has_the_end_alone(phone) -> None:
    assert len(masked(phone)) <= 5
    assert phone[:-2] == "" or phone[:-2] not in masked(phone)
