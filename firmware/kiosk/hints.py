"""What the citizen could better before recording. Hints warn, they never refuse.

Thresholds: measured on synthetic pictures and voices; to be calibrated in a real
booth (docs/unproven.md lists it).
"""

import math

import numpy as np

from hw.camera import PreviewFrame
from hw.microphone import PcmBlock

_DARK_MEAN = 40
_DARK_BRIGHT_END = 80
_HEARD_DB = -45.0
_PATIENCE_S = 5.0
SILENCE_DB = -90.0


def is_dark(frame: PreviewFrame) -> bool:
    """Whether the picture is too dark to recognise anybody."""
    luma = frame.i420[: frame.height : 4, ::4]
    return bool(luma.mean() < _DARK_MEAN and np.percentile(luma, 98) < _DARK_BRIGHT_END)


def level_db(block: PcmBlock) -> float:
    """The loudness of a block in dBFS."""
    rms = math.sqrt(float(np.mean(np.square(block.samples, dtype=np.float64))))
    return max(SILENCE_DB, 20 * math.log10(rms / 32768)) if rms else SILENCE_DB


class Ear:
    """Whether somebody has been heard lately."""

    def __init__(self, now: float) -> None:
        self._heard_at = now

    def hear(self, db: float, now: float) -> None:
        """Take the loudness of now."""
        if db > _HEARD_DB:
            self._heard_at = now

    def deaf(self, now: float) -> bool:
        """Whether nothing was heard for five seconds."""
        return now - self._heard_at > _PATIENCE_S
