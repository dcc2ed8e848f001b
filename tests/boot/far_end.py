"""The far end on this machine: a central, and the card folder it writes for the booth."""

from datetime import timedelta
from pathlib import Path

import msgspec

from central.card import Reached, Wish, write_card
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings
from firmware import config
from firmware.settings import (
    CameraSettings,
    LightsSettings,
    MicrophoneSettings,
    PowerSettings,
    PrinterSettings,
    ScreenSettings,
    SensorsSettings,
    Settings,
    VoiceSettings,
)
from firmware.wire import card

BOOTH, SITE = "001", "oskemen"
HOST = "10.0.2.2"
"""This machine, as QEMU's user network shows it to the guest."""

SEVEN_INCH = ScreenSettings(width=800, height=480, width_mm=155)
EST_PORT = 8443


def with_doubles(settings: Settings, camera: CameraSettings | None = None) -> Settings:
    """Those settings with the image's doubles of devices: all that a test card changes."""
    return msgspec.structs.replace(
        settings,
        screen=SEVEN_INCH,
        camera=camera or CameraSettings(driver="simulated", width=640, height=360),
        microphone=MicrophoneSettings(driver="simulated"),
        printer=PrinterSettings(flow="none"),
        lights=LightsSettings(driver="gpio-mock"),
        sensors=SensorsSettings(driver="none"),
        power=PowerSettings(driver="none"),
        voice=VoiceSettings(driver="none"),
    )


def card_folder(folder: Path, data: Path, camera: CameraSettings | None = None) -> None:
    """Write the card that central makes for the booth, with the doubles in its booth.toml."""
    central = Central(CentralSettings.on_free_ports(data))
    central.start()
    try:
        central.add_booth(BOOTH, SITE, None)
        publish_sample(central)
        wish = Wish(BOOTH, SITE, "Диалог 001", "Өскемен")
        where = Reached(HOST, central.port, HOST, EST_PORT)
        write_card(central, folder, wish, where, timedelta(hours=1))
    finally:
        central.stop()
    file = folder / card.SETTINGS
    settings = with_doubles(config.load(file), camera)
    # An engineer's editor on Windows leaves such lines.
    file.write_text(config.render(settings), encoding="utf-8", newline="\r\n")
