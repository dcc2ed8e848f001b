"""Every setting of a booth: its type, range, default and what it means.

`booth.toml` in the root is rendered from this module; a test compares them.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


def _about(text: str) -> Meta:
    return Meta(description=text)


class BoothSettings(Struct, frozen=True, kw_only=True):
    """Who and where this booth is."""

    id: Annotated[
        str,
        Meta(
            pattern=r"^(?!000)[0-9]{3}$",
            description="Number of this booth in its installation, three digits 001-999.",
        ),
    ] = "001"
    site: Annotated[
        str,
        Meta(
            pattern=r"^[a-z][a-z0-9-]{0,31}$",
            description="City (the unit by which central's workers are split): a-z, 0-9, -.",
        ),
    ] = "oskemen"
    name: Annotated[
        str, Meta(min_length=1, max_length=60, description="Name printed on the slip.")
    ] = "Диалог 001"
    address: Annotated[str, Meta(max_length=120, description="Address printed on the slip.")] = ""
    timezone: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z_]+(/[A-Za-z_+-]+)*$",
            description="Time zone of the dates on screen and slip.",
        ),
    ] = "Asia/Almaty"
    keys: Annotated[
        str,
        Meta(min_length=1, description="Folder of this booth's own keys; made where missing."),
    ] = "/var/lib/dialog/keys"
    spool: Annotated[
        str, Meta(min_length=1, description="Folder of the database and the sealed files.")
    ] = "/var/lib/dialog/spool"


class CentralSettings(Struct, frozen=True, kw_only=True):
    """The other side: where it is and with which keys it opens and signs."""

    host: Annotated[str, Meta(min_length=1, description="Host of central's broker.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port of central's broker.")] = 8883
    tls: Annotated[
        bool, _about("Encrypt the line; false is refused unless the broker is on this machine.")
    ] = True
    protocol: Annotated[
        Literal["5", "3.1.1"],
        _about('MQTT version: "5", or "3.1.1" for an older broker.'),
    ] = "5"
    ca: Annotated[str, _about("File of central's own CA (PEM); empty: only without TLS.")] = (
        "/etc/dialog/ca.pem"
    )
    certificate: Annotated[
        str, _about("File of this booth's certificate (PEM); empty: only without TLS.")
    ] = "/var/lib/dialog/keys/booth.pem"
    est: Annotated[
        str,
        Meta(
            pattern=r"^(([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([1-9][0-9]{0,3}|[1-5][0-9]{4}"
            r"|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$",
            description="HOST:PORT where central gives certificates (EST); empty: they are "
            "brought by hand and not renewed.",
        ),
    ] = ""
    password: Annotated[
        str, _about("File of the password, for a broker that knows booths by password; or empty.")
    ] = ""
    recipients: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}$")], ...],
        Meta(max_length=8, description="age recipients to which clips are sealed (city, escrow)."),
    ] = ()
    ask_recipient: Annotated[
        str,
        Meta(
            pattern=r"^(age1[02-9ac-hj-np-z]{58})?$",
            description="age recipient to which questions for an answer are sealed.",
        ),
    ] = ""
    signing_key: Annotated[
        str, Meta(min_length=1, description="File of central's public signing key (PEM, P-256).")
    ] = "/etc/dialog/central.pem"


class ScreenSettings(Struct, frozen=True, kw_only=True):
    """The touch panel. Width and height are those that one sees, after turning."""

    width: Annotated[int, Meta(ge=320, le=4096, description="Pixels across, as seen.")] = 1280
    height: Annotated[int, Meta(ge=240, le=4096, description="Pixels down, as seen.")] = 800
    width_mm: Annotated[float, Meta(ge=80, le=2000, description="Millimetres across, as seen.")] = (
        217.0
    )
    rotation: Annotated[
        Literal[0, 90, 180, 270],
        _about("Degrees clockwise by which picture and touch are turned on the panel."),
    ] = 0
    fullscreen: Annotated[bool, _about("Fill the display; false opens a window.")] = True


class CameraSettings(Struct, frozen=True, kw_only=True):
    """The camera."""

    driver: Annotated[
        Literal["picamera2", "simulated", "virtual", "film", "webcam"],
        _about(
            "picamera2 (the Raspberry Pi's camera), webcam, film (plays a video file);"
            " for the test bench simulated or virtual."
        ),
    ] = "picamera2"
    device: Annotated[str, _about("Device file of the webcam.")] = "/dev/video0"
    film: Annotated[str, _about("Video file that the driver film plays.")] = ""
    width: Annotated[int, Meta(ge=320, le=1920, multiple_of=16, description="Pixels across.")] = (
        1280
    )
    height: Annotated[int, Meta(ge=240, le=1088, multiple_of=2, description="Pixels down.")] = 720
    fps: Annotated[int, Meta(ge=5, le=30, description="Frames a second.")] = 25
    bitrate: Annotated[
        int, Meta(ge=1_000_000, le=8_000_000, description="Bits a second of the video.")
    ] = 2_000_000


class MicrophoneSettings(Struct, frozen=True, kw_only=True):
    """The microphone."""

    driver: Annotated[
        Literal["simulated", "film", "alsa", "silent"],
        _about("alsa, simulated (test bench), film (sound of the camera's film) or silent."),
    ] = "alsa"
    pcm: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=64,
            description="ALSA PCM with the card's name (`arecord -L`); numbers change at a boot.",
        ),
    ] = "plughw:CARD=Booth"


class PrinterSettings(Struct, frozen=True, kw_only=True):
    """The receipt printer."""

    driver: Annotated[Literal["escpos", "none"], _about("escpos, or none: no slips.")] = "escpos"
    port: Annotated[str, Meta(min_length=1, description="Serial port.")] = "/dev/booth-printer"
    baud: Annotated[
        Literal[9600, 19200, 38400, 57600, 115200], _about("Speed of the serial line.")
    ] = 115200
    width_dots: Annotated[Literal[576, 384], _about("576 for 80 mm paper, 384 for 58 mm.")] = 576
    flow: Annotated[
        Literal["none", "rtscts", "xonxoff"], _about("Flow control of the serial line.")
    ] = "rtscts"


class LightsSettings(Struct, frozen=True, kw_only=True):
    """The lamps and their pins (BCM numbers)."""

    driver: Annotated[
        Literal["gpio", "gpio-mock", "none"], _about("gpio, gpio-mock (test bench) or none.")
    ] = "gpio"
    occupied: Annotated[int, Meta(ge=0, le=27, description="Pin of the lamp outside.")] = 17
    recording: Annotated[int, Meta(ge=0, le=27, description="Pin of the red lamp.")] = 27
    ready: Annotated[int, Meta(ge=0, le=27, description="Pin of the green lamp.")] = 22
    fill: Annotated[int, Meta(ge=0, le=27, description="Pin of the dimmed fill light.")] = 18


def _pin(text: str) -> Meta:
    return Meta(ge=-1, le=27, description=f"{text} -1: not wired.")


class SensorsSettings(Struct, frozen=True, kw_only=True):
    """Sensors and buttons and their pins (BCM numbers); each may be left out."""

    driver: Annotated[
        Literal["gpio", "gpio-mock", "none"], _about("gpio, gpio-mock (test bench) or none.")
    ] = "gpio"
    presence: Annotated[
        int, _pin("Pin of the sensor that somebody is there (PIR, radar); in the harness: 5.")
    ] = -1
    presence_active: Annotated[
        Literal["high", "low"],
        _about("high: drives 3.3 V while somebody is there; low: closes to ground."),
    ] = "high"
    door: Annotated[int, _pin("Pin of the contact of door or curtain; in the harness: 6.")] = -1
    door_active: Annotated[
        Literal["high", "low"],
        _about("low: the contact closes to ground while the door is closed; high: drives 3.3 V."),
    ] = "low"
    help: Annotated[int, _pin("Pin of the button that calls for help; in the harness: 13.")] = -1
    speech: Annotated[
        int, _pin("Pin of the button for speech, with braille; in the harness: 19.")
    ] = -1
    next: Annotated[
        int, _pin("Pin of the button that goes to the next thing on screen; in the harness: 26.")
    ] = -1
    choose: Annotated[int, _pin("Pin of the button that chooses it; in the harness: 16.")] = -1
    buttons_active: Annotated[
        Literal["high", "low"],
        _about("low: the buttons close to ground while pressed; high: to 3.3 V."),
    ] = "low"
    empty_s: Annotated[
        int,
        Meta(ge=5, le=300, description="Seconds without anybody until a visit is warned to end."),
    ] = 15


class PowerSettings(Struct, frozen=True, kw_only=True):
    """The board's own health, and a UPS that says whether the mains are there."""

    driver: Annotated[
        Literal["pi", "gpio-mock", "none"], _about("pi, gpio-mock (test bench) or none.")
    ] = "pi"
    good: Annotated[
        int, _pin("Pin on which the UPS says that the mains are there; in the harness: 20.")
    ] = -1
    good_active: Annotated[
        Literal["high", "low"], _about("Its level while the mains are there.")
    ] = "high"
    hold_s: Annotated[
        int,
        Meta(
            ge=0,
            le=600,
            description="Seconds without mains after which the visit under way is ended.",
        ),
    ] = 30


