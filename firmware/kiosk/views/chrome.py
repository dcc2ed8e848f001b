"""What is on every screen, what a touch means, and what does not work."""

from dataclasses import dataclass, field
from enum import StrEnum

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import Aids


@dataclass(frozen=True, slots=True)
class UiEvent:
    """What a touch means.

    `name` is an event of the visit's table (`value` is then the id chosen), or one
    of those that only change what a screen shows: `switch_language` (value kk, ru,
    en), `digit` (value 0-9), `erase`, `clear`, `page` (value: number from 0),
    `play`, `pause`, `more_time`, `leave` (asks first, where a recording would be
    lost; see `Chrome.leaving`) and `stay`; and the aids: `aids` (opens and closes
    their panel), `large`, `contrast`, `voice` (each on and off), `louder`, `softer`.
    """

    name: str
    value: str = ""


class Notice(StrEnum):
    """What does not work at the moment though the visit can go on."""

    OFFLINE = "offline"
    NO_PAPER = "no_paper"
    NO_PRINTER = "no_printer"
    COVER_OPEN = "cover_open"
    PRINTER_STOPPED = "printer_stopped"
    NO_CAMERA = "no_camera"
    NO_SOUND = "no_sound"
    DISK_FULL = "disk_full"
    NO_DIRECTORY = "no_directory"
    NO_POWER = "no_power"


@dataclass(frozen=True, slots=True)
class Chrome:
    """What is on every screen whatever its state.

    `warning_s` is the number of seconds left while the time-out warning is due;
    `leaving` is true while the citizen is asked whether to delete the recording,
    `helped` while it is said that help has been called (closed by `help_seen`),
    `unpowered` that the mains are gone (closed by `outage_seen`).
    """

    language: Language = Language.KK
    warning_s: int | None = None
    notices: tuple[Notice, ...] = ()
    leaving: bool = False
    helped: bool = False
    unpowered: bool = False
    aids: Aids = field(default_factory=Aids)
