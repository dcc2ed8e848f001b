"""A line is refused before it could send anything in the clear."""

from queue import SimpleQueue

import pytest

from firmware.settings import BoothSettings, CentralSettings, Settings
from firmware.uplink.errors import BadCredential, PlaintextRefused
from firmware.uplink.line import Line
from firmware.wire.client import is_loopback


def line(**central) -> Line:
    settings = Settings(booth=BoothSettings(), central=CentralSettings(**central))
    return Line("bulk", settings, SimpleQueue(), ())


@pytest.mark.parametrize("host", ["central.example", "10.0.0.1", "0.0.0.0", "127.0.0.1.example"])
def test_without_tls_only_this_machine_is_spoken_to(host) -> None:
    with pytest.raises(PlaintextRefused, match=r"central\.tls"):
        line(host=host, tls=False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_without_tls_the_loopback_is_allowed(host) -> None:
    assert is_loopback(host)
    assert line(host=host, tls=False).name == "bulk"


def test_a_missing_credential_is_named(tmp_path) -> None:
    with pytest.raises(BadCredential, match=r"central\.ca"):
        line(ca=str(tmp_path / "ca.pem"))
    with pytest.raises(BadCredential, match=r"central\.password"):
        line(tls=False, password=str(tmp_path / "password"))
