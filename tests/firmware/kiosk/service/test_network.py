"""The network as the system tells it, and a system that tells nothing."""

import json
import stat
from pathlib import Path

import pytest

from firmware.kiosk.service.network import Interface, Network, gather

ADDRESSES = [
    {},
    {"ifname": "lo", "flags": ["LOOPBACK", "UP"], "addr_info": [{"local": "127.0.0.1"}]},
    {
        "ifname": "eth0",
        "flags": ["UP"],
        "operstate": "UP",
        "addr_info": [
            {"local": "192.0.2.17", "scope": "global"},
            {"local": "fe80::1", "scope": "link"},
        ],
    },
    {"ifname": "wlan0", "flags": [], "operstate": "DOWN", "addr_info": []},
]
ROUTES = [{"dst": "default", "gateway": "192.0.2.1", "dev": "eth0"}]
WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets
 face | tus | link level noise |  nwid  crypt   frag
 wlan0: 0000   54.  -61.  -256        0      0      0
"""


@pytest.fixture
def system(tmp_path: Path):
    """A program `ip` that answers so."""

    def make(addresses: str, routes: str, code: int = 0) -> str:
        program = tmp_path / "ip"
        script = f"case \"$*\" in *route*) echo '{routes}';; *) echo '{addresses}';; esac"
        program.write_text(f"#!/bin/sh\n{script}\nexit {code}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return str(program)

    return make


def test_interfaces_their_addresses_the_signal_and_the_gateway_are_read(system, tmp_path):
    radio = tmp_path / "wireless"
    radio.write_text(WIRELESS)

    assert gather(system(json.dumps(ADDRESSES), json.dumps(ROUTES)), radio) == Network(
        (Interface("eth0", True, ("192.0.2.17",)), Interface("wlan0", False, (), -61)),
        "192.0.2.1",
    )


@pytest.mark.parametrize(
    ("addresses", "routes", "code"),
    [("", "", 1), ("no json", "no json", 0), ("{}", "{}", 0), ("[]", "", 7)],
)
def test_a_system_that_answers_nonsense_is_one_that_did_not_say(
    system, tmp_path, addresses, routes, code
):
    found = gather(system(addresses, routes, code), tmp_path / "none")

    assert found == Network(None, None)


def test_without_the_program_nothing_is_known(tmp_path):
    assert gather(str(tmp_path / "missing"), tmp_path / "none") == Network(None, None)


def test_this_machine_can_be_asked():
    found = gather()

    assert found.interfaces is None or all(one.name != "lo" for one in found.interfaces)
