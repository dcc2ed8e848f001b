"""From settings to everything the kiosk works with; what is missing is said with its name."""

import logging
from pathlib import Path

import pygame

from firmware.appeals.signing import PrivateKey, load_key, load_public, make_key, public_pem
from firmware.clock import Clock
from firmware.errors import ConfigError
from firmware.kiosk.conductor import Rooms
from firmware.kiosk.devices import Devices, PrintDesk, Studio
from firmware.settings import Settings
from firmware.spool.recovery import recover
from firmware.spool.registration import Registrar
from firmware.spool.spool import Spool
from hw.camera import Camera
from hw.drivers import open_camera, open_lights, open_microphone, open_printer
from hw.microphone import Microphone
from hw.speaker import MixerSpeaker, Mute, Speaker

log = logging.getLogger(__name__)

BOOTH_KEY = "booth.key"
BOOTH_PUBLIC = "booth.pub"


def booth_key(folder: Path) -> PrivateKey:
    """The booth's own key, made where it is missing; the public half lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / BOOTH_KEY
    key = load_key(file) if file.exists() else make_key(file)
    (folder / BOOTH_PUBLIC).write_bytes(public_pem(key))
    return key


def open_rooms(settings: Settings, devices: Devices, clock: Clock) -> Rooms:
    """Keys, spool and registrar; the spool is put in order first.

    Raises ConfigError, BadSignature, SpoolDamaged.
    """
    central = settings.central
    if not central.recipients or not central.ask_recipient:
        raise ConfigError(
            Path("booth.toml"), "central", "recipients and ask_recipient must name central's keys"
        )
    signing_key = Path(central.signing_key)
    if not signing_key.exists():
        raise ConfigError(Path("booth.toml"), "central.signing_key", f"no file {signing_key}")
    key = booth_key(Path(settings.booth.keys))
    spool = Spool(Path(settings.booth.spool))
    recover(spool, key.public_key())
    registrar = Registrar(
        spool,
        booth=settings.booth.id,
        site=settings.booth.site,
        key=key,
        recipients=central.recipients,
    )
    return Rooms(settings, spool, registrar, load_public(signing_key), devices, clock)


def open_devices(settings: Settings, clock: Clock, preview: tuple[int, int]) -> Devices:
    """The devices of booth.toml; camera and microphone open later, in their threads.

    `preview` is the size of the live picture on the screen. Raises BadDeviceSetting.
    """
    printer, lights = settings.printer, settings.lights
    port = (
        {}
        if printer.driver == "none"
        else {
            "port": printer.port,
            "baud": printer.baud,
            "width_dots": printer.width_dots,
            "flow": printer.flow,
        }
    )
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
        Studio(lambda: _camera(settings, preview), lambda: _microphone(settings), clock),
        PrintDesk(open_printer(printer.driver, **port)),
        open_lights(lights.driver, **pins),
        _speaker(),
    )


def _camera(settings: Settings, preview: tuple[int, int]) -> Camera:
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


def _microphone(settings: Settings) -> Microphone:
    driver = settings.microphone.driver
    source = {
        "film": {"film": settings.camera.film},
        "alsa": {"card": "", "pcm": settings.microphone.pcm},
    }
    return open_microphone(driver, **source.get(driver, {}))


def _speaker() -> Speaker:
    try:
        return MixerSpeaker()
    except pygame.error as error:
        log.warning("loudspeaker: %s", error)
        return Mute()
