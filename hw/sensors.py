"""What the booth feels: who is there, the door, and the buttons one finds without seeing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Contact(StrEnum):
    """What can be wired.

    PRESENCE is active while somebody is there (PIR, radar), DOOR while door or
    curtain is closed; the others are buttons, active while held down.
    """

    PRESENCE = "presence"
    DOOR = "door"
    HELP = "help"
    SPEECH = "speech"
    NEXT = "next"
    CHOOSE = "choose"


BUTTONS = frozenset({Contact.HELP, Contact.SPEECH, Contact.NEXT, Contact.CHOOSE})


@dataclass(frozen=True, slots=True)
class Change:
    """A contact has become active or inactive, and has stayed so for a moment."""

    contact: Contact
    active: bool


OnChange = Callable[[Change], None]


class Sensors(Protocol):
    """Reports changes from a thread of its own."""

    def start(self, on_change: OnChange) -> None:
        """Report every change from now on; what is active already is no change."""

    def state(self) -> Mapping[Contact, bool | None]:
        """What is wired, and whether it is active; None: unknown, its pin is not there."""

    def stuck(self) -> frozenset[Contact]:
        """Buttons that have been held longer than anybody would."""

    def close(self) -> None:
        """End, free the pins; may be called twice."""


class NoSensors:
    """The Sensors of a booth without any."""

    def start(self, on_change: OnChange) -> None:
        """Nothing will be reported."""

    def state(self) -> Mapping[Contact, bool | None]:
        """Nothing is wired."""
        return {}

    def stuck(self) -> frozenset[Contact]:
        """Nothing can be."""
        return frozenset()

    def close(self) -> None:
        """Nothing is held."""