class VisitSettings(Struct, frozen=True, kw_only=True):
    """How long a visit may take and what it asks."""

    clip_s: Annotated[int, Meta(ge=10, le=600, description="Length of an appeal, seconds.")] = 120
    extend_s: Annotated[int, Meta(ge=0, le=300, description="Seconds that one extension adds.")] = (
        60
    )
    extensions: Annotated[int, Meta(ge=0, le=5, description="How many extensions at most.")] = 2
    takes: Annotated[int, Meta(ge=1, le=10, description="How often one may record anew.")] = 3
    warn_s: Annotated[
        int, Meta(ge=20, le=120, description="Warning before a time-out (WCAG 2.2.1: 20 at least).")
    ] = 20
    walk_away: Annotated[
        Literal["discard", "send"],
        _about("What happens to a recording whose citizen walks away at the review."),
    ] = "discard"
    keep_days: Annotated[
        int, Meta(ge=1, le=3650, description="How long central keeps a clip; shown in the consent.")
    ] = 365
    answers_kk: Annotated[
        str, Meta(max_length=120, description="Other ways to an answer, in Kazakh; on the slip.")
    ] = ""
    answers_ru: Annotated[str, Meta(max_length=120, description="The same in Russian.")] = ""
    answers_en: Annotated[str, Meta(max_length=120, description="The same in English.")] = ""

    def other_ways(self, language: str) -> str:
        """Other ways to an answer in a language: kk, ru or en."""
        return {"kk": self.answers_kk, "ru": self.answers_ru, "en": self.answers_en}[language]


