"""wifi.toml of the card -> a keyfile of NetworkManager."""

import re
import tomllib
import uuid
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from firmware.commissioning.errors import BadCard
from firmware.wire.card import WIFI

KEYFILE = "dialog-wifi.nmconnection"
_MAX_SSID_BYTES = 32
_MEANINGS = {
    "ssid": "the name of the network, 1 to 32 bytes of UTF-8",
    "password": "8 to 63 characters of ASCII (WPA2, WPA3), or 64 hexadecimal digits",
    "country": 'two capital letters, such as "KZ": which radio channels are allowed there',
}
_NAMESPACE = uuid.UUID("6f1d7c1e-3f0f-5d0c-9a57-4d0a3c0b1f2e")


class Wifi(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The network that a booth joins."""

    ssid: Annotated[str, Meta(min_length=1)]
    password: Annotated[str, Meta(pattern=r"^([ -~]{8,63}|[0-9A-Fa-f]{64})$(?!\n)")]
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")]


def parse(text: str) -> Wifi:
    """Check the text of a wifi.toml. Raises BadCard, which never quotes the password."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r"\(at .*\)$", str(error))
        raise BadCard(WIFI, f"is not valid TOML {place[0] if place else ''}".strip()) from None
    for key in raw:
        if key not in _MEANINGS:
            shown = key if key.isprintable() else "(not shown)"
            raise BadCard(WIFI, f"{shown}: unknown key; allowed: {', '.join(_MEANINGS)}")
    for key, meaning in _MEANINGS.items():
        if key not in raw:
            raise BadCard(WIFI, f"{key}: is missing; {meaning}")
        try:
            msgspec.convert({**_GOOD, key: raw[key]}, Wifi)
        except msgspec.ValidationError:
            raise BadCard(WIFI, f"{key}: must be {meaning}") from None
    found = msgspec.convert(raw, Wifi)
    if len(found.ssid.encode()) > _MAX_SSID_BYTES or not found.ssid.isprintable():
        raise BadCard(WIFI, f"ssid: must be {_MEANINGS['ssid']}")
    return found


_GOOD = {"ssid": "x", "password": "x" * 8, "country": "KZ"}


def keyfile(wifi: Wifi) -> str:
    """The connection as NetworkManager reads it; WPA2 and WPA3 are both `wpa-psk` to it."""
    # As a list of bytes a name may hold whatever it likes.
    ssid = "".join(f"{byte};" for byte in wifi.ssid.encode())
    lines = (
        "[connection]",
        "id=dialog-wifi",
        f"uuid={uuid.uuid5(_NAMESPACE, wifi.ssid)}",
        "type=wifi",
        "autoconnect=true",
        "autoconnect-retries=0",
        "",
        "[wifi]",
        "mode=infrastructure",
        f"ssid={ssid}",
        "",
        "[wifi-security]",
        "key-mgmt=wpa-psk",
        f"psk={_escaped(wifi.password)}",
        "",
        "[ipv4]",
        "method=auto",
        "",
        "[ipv6]",
        "method=auto",
        "",
    )
    return "\n".join(lines)


def _escaped(value: str) -> str:
    """A value as GLib's key files want it: blanks at its ends and backslashes would be lost."""
    escaped = value.replace("\\", "\\\\")
    inner = escaped.lstrip(" ")
    escaped = "\\s" * (len(escaped) - len(inner)) + inner
    inner = escaped.rstrip(" ")
    return inner + "\\s" * (len(escaped) - len(inner))
