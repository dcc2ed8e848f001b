"""The lamps of the booth."""

from enum import Enum
from typing import Protocol


class Scene(Enum):
    """What the lamps say together."""

    IDLE = "idle"
    OCCUPIED = "occupied"
    READY = "ready"
    RECORDING = "recording"
    ATTENTION = "attention"
    OUT_OF_ORDER = "out of order"


class Lights(Protocol):
    """Shows one scene at a time; returns at once.

    Lamps that vanish are the driver's matter: it shows the scene when they are back.
    """

    @property
    def there(self) -> bool:
        """Whether lamps can be lit now."""

    def show(self, scene: Scene) -> None:
        """Change to that scene."""

    def close(self) -> None:
        """All lamps off, pins freed; may be called twice."""


class NoLights:
    """The Lights of a booth without lamps."""

    there = False

    def show(self, scene: Scene) -> None:
        """Nothing lights up."""

    def states(self) -> dict[str, float]:
        """No lamps."""
        return {}

    def close(self) -> None:
        """Nothing is held."""