class SoundSettings(Struct, frozen=True, kw_only=True):
    """Loudspeaker and headphones: where sound goes, and how loud a visit begins."""

    output: Annotated[
        str,
        Meta(
            max_length=80,
            description="Sound output as SDL names it (`booth sounds` lists them); "
            "empty: the system's own.",
        ),
    ] = ""
    volume: Annotated[
        int, Meta(ge=1, le=5, description="Step of the volume with which each visit begins.")
    ] = 3


class VoiceSettings(Struct, frozen=True, kw_only=True):
    """Spoken prompts, for citizens who switch them on."""

    driver: Annotated[
        Literal["espeak", "none"],
        _about("espeak (the program espeak-ng; recorded clips come first), or none: no voice."),
    ] = "espeak"


class SpoolSettings(Struct, frozen=True, kw_only=True):
    """The disk between the two processes."""

    quota_mb: Annotated[
        int,
        Meta(ge=0, description="Megabytes that clips may take; 0: as much as the disk has."),
    ] = 0
    keep_stored_h: Annotated[
        int,
        Meta(
            ge=0,
            le=8760,
            description="Hours a clip stays on the booth after central took it over; 0: none.",
        ),
    ] = 0


class UplinkSettings(Struct, frozen=True, kw_only=True):
    """How the booth talks to central."""

    chunk_bytes: Annotated[
        int, Meta(ge=4096, le=1_048_576, description="Largest piece of a clip in one message.")
    ] = 262_144
    limit_kbit: Annotated[
        int,
        Meta(ge=0, le=1_000_000, description="Kilobits a second for clips; 0: no limit."),
    ] = 0
    hours: Annotated[
        str,
        Meta(
            pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?$",
            description="When clips are sent, such as 22:00-06:00; empty: always.",
        ),
    ] = ""
    keepalive_s: Annotated[int, Meta(ge=5, le=600, description="MQTT keep-alive.")] = 30
    health_s: Annotated[int, Meta(ge=5, le=3600, description="Seconds between two healths.")] = 60


class ServiceSettings(Struct, frozen=True, kw_only=True):
    """The service menu on the screen, for the engineer."""

    usb: Annotated[
        str,
        Meta(min_length=1, description="Folder where a USB stick is mounted, for the export."),
    ] = "/media/dialog-usb"

    pin_hash: Annotated[
        str,
        Meta(
            pattern=r"^(scrypt:[0-9a-f]{32}:[0-9a-f]{64})?$",
            description="Hash of this booth's PIN, made by `booth service-pin`; empty: no menu.",
        ),
    ] = ""


class LogSettings(Struct, frozen=True, kw_only=True):
    """The log: to standard error, which systemd keeps."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], _about("The least level that is written.")
    ] = "info"


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
    "service": ServiceSettings,
    "log": LogSettings,
}
