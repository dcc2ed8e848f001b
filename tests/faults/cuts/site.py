"""What surrounds the booth under test: central's keys, its settings, its log."""

import tempfile
from pathlib import Path

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    MicrophoneSettings,
    PowerSettings,
    PrinterSettings,
    ScreenSettings,
    SensorsSettings,
    Settings,
    VoiceSettings,
)

SMALL = CameraSettings(driver="simulated", width=320, height=240, fps=25, bitrate=1_000_000)
FULL = CameraSettings(driver="simulated")


class Site:
    """Central as far as a booth without a line needs it, in a folder outside the card."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="cuts-site-")
        home = Path(self._home.name)
        self.city = VisitKey()
        self._signing = home / "central.pem"
        self._signing.write_bytes(public_pem(make_key(home / "central.key")))
        self.log = home / "log"
        self.temporary = home / "tmp"
        self.temporary.mkdir()

    def settings(self, card: Path, printer: Path, camera: CameraSettings = SMALL) -> Settings:
        """A booth whose data lie on that card."""
        return Settings(
            booth=BoothSettings(keys=str(card / "keys"), spool=str(card / "spool")),
            central=CentralSettings(
                tls=False,
                ca="",
                certificate="",
                recipients=(self.city.recipient,),
                ask_recipient=self.city.recipient,
                signing_key=str(self._signing),
            ),
            screen=ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False),
            camera=camera,
            microphone=MicrophoneSettings(driver="simulated"),
            printer=PrinterSettings(port=str(printer), flow="none"),
            lights=LightsSettings(driver="none"),
            sensors=SensorsSettings(driver="none"),
            power=PowerSettings(driver="none"),
            voice=VoiceSettings(driver="none"),
        )

    def close(self) -> None:
        """Forget it."""
        self._home.cleanup()
