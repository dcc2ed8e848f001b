"""wifi.toml, and the keyfile that NetworkManager reads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.commissioning import wifi
from firmware.commissioning.errors import BadCard
from firmware.commissioning.wifi import Wifi


def written(ssid="net", password="secret-password", country="KZ") -> str:
    values = {"ssid": ssid, "password": password, "country": country}
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def unescaped(value: str) -> str:
    """As g_key_file_get_string reads it."""
    out, at = "", 0
    while at < len(value):
        if value[at] == "\\":
            out += {"s": " ", "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}[value[at + 1]]
            at += 2
        else:
            out += value[at]
            at += 1
    return out


def test_a_network_becomes_a_keyfile() -> None:
    found = wifi.parse(written("ХҚКО · 2"))
    lines = wifi.keyfile(found).splitlines()

    assert f"ssid={''.join(f'{byte};' for byte in 'ХҚКО · 2'.encode())}" in lines
    assert "psk=secret-password" in lines
    assert "key-mgmt=wpa-psk" in lines
    assert {"[connection]", "[wifi]", "[wifi-security]", "[ipv4]", "[ipv6]"} <= set(lines)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=63))
def test_every_password_comes_out_of_the_keyfile_as_it_was(password: str) -> None:
    text = wifi.keyfile(Wifi(ssid="x", password=password, country="KZ"))
    (line,) = (line for line in text.splitlines() if line.startswith("psk="))
    value = line.removeprefix("psk=")

    assert value == value.strip()
    assert unescaped(value) == password


@given(st.text(min_size=1, max_size=40))
def test_any_name_is_one_line_of_bytes_or_refused(ssid: str) -> None:
    try:
        found = wifi.parse(written(ssid))
    except BadCard:
        return
    (line,) = (x for x in wifi.keyfile(found).split("\n") if x.startswith("ssid="))
    given = bytes(int(byte) for byte in line.removeprefix("ssid=").rstrip(";").split(";"))
    assert given.decode() == ssid
    assert len(given) <= 32


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (written(ssid=""), "ssid: must be"),
        (written(ssid="ө" * 17), "1 to 32 bytes"),
        (written(password="short"), "password: must be 8 to 63"),
        (written(password="x" * 64), "password: must be"),
        (written(password="құпиясөз"), "password: must be"),
        (written(country="kz"), "country: must be two capital"),
        ('ssid = "a"\npassword = "12345678"\n', "country: is missing"),
        ('ssid = 5\npassword = "12345678"\ncountry = "KZ"', "ssid: must be"),
        (written() + 'psk = "x"\n', "psk: unknown key; allowed: ssid, password, country"),
        ("ssid = name", "not valid TOML"),
        ("[wifi]\n" + written(), "wifi: unknown key"),
    ],
)
def test_a_mistake_is_said_with_its_key_and_what_is_allowed(text, said) -> None:
    with pytest.raises(BadCard, match=said) as error:
        wifi.parse(text)
    assert error.value.file == "wifi.toml"


@pytest.mark.parametrize(
    "text", ['password = "canary-\nsecret"', "password = canary-secret", written(password="canary")]
)
def test_no_mistake_quotes_the_password(text) -> None:
    with pytest.raises(BadCard) as error:
        wifi.parse(text)
    assert "canary" not in str(error.value)


def test_64_hexadecimal_digits_are_the_key_itself() -> None:
    assert wifi.parse(written(password="0aF9" * 16)).password == "0aF9" * 16
