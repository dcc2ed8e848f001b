"""What the citizen could better before recording. Hints warn, they never refuse.

Thresholds: measured on synthetic pictures and voices; to be calibrated in a real
booth (docs/unproven.md lists it).
"""

import math
from collections import deque

import numpy as np
import numpy.typing as npt

from hw.camera import PreviewFrame
from hw.microphone import PcmBlock

_DARK_MEAN = 40
_DARK_BRIGHT_END = 80
_FLAT_SPREAD = 15
_FROZEN_S = 2.0
_PATIENCE_S = 5.0
SILENCE_DB = -90.0

# Speech is louder than its pauses; a fan, a hum or an input without a microphone is not.
_ACTIVE_DB, _ABOVE_PAUSES_DB = -50.0, 10.0
_ACTIVE_SHARE = 0.15
_RANGE_DB = 12.0
_HEARD_DB = -45.0


def is_dark(frame: PreviewFrame) -> bool:
    """Whether the picture is too dark to recognise anybody."""
    luma = _sample(frame)
    return bool(luma.mean() < _DARK_MEAN and np.percentile(luma, 98) < _DARK_BRIGHT_END)


def is_covered(frame: PreviewFrame) -> bool:
    """Whether the picture has nothing in it: a hand, a sheet of paper, a cap."""
    return bool(_sample(frame).std() < _FLAT_SPREAD)


def _sample(frame: PreviewFrame) -> npt.NDArray[np.uint8]:
    """Every fourth pixel's brightness."""
    return frame.i420[: frame.height : 4, ::4]


def level_db(block: PcmBlock) -> float:
    """The loudness of a block in dBFS."""
    rms = math.sqrt(float(np.mean(np.square(block.samples, dtype=np.float64))))
    return max(SILENCE_DB, 20 * math.log10(rms / 32768)) if rms else SILENCE_DB


def is_speech(levels: npt.ArrayLike) -> bool:
    """Whether somebody speaks in a stretch of loudnesses (dBFS, evenly spaced)."""
    db = np.asarray(levels, np.float64)
    pauses, loud = np.percentile(db, (10, 95))
    active = np.mean(db > max(_ACTIVE_DB, pauses + _ABOVE_PAUSES_DB))
    return bool(active > _ACTIVE_SHARE and loud - pauses > _RANGE_DB and loud > _HEARD_DB)


class Eye:
    """Whether the picture lives: a sensor's never is the same twice."""

    def __init__(self, now: float) -> None:
        self._last: PreviewFrame | None = None
        self._moved_at = now

    def see(self, frame: PreviewFrame, now: float) -> None:
        """Take the picture of now; the same one again says nothing."""
        last, self._last = self._last, frame
        if frame is not last and (last is None or np.any(_sample(frame) != _sample(last))):
            self._moved_at = now

    def frozen(self, now: float) -> bool:
        """Whether it has stood still for two seconds."""
        return self._last is not None and now - self._moved_at >= _FROZEN_S


class Ear:
    """Whether somebody has been heard lately."""

    def __init__(self, now: float) -> None:
        self._heard_at = now
        self._lately: deque[tuple[float, float]] = deque()

    def hear(self, db: float, now: float) -> None:
        """Take the loudness of now; to be called evenly."""
        self._lately.append((now, db))
        while now - self._lately[0][0] > _PATIENCE_S:
            self._lately.popleft()
        if is_speech([level for _, level in self._lately]):
            self._heard_at = now

    def deaf(self, now: float) -> bool:
        """Whether nobody was heard for five seconds."""
        return now - self._heard_at > _PATIENCE_S
