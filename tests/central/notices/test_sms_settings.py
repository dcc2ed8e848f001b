"""The section [sms]: a mistake is named by its key."""

from dataclasses import replace
from pathlib import Path

import pytest

from central.errors import BadInput
from central.settings import SmsSettings

GATEWAY = SmsSettings(kind="smpp", host="smsc.example.kz", login="dialog", sender="Dialog")


def test_the_defaults_are_good() -> None:
    SmsSettings().check()
    GATEWAY.check()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quiet_from", "9:00"),
        ("quiet_until", "24:00"),
        ("quiet_until", "noon"),
        ("day_and_night", ("emergency",)),
        ("hourly", 0),
        ("resend_after_s", -1),
        ("give_up_hours", 0),
        ("per_second", 0),
        ("port", 0),
        ("port", 65_536),
        ("answer_s", 0),
        ("idle_s", 0.5),
        ("host", ""),
        ("login", ""),
        ("login", "x" * 16),
        ("sender", ""),
        ("sender", "Диалог"),
        ("sender", "x" * 21),
        ("password", "x" * 9),
        ("ca", Path("ca.pem")),
    ],
)
def test_a_mistake_is_named(key, value) -> None:
    with pytest.raises(BadInput, match=f"^sms.{key}: "):
        replace(GATEWAY, **{key: value}).check()


def test_an_authority_must_be_there(tmp_path) -> None:
    with pytest.raises(BadInput, match=r"^sms\.ca: .* no such file"):
        replace(GATEWAY, tls=True, ca=tmp_path / "ca.pem").check()


def test_a_gateway_is_not_asked_for_without_one() -> None:
    SmsSettings(kind="console").check()
