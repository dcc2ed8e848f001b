"""Everything with a plug."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from firmware.settings.about import about, pin


class ScreenSettings(Struct, frozen=True, kw_only=True):
    """The touch panel. Width and height are those that one sees, after turning."""

    width: Annotated[int, Meta(ge=320, le=4096, description="Pixels across, as seen.")] = 1280
    height: Annotated[int, Meta(ge=240, le=4096, description="Pixels down, as seen.")] = 800
    width_mm: Annotated[float, Meta(ge=80, le=2000, description="Millimetres across, as seen.")] = (
        217.0
    )
    rotation: Annotated[
        Literal[0, 90, 180, 270],
        about("Degrees clockwise by which picture and touch are turned on the panel."),
    ] = 0
    fullscreen: Annotated[bool, about("Fill the display; false opens a window.")] = True


class CameraSettings(Struct, frozen=True, kw_only=True):
    """The camera."""

    driver: Annotated[
        Literal["picamera2", "simulated", "virtual", "film", "webcam"],
        about(
            "picamera2 (the Raspberry Pi's camera), webcam, film (plays a video file);"
            " for the test bench simulated or virtual."
        ),
    ] = "picamera2"
    device: Annotated[str, about("Device file of the webcam.")] = "/dev/video0"
    film: Annotated[str, about("Video file that the driver film plays.")] = ""
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
        about("alsa, simulated (test bench), film (sound of the camera's film) or silent."),
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

    driver: Annotated[Literal["escpos", "none"], about("escpos, or none: no slips.")] = "escpos"
    port: Annotated[str, Meta(min_length=1, description="Serial port.")] = "/dev/booth-printer"
    baud: Annotated[
        Literal[9600, 19200, 38400, 57600, 115200], about("Speed of the serial line.")
    ] = 115200
    width_dots: Annotated[Literal[576, 384], about("576 for 80 mm paper, 384 for 58 mm.")] = 576
    flow: Annotated[
        Literal["none", "rtscts", "xonxoff"], about("Flow control of the serial line.")
    ] = "rtscts"


class LightsSettings(Struct, frozen=True, kw_only=True):
    """The lamps and their pins (BCM numbers)."""

    driver: Annotated[
        Literal["gpio", "gpio-mock", "none"], about("gpio, gpio-mock (test bench) or none.")
    ] = "gpio"
    occupied: Annotated[int, Meta(ge=0, le=27, description="Pin of the lamp outside.")] = 17
    recording: Annotated[int, Meta(ge=0, le=27, description="Pin of the red lamp.")] = 27
    ready: Annotated[int, Meta(ge=0, le=27, description="Pin of the green lamp.")] = 22
    fill: Annotated[int, Meta(ge=0, le=27, description="Pin of the dimmed fill light.")] = 18


class SensorsSettings(Struct, frozen=True, kw_only=True):
    """Sensors and buttons and their pins (BCM numbers); each may be left out."""

    driver: Annotated[
        Literal["gpio", "gpio-mock", "none"], about("gpio, gpio-mock (test bench) or none.")
    ] = "gpio"
    presence: Annotated[
        int, pin("Pin of the sensor that somebody is there (PIR, radar); in the harness: 5.")
    ] = -1
    presence_active: Annotated[
        Literal["high", "low"],
        about("high: drives 3.3 V while somebody is there; low: closes to ground."),
    ] = "high"
    door: Annotated[int, pin("Pin of the contact of door or curtain; in the harness: 6.")] = -1
    door_active: Annotated[
        Literal["high", "low"],
        about("low: the contact closes to ground while the door is closed; high: drives 3.3 V."),
    ] = "low"
    help: Annotated[int, pin("Pin of the button that calls for help; in the harness: 13.")] = -1
    speech: Annotated[
        int, pin("Pin of the button for speech, with braille; in the harness: 19.")
    ] = -1
    next: Annotated[
        int, pin("Pin of the button that goes to the next thing on screen; in the harness: 26.")
    ] = -1
    choose: Annotated[int, pin("Pin of the button that chooses it; in the harness: 16.")] = -1
    buttons_active: Annotated[
        Literal["high", "low"],
        about("low: the buttons close to ground while pressed; high: to 3.3 V."),
    ] = "low"
    empty_s: Annotated[
        int,
        Meta(ge=5, le=300, description="Seconds without anybody until a visit is warned to end."),
    ] = 15


class PowerSettings(Struct, frozen=True, kw_only=True):
    """The board's own health, and a UPS that says whether the mains are there."""

    driver: Annotated[
        Literal["pi", "gpio-mock", "none"], about("pi, gpio-mock (test bench) or none.")
    ] = "pi"
    good: Annotated[
        int, pin("Pin on which the UPS says that the mains are there; in the harness: 20.")
    ] = -1
    good_active: Annotated[
        Literal["high", "low"], about("Its level while the mains are there.")
    ] = "high"
    hold_s: Annotated[
        int,
        Meta(
            ge=0,
            le=600,
            description="Seconds without mains after which the visit under way is ended.",
        ),
    ] = 30


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
