"""A whole installation in one folder: central with its broker, one booth, the bench."""

import logging
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from central.rights import Role
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings as CentralDeployment
from firmware import config
from firmware.appeals.appeal import Language
from firmware.appeals.own_key import BOOTH_PUBLIC, booth_key
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    LogSettings,
    MicrophoneSettings,
    PowerSettings,
    PrinterSettings,
    ScreenSettings,
    SensorsSettings,
    Settings,
    VisitSettings,
)
from hw.bench.paper import PaperRoll
from hw.camera.webcam import webcam_present

log = logging.getLogger(__name__)

TEN_INCH = ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False)
SEVEN_INCH = ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of booth; a `film` plays as the camera, a webcam only where wanted."""

    film: Path | None = None
    webcam: bool = False
    panel: ScreenSettings = TEN_INCH
    log_level: Literal["info", "warning"] = "warning"


BOOTH, SITE = "001", "oskemen"


class Installation:
    """Central and the uplink run from `start` to `stop`; the kiosk is the caller's."""

    def __init__(
        self, folder: Path, wanted: Wanted, deployment: CentralDeployment | None = None
    ) -> None:
        """Opens central's data, in that folder where none is said, making its keys."""
        self.central = Central(deployment or CentralDeployment.on_free_ports(folder / "central"))
        self.roll = PaperRoll()
        self.config = folder / "booth.toml"
        self._folder = folder
        self._wanted = wanted
        self._uplink: subprocess.Popen[bytes] | None = None

    def start(self) -> Settings:
        """Start central, introduce the booth to it, start the uplink as its own process."""
        keys = self._folder / "booth" / "keys"
        keys.mkdir(parents=True, exist_ok=True)
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

    def open_desk(self) -> str:
        """Let two people sign in at the desk; their password."""
        password, people = secrets.token_urlsafe(12), self.central.people
        directory = self.central.publisher.directory(SITE)
        assert directory is not None
        first = directory.officials[0]
        place = {"site": SITE, "official": first.id}
        people.add("official", first.name.kk, Role.OFFICIAL, password, Language.KK, **place)
        people.add("registrar", "Тіркеуші", Role.REGISTRAR, password, Language.RU)
        return password

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
            screen=self._wanted.panel,
            camera=self._camera(),
            microphone=MicrophoneSettings(driver=self._microphone()),
            printer=PrinterSettings(port=str(self.roll.port), flow="none"),
            lights=LightsSettings(driver="gpio-mock"),
            sensors=SensorsSettings(
                driver="gpio-mock", door=6, help=13, speech=19, next=26, choose=16
            ),
            power=PowerSettings(driver="gpio-mock", good=20),
            visit=VisitSettings(),
            log=LogSettings(level=self._wanted.log_level),
        )

    def _camera(self) -> CameraSettings:
        if self._wanted.film is not None:
            return CameraSettings(driver="film", film=str(self._wanted.film.resolve()))
        return CameraSettings(driver="webcam" if self._has_webcam() else "simulated")

    def _microphone(self) -> Literal["film", "alsa", "simulated"]:
        if self._wanted.film is not None:
            return "film"
        return "alsa" if self._has_webcam() else "simulated"

    def _has_webcam(self) -> bool:
        return self._wanted.webcam and webcam_present()

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
