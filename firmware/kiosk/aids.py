"""What helps a citizen to see and hear: large text, high contrast, voice and its loudness."""

from dataclasses import dataclass

VOLUMES = 5
"""Steps of the loudness of everything that sounds; the last is full loudness."""

DB_PER_STEP = 5.0
"""Between two steps of the volume: clearly heard, and five of them reach from quiet to loud."""


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

    @property
    def gain_db(self) -> float:
        """By how much the volume is below full loudness, in dB; 0 at the last step."""
        return (self.volume - VOLUMES) * DB_PER_STEP
