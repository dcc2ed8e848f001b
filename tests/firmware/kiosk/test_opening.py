"""What is missing at the start is said with its name, and ends with code 2."""

from pathlib import Path
from threading import Event

import pytest

from firmware import config
from firmware.appeals.errors import BadSignature
from firmware.appeals.own_key import BOOTH_PUBLIC, booth_key
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.cli import main
from firmware.errors import ConfigError
from firmware.kiosk.devices import Devices, PowerDesk
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.outage import EXIT_POWER_LOST
from firmware.kiosk.rooms import Rooms
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    MicrophoneSettings,
    PrinterSettings,
    ScreenSettings,
    Settings,
)
from firmware.spool.tallies import Tallies
from hw import pins
from hw.errors import BadDeviceSetting, DeviceNotFound
from hw.sensors import Contact


@pytest.fixture(autouse=True)
def signals_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.kiosk.program.stopped_by_signal", Event)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A booth that can start."""
    pem = tmp_path / "central.pem"
    pem.write_bytes(public_pem(make_key(tmp_path / "central.key")))
    recipient = VisitKey().recipient
    return Settings(
        booth=BoothSettings(keys=str(tmp_path / "keys"), spool=str(tmp_path / "spool")),
        central=CentralSettings(
            recipients=(recipient,), ask_recipient=recipient, signing_key=str(pem)
        ),
        screen=ScreenSettings(fullscreen=False),
        camera=CameraSettings(driver="simulated"),
        microphone=MicrophoneSettings(driver="silent"),
        printer=PrinterSettings(driver="none"),
        lights=LightsSettings(driver="none"),
    )


def changed(settings: Settings, section: str, **values: object) -> Settings:
    text = config.render(settings)
    raw = config.tomllib.loads(text)
    raw[section].update(values)
    return config.msgspec.convert(raw, Settings)


def start(settings: Settings, clock) -> Rooms:
    devices: Devices = open_devices(settings, clock, (640, 360))
    try:
        return open_rooms(settings, devices, clock)
    finally:
        devices.close()


def test_a_booth_with_everything_starts_and_starts_again(settings, clock):
    start(settings, clock)
    start(settings, clock)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("central", "recipients", []),
        ("central", "recipients", ["age1" + "q" * 58]),
        ("central", "ask_recipient", ""),
        ("central", "ask_recipient", "age1" + "q" * 58),
        ("central", "signing_key", "/nowhere/central.pem"),
        ("central", "signing_key", "/"),
        ("booth", "keys", "/dev/null/keys"),
        ("booth", "spool", "/dev/null/spool"),
    ],
)
def test_what_cannot_be_used_is_named(settings, clock, section, key, value):
    with pytest.raises(ConfigError) as caught:
        start(changed(settings, section, **{key: value}), clock)

    assert caught.value.key == f"{section}.{key}"
    assert "booth.toml" in str(caught.value)


def test_a_signing_key_that_is_none_is_named(settings, clock):
    file = Path(settings.central.signing_key)
    file.write_text("not a key")

    with pytest.raises(BadSignature, match=r"central\.pem"):
        start(settings, clock)


def test_a_database_that_is_none_is_set_aside_and_counted(settings, clock):
    folder = Path(settings.booth.spool)
    folder.mkdir()
    (folder / "spool.db").write_bytes(b"no database" * 1000)
    rooms = start(settings, clock)

    assert Tallies(rooms.spool).sums() == {"recovery.rebuilt": 1}
    assert (folder / "spool.db.damaged-1").read_bytes().startswith(b"no database")


def test_leftovers_of_a_recording_are_gone_after_the_start(settings, clock):
    start(settings, clock)
    leftover = Path(settings.booth.spool) / "recording" / "x.clip.age"
    leftover.write_bytes(b"torn")
    start(settings, clock)

    assert not leftover.exists()


@pytest.mark.parametrize(
    "change", [("central", {"recipients": []}), ("booth", {"spool": "/dev/null/spool"})]
)
def test_the_command_says_it_in_one_line_and_ends_with_2(settings, tmp_path, capsys, change):
    section, values = change
    file = tmp_path / "booth.toml"
    file.write_text(config.render(changed(settings, section, **values)))

    assert main(["kiosk", "--config", str(file)]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("booth: ")]
    assert len(said) == 1
    assert f"{section}." in said[0]


def test_a_wrong_device_setting_ends_with_2(settings, tmp_path, capsys):
    pins = {"driver": "gpio-mock", "occupied": 5, "recording": 5}
    file = tmp_path / "booth.toml"
    file.write_text(config.render(changed(settings, "lights", **pins)))

    assert main(["kiosk", "--config", str(file)]) == 2
    assert "lights" in capsys.readouterr().err


def test_lights_that_are_not_there_do_not_keep_the_booth_closed(settings, clock, monkeypatch):
    def no_chip(device: str, _driver: str) -> object:
        raise DeviceNotFound(device, "no GPIO here")

    monkeypatch.setattr(pins, "_make", no_chip)
    devices = open_devices(changed(settings, "lights", driver="gpio"), clock, (640, 360))
    assert not devices.lights.there
    devices.close()


def test_lights_that_are_set_wrongly_are_the_engineers(settings, clock):
    wrong = changed(settings, "lights", driver="gpio-mock", occupied=5, recording=5)

    with pytest.raises(BadDeviceSetting):
        open_devices(wrong, clock, (640, 360))


def test_sensors_and_power_are_opened_on_the_pins_of_the_file(settings, clock):
    wired = changed(settings, "sensors", driver="gpio-mock", next=5, presence=6, door=13)
    wired = changed(wired, "power", driver="gpio-mock", good=26, good_active="low")
    devices = open_devices(wired, clock, (640, 360))

    assert set(devices.sensors.state()) == {Contact.NEXT, Contact.PRESENCE, Contact.DOOR}
    pulled_up = {one: devices.sensors._inputs.input(one).pull_up for one in devices.sensors.state()}
    assert pulled_up == {Contact.NEXT: True, Contact.PRESENCE: False, Contact.DOOR: True}
    assert devices.power.power._inputs.input("good").pull_up
    devices.close()


def test_a_booth_without_sensors_opens_no_pins(settings, clock):
    devices = open_devices(settings, clock, (640, 360))

    assert devices.sensors.state() == {}
    assert devices.power.mains is None
    devices.close()


def test_a_power_cut_ends_the_command_with_its_own_code(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(PowerDesk, "mains", False)
    file = tmp_path / "booth.toml"
    file.write_text(config.render(settings))

    assert main(["kiosk", "--config", str(file)]) == EXIT_POWER_LOST


def test_the_key_is_made_once_and_its_public_half_lies_beside_it(tmp_path):
    first = booth_key(tmp_path)
    again = booth_key(tmp_path)

    assert public_pem(first) == public_pem(again) == (tmp_path / BOOTH_PUBLIC).read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"booth.key", "booth.pub"}


def test_half_a_key_of_a_power_cut_is_made_anew(tmp_path):
    (tmp_path / "booth.key.new").write_bytes(b"-----BEGIN PRIV")

    booth_key(tmp_path)

    assert not (tmp_path / "booth.key.new").exists()
