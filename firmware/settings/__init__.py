"""Every setting of a booth: its type, range, default and what it means.

`booth.toml` in the root is rendered from these types; a test compares them.
"""

from msgspec import Struct, field

from firmware.settings.devices import (
    CameraSettings,
    LightsSettings,
    MicrophoneSettings,
    PowerSettings,
    PrinterSettings,
    ScreenSettings,
    SensorsSettings,
    SoundSettings,
)
from firmware.settings.place import BoothSettings, CentralSettings, SpoolSettings, UplinkSettings
from firmware.settings.update import UpdateSettings
from firmware.settings.visit import LogSettings, ServiceSettings, VisitSettings, VoiceSettings

__all__ = [
    "SECTIONS",
    "BoothSettings",
    "CameraSettings",
    "CentralSettings",
    "LightsSettings",
    "LogSettings",
    "MicrophoneSettings",
    "PowerSettings",
    "PrinterSettings",
    "ScreenSettings",
    "SensorsSettings",
    "ServiceSettings",
    "Settings",
    "SoundSettings",
    "SpoolSettings",
    "UpdateSettings",
    "UplinkSettings",
    "VisitSettings",
    "VoiceSettings",
]


class Settings(Struct, frozen=True, kw_only=True):
    """All settings, a section a part."""

    booth: BoothSettings = field(default_factory=BoothSettings)
    central: CentralSettings = field(default_factory=CentralSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    microphone: MicrophoneSettings = field(default_factory=MicrophoneSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    lights: LightsSettings = field(default_factory=LightsSettings)
    sensors: SensorsSettings = field(default_factory=SensorsSettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    visit: VisitSettings = field(default_factory=VisitSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    spool: SpoolSettings = field(default_factory=SpoolSettings)
    uplink: UplinkSettings = field(default_factory=UplinkSettings)
    update: UpdateSettings = field(default_factory=UpdateSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    log: LogSettings = field(default_factory=LogSettings)


SECTIONS: dict[str, type[Struct]] = {
    "booth": BoothSettings,
    "central": CentralSettings,
    "screen": ScreenSettings,
    "camera": CameraSettings,
    "microphone": MicrophoneSettings,
    "printer": PrinterSettings,
    "lights": LightsSettings,
    "sensors": SensorsSettings,
    "power": PowerSettings,
    "visit": VisitSettings,
    "sound": SoundSettings,
    "voice": VoiceSettings,
    "spool": SpoolSettings,
    "uplink": UplinkSettings,
    "update": UpdateSettings,
    "service": ServiceSettings,
    "log": LogSettings,
}
