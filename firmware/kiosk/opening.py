"""From settings to everything the kiosk works with; what is missing is said with its name."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pygame

from firmware.appeals.errors import BadSeal
from firmware.appeals.own_key import booth_key
from firmware.appeals.sealing import parse_recipients
from firmware.appeals.signing import load_public
from firmware.clock import Clock
from firmware.errors import ConfigError
from firmware.kiosk.devices import Devices, PrintDesk, Studio
from firmware.kiosk.rooms import Rooms
from firmware.process import AlreadyRuns, OnlyOne
from firmware.settings import Settings
from firmware.spool.durable import make_folder
from firmware.spool.rebuilding import open_or_rebuild
from firmware.spool.recovery import Recovered, recover
from firmware.spool.registration import Registrar
from firmware.spool.spool import Spool
from firmware.spool.tallies import KEPT_DAYS, Tallies
from hw.camera import Camera
from hw.drivers import (
    open_camera,
    open_lights,
    open_microphone,
    open_power,
    open_printer,
    open_sensors,
)
from hw.microphone import Microphone
from hw.power import Power
from hw.printer import Printer
from hw.sensors import BUTTONS, Contact, Sensors
from hw.speaker import MixerSpeaker, Mute, Speaker

log = logging.getLogger(__name__)

CONFIG_NAME = Path("booth.toml")
LOCK = "kiosk.lock"
UNWIRED = -1


def kiosk_lock(settings: Settings) -> OnlyOne:
    """Held while the kiosk runs. Raises AlreadyRuns, ConfigError."""
    with _usable("booth.spool", settings.booth.spool):
        return OnlyOne(Path(settings.booth.spool) / LOCK)


def open_rooms(settings: Settings, devices: Devices, clock: Clock) -> Rooms:
    """Keys, spool and registrar; the spool is put in order first.

    Raises ConfigError, BadSignature, SpoolError.
    """
    booth, central = settings.booth, settings.central
    _check_recipients("central.recipients", central.recipients)
    _check_recipients("central.ask_recipient", [central.ask_recipient])
    with _usable("central.signing_key", central.signing_key):
        central_key = load_public(Path(central.signing_key))
    with _usable("booth.keys", booth.keys):
        make_folder(Path(booth.keys))
        key = booth_key(Path(booth.keys))
    with _usable("booth.spool", booth.spool):
        spool, rebuilt = open_or_rebuild(Path(booth.spool))
        found = recover(spool, key.public_key(), rebuilt=rebuilt)
        _count(spool, found, clock)
    registrar = Registrar(
        spool, booth=booth.id, site=booth.site, key=key, recipients=central.recipients
    )
    return Rooms(settings, spool, registrar, central_key, devices, clock)


def _count(spool: Spool, found: Recovered, clock: Clock) -> None:
    tallies, day = Tallies(spool), clock.now().date()
    if clock.trusted():
        tallies.forget_before(day - timedelta(days=KEPT_DAYS))
    for what, count in asdict(found).items():
        if count:
            tallies.add(day, f"recovery.{what}", count)


def _check_recipients(setting: str, recipients: Sequence[str]) -> None:
    """Now, and not when the first citizen has spoken."""
    try:
        parse_recipients([text for text in recipients if text])
    except BadSeal as error:
        raise ConfigError(
            CONFIG_NAME, setting, f"{error}; an age public key of central is needed, age1..."
        ) from error


@contextmanager
def _usable(setting: str, path: str) -> Iterator[None]:
    try:
        yield
    except AlreadyRuns:
        raise
    except OSError as error:
        problem = f"{path} cannot be used: {error.strerror or error}"
        raise ConfigError(CONFIG_NAME, setting, problem) from error


def open_devices(settings: Settings, clock: Clock, preview: tuple[int, int]) -> Devices:
    """The devices of booth.toml; camera and microphone open later, in their threads.

    `preview` is the size of the live picture on the screen. Raises BadDeviceSetting.
    """
    lights = settings.lights
    pins = (
        {}
        if lights.driver == "none"
        else {
            "pins": {
                "occupied": lights.occupied,
                "recording": lights.recording,
                "ready": lights.ready,
                "fill": lights.fill,
            }
        }
    )
    return Devices(
        Studio(
            lambda: open_booth_camera(settings, preview),
            lambda: open_booth_microphone(settings),
            clock,
        ),
        PrintDesk(open_booth_printer(settings)),
        open_lights(lights.driver, **pins),
        _speaker(settings.sound.output),
        open_booth_sensors(settings),
        open_booth_power(settings),
    )


def open_booth_printer(settings: Settings) -> Printer:
    """The printer of booth.toml; its port may be absent. Raises BadDeviceSetting."""
    printer = settings.printer
    if printer.driver == "none":
        return open_printer("none")
    return open_printer(
        printer.driver,
        port=printer.port,
        baud=printer.baud,
        width_dots=printer.width_dots,
        flow=printer.flow,
    )


def open_booth_camera(settings: Settings, preview: tuple[int, int]) -> Camera:
    """The camera of booth.toml, not started. Raises BadDeviceSetting."""
    camera = settings.camera
    source = {"film": {"film": camera.film}, "webcam": {"device": camera.device}}
    return open_camera(
        camera.driver,
        width=camera.width,
        height=camera.height,
        fps=camera.fps,
        bitrate=camera.bitrate,
        preview=preview,
        **source.get(camera.driver, {}),
    )


def open_booth_microphone(settings: Settings) -> Microphone:
    """The microphone of booth.toml, not started. Raises BadDeviceSetting."""
    driver = settings.microphone.driver
    source = {
        "film": {"film": settings.camera.film},
        "alsa": {"card": "", "pcm": settings.microphone.pcm},
    }
    return open_microphone(driver, **source.get(driver, {}))


def open_booth_sensors(settings: Settings) -> Sensors:
    """The sensors and buttons of booth.toml. Raises BadDeviceSetting."""
    sensors = settings.sensors
    if sensors.driver == "none":
        return open_sensors("none")
    active = dict.fromkeys(BUTTONS, sensors.buttons_active)
    active |= {
        Contact.PRESENCE: sensors.presence_active,
        Contact.DOOR: sensors.door_active,
    }
    return open_sensors(
        sensors.driver,
        pins={one.value: pin for one in Contact if (pin := getattr(sensors, one)) != UNWIRED},
        active_high=frozenset(one.value for one, level in active.items() if level == "high"),
    )


def open_booth_power(settings: Settings) -> Power:
    """What watches the power. Raises BadDeviceSetting."""
    power = settings.power
    if power.driver == "none":
        return open_power("none")
    good = None if power.good == UNWIRED else power.good
    return open_power(power.driver, good=good, active_low=power.good_active == "low")


def _speaker(output: str) -> Speaker:
    try:
        return MixerSpeaker(output)
    except pygame.error as error:
        log.warning("loudspeaker: %s", error)
        return Mute()
