"""The authority of an installation, and the certificates of servers."""

from datetime import timedelta

import pytest

from central.errors import BadInput, BadKey
from central.server import Central


def test_the_authority_is_made_once_and_never_silently_anew(central) -> None:
    keys = central.store.keys

    assert (keys / "ca.key").stat().st_mode & 0o777 == 0o600
    assert Central(central.settings).authority.certificate == central.authority.certificate
    (keys / "ca.key").unlink()
    with pytest.raises(BadKey, match="bring it back"):
        Central(central.settings)


def test_the_authority_s_certificate_is_made_anew_of_its_key(central) -> None:
    file = central.authority.file
    key = central.authority.certificate.public_key()
    file.unlink()
    again = Central(central.settings).authority

    assert again.certificate.public_key() == key
    file.write_bytes(b"garbage")
    with pytest.raises(BadKey, match="not a certificate"):
        Central(central.settings)


def test_a_server_s_certificate_is_kept_while_it_is_good(authority, calendar, tmp_path) -> None:
    file, key = tmp_path / "server.pem", tmp_path / "server.key"

    def put(*names: str) -> bytes:
        authority.put_server(names, file, key)
        return file.read_bytes()

    first = put("broker", "192.0.2.1")
    assert put("broker", "192.0.2.1") == first
    other = put("broker")
    assert other != first
    calendar.now += timedelta(days=800)
    assert put("broker") != other
    file.write_bytes(b"torn")
    assert put("broker").startswith(b"-----BEGIN CERT")
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "Өскемен"])
def test_a_server_s_name_is_a_host_name(authority, tmp_path, name) -> None:
    with pytest.raises(BadInput):
        authority.put_server([name], tmp_path / "server.pem", tmp_path / "server.key")
