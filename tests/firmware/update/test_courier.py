"""A bundle comes over HTTPS from a real listener of central, also in pieces."""

import shutil
from hashlib import sha256
from threading import Event

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from central.listener import Listener
from central.server import Central
from central.settings import CentralSettings
from firmware.appeals.signing import load_key, make_key, public_pem
from firmware.settings import BoothSettings, Settings
from firmware.settings import CentralSettings as Side
from firmware.update import courier as couriers
from firmware.update.courier import Courier, check_offer
from firmware.update.errors import BundleRefused, FetchFailed
from firmware.uplink.errors import BadCredential
from firmware.wire.signed import SignedUpdate

CONTENT = b"hsqs" + bytes(range(256)) * 4000


@pytest.fixture
def central(tmp_path) -> Central:
    return Central(CentralSettings(tmp_path / "central", port=0))


@pytest.fixture
def update(central, tmp_path) -> SignedUpdate:
    file = tmp_path / "booth.raucb"
    file.write_bytes(CONTENT)
    return central.updates.publish(file, "2.0")


@pytest.fixture
def listener(central, tmp_path):
    certificate, own = tmp_path / "est.pem", tmp_path / "est.key"
    central.authority.put_server(["localhost", "127.0.0.1"], certificate, own)
    rooms = (central.enrolment, central.updates)
    made = Listener(("127.0.0.1", 0), certificate, own, central.authority.file, *rooms)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def settings(central, listener, tmp_path) -> Settings:
    keys = tmp_path / "keys"
    keys.mkdir()
    make_key(keys / "booth.key")
    key = load_key(keys / "booth.key")
    (tmp_path / "public.pem").write_bytes(public_pem(key))
    central.booths.add("001", "oskemen", tmp_path / "public.pem")
    with central.store.transaction():
        made = central.enrolment._issue("001", key.public_key())
    (keys / "booth.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return Settings(
        booth=BoothSettings(keys=str(keys), spool=str(tmp_path / "spool")),
        central=Side(
            ca=str(central.authority.file),
            certificate=str(keys / "booth.pem"),
            est=f"127.0.0.1:{listener.port}",
        ),
    )


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "update"
    made.mkdir()
    return made


def test_a_bundle_comes_whole_and_what_is_old_goes(settings, folder, update) -> None:
    (folder / f"{'0' * 64}.raucb").write_bytes(b"old")
    (folder / f"{'1' * 64}.part").write_bytes(b"older")
    courier = Courier(settings, folder)

    file = courier.fetch(update, Event())

    assert file == courier.file(update)
    assert file.read_bytes() == CONTENT
    assert list(folder.iterdir()) == [file]
    assert courier.fetch(update, Event()) == file


@pytest.mark.parametrize("had", [1, 4, len(CONTENT) - 1])
def test_it_goes_on_where_it_was_cut(settings, folder, update, had, monkeypatch) -> None:
    (folder / f"{update.sha256}.part").write_bytes(CONTENT[:had])
    asked = []
    original = couriers.http.client.HTTPSConnection.request

    def spy(line, method, path, headers):
        asked.append(headers)
        original(line, method, path, headers=headers)

    monkeypatch.setattr(couriers.http.client.HTTPSConnection, "request", spy)

    assert Courier(settings, folder).fetch(update, Event()).read_bytes() == CONTENT
    assert asked == [{"Range": f"bytes={had}-"}]


def test_what_was_spoiled_is_thrown_away_and_comes_anew(settings, folder, update) -> None:
    (folder / f"{update.sha256}.part").write_bytes(b"spoiled")
    courier = Courier(settings, folder)

    with pytest.raises(FetchFailed, match="not what central signed"):
        courier.fetch(update, Event())
    assert list(folder.iterdir()) == []
    assert courier.fetch(update, Event()).read_bytes() == CONTENT


def test_one_that_central_does_not_have_is_said(settings, folder) -> None:
    other = SignedUpdate(version="3.0", size=9, sha256=sha256(b"other").hexdigest())

    with pytest.raises(FetchFailed, match="HTTP 404"):
        Courier(settings, folder).fetch(other, Event())


def test_a_line_that_is_down_keeps_what_came(settings, folder, update, listener) -> None:
    listener.stop()
    part = folder / f"{update.sha256}.part"
    part.write_bytes(CONTENT[:100])

    with pytest.raises(FetchFailed):
        Courier(settings, folder).fetch(update, Event())
    assert part.read_bytes() == CONTENT[:100]


def test_appeals_come_before_updates(settings, folder, update, monkeypatch) -> None:
    usage = shutil.disk_usage(folder)._replace(free=couriers.SPARE_BYTES + update.size - 1)
    monkeypatch.setattr(couriers.shutil, "disk_usage", lambda _: usage)

    with pytest.raises(FetchFailed, match="no room"):
        Courier(settings, folder).fetch(update, Event())


def test_told_to_stop_it_keeps_what_came(settings, folder, update) -> None:
    stop = Event()
    stop.set()

    assert Courier(settings, folder).fetch(update, stop) is None
    assert not (folder / f"{update.sha256}.raucb").exists()


def test_without_a_place_or_a_certificate_nothing_is_asked(settings, folder, update) -> None:
    def with_side(**changes: str) -> Settings:
        return msgspec.structs.replace(
            settings, central=msgspec.structs.replace(settings.central, **changes)
        )

    with pytest.raises(FetchFailed, match=r"central\.est"):
        Courier(with_side(est=""), folder).fetch(update, Event())
    with pytest.raises(BadCredential):
        Courier(with_side(certificate="/no/such.pem"), folder).fetch(update, Event())


def test_the_version_is_the_one_that_was_announced(update) -> None:
    check_offer(update, "2.0")
    with pytest.raises(BundleRefused, match=r"2\.0 was announced"):
        check_offer(update, "1.9")
