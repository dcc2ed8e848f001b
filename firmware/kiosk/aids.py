"""What helps a citizen to see and hear: large text, high contrast, voice and its loudness."""

from dataclasses import dataclass

VOLUMES = 5
"""Steps of the loudness of spoken prompts."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What the citizen has switched on to see and hear better; reset with the visit.

    `open` is true while the panel with these switches is shown over the screen.
    `volume` is 1 to `VOLUMES`.
    """

    open: bool = False
    large: bool = False
    contrast: bool = False
    voice: bool = False
    volume: int = 3
