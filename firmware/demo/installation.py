"""A whole installation in one folder: central with its broker, one booth, the bench."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Literal

from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings as CentralDeployment
from firmware import config
from firmware.kiosk.opening import BOOTH_PUBLIC, booth_key
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    LogSettings,
    MicrophoneSettings,
    PrinterSettings,
    ScreenSettings,
    Settings,
    VisitSettings,
)
from hw.bench.paper import PaperRoll
from hw.camera.webcam import webcam_present

log = logging.getLogger(__name__)

LogLevel = Literal["info", "warning"]

BOOTH, SITE = "001", "oskemen"


class Installation:
    """Central and the uplink run from `start` to `stop`; the kiosk is the caller's."""

    def __init__(
        self, folder: Path, film: Path | None, *, real_camera: bool, log_level: LogLevel = "warning"
    ) -> None:
        """Makes keys, settings and the sample directory. `film` plays as the camera."""
        self.central = Central(CentralDeployment(data=folder / "central", port=0))
        self.roll = PaperRoll()
        self.config = folder / "booth.toml"
        self._folder = folder
        self._film = film
        self._log_level = log_level
        self._real_camera = real_camera and film is None and webcam_present()
        self._uplink: subprocess.Popen[bytes] | None = None

    def start(self) -> Settings:
        """Start central, introduce the booth to it, start the uplink as its own process."""
        keys = self._folder / "booth" / "keys"
        booth_key(keys)
        password = self.central.add_booth(BOOTH, SITE, keys / BOOTH_PUBLIC)
        (keys / "password").write_text(password)
        self.central.start()
        publish_sample(self.central)
        settings = self._settings(keys)
        self.config.write_text(config.render(settings), encoding="utf-8")
        command = [sys.executable, "-m", "firmware.cli", "uplink", "--config", str(self.config)]
        self._uplink = subprocess.Popen(command)
        return settings

    def _settings(self, keys: Path) -> Settings:
        return Settings(
            booth=BoothSettings(
                id=BOOTH,
                site=SITE,
                name="Диалог · 001",
                address="Өскемен",
                keys=str(keys),
                spool=str(self._folder / "booth" / "spool"),
            ),
            central=CentralSettings(
                host="127.0.0.1",
                port=self.central.port,
                tls=False,
                protocol="3.1.1",
                ca="",
                certificate="",
                password=str(keys / "password"),
                recipients=self.central.keys.recipients,
                ask_recipient=self.central.keys.ask_recipient,
                signing_key=str(self.central.keys.public_file),
            ),
            screen=ScreenSettings(fullscreen=False),
            camera=self._camera(),
            microphone=MicrophoneSettings(driver=self._microphone()),
            printer=PrinterSettings(port=str(self.roll.port), flow="none"),
            lights=LightsSettings(driver="gpio-mock"),
            visit=VisitSettings(),
            log=LogSettings(level=self._log_level),
        )

    def _camera(self) -> CameraSettings:
        if self._film is not None:
            return CameraSettings(driver="film", film=str(self._film.resolve()))
        return CameraSettings(driver="webcam" if self._real_camera else "simulated")

    def _microphone(self) -> Literal["film", "alsa", "simulated"]:
        if self._film is not None:
            return "film"
        return "alsa" if self._real_camera else "simulated"

    def stop(self) -> None:
        """Stop the uplink, central and the printer."""
        if self._uplink is not None:
            self._uplink.terminate()
            try:
                self._uplink.wait(10)
            except subprocess.TimeoutExpired:
                self._uplink.kill()
                self._uplink.wait()
        self.central.stop()
        self.roll.close()
