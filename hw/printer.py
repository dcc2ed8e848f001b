"""The receipt printer's seam: a picture goes in, a confirmed slip comes out."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PIL import Image


class Paper(Enum):
    """How much paper there is; UNKNOWN when the printer did not say."""

    OK = "ok"
    NEAR_END = "near end"
    END = "end"
    UNKNOWN = "unknown"


class Link(Enum):
    """Whether the printer talks to us."""

    ONLINE = "online"
    OFFLINE = "offline"
    SILENT = "silent"
    UNPLUGGED = "unplugged"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer said about itself; `None` is "it did not say"."""

    link: Link
    paper: Paper
    cover_open: bool | None = None
    cutter_fault: bool | None = None

    @property
    def can_print(self) -> bool:
        """Whether a slip may be expected to come out."""
        return (
            self.link is Link.ONLINE
            and self.paper in (Paper.OK, Paper.NEAR_END)
            and not self.cover_open
            and not self.cutter_fault
        )


class Printed(Enum):
    """How a print job ended. Only CONFIRMED means that the slip is out."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """The outcome of one job and the status after it."""

    outcome: Printed
    status: PrinterStatus


class Printer(Protocol):
    """Prints pictures of its own width. Calls block, each with a deadline."""

    @property
    def width_dots(self) -> int:
        """The width of the paper in dots: 576 (80 mm) or 384 (58 mm)."""

    def status(self) -> PrinterStatus:
        """Ask the printer; never raises, an unplugged one is a status."""

    def print(self, image: Image.Image, deadline_s: float | None = None) -> PrintResult:
        """Print a one-bit picture `width_dots` wide, cut, and wait until it is out.

        Without a deadline the driver takes one that its line can keep. Never
        raises for what happens to a printer; ValueError for a wrong picture.
        """

    def close(self) -> None:
        """End a job that runs and free the port; may be called twice."""
