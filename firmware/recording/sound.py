"""The sound track's clock: samples are laid out by the camera's clock.

A microphone that stumbles leaves a gap, which is filled with silence, and one
that delivers too much is trimmed, so that sound never drifts from the picture
by more than `TOLERANCE_US`.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from hw.microphone import SAMPLE_RATE, PcmBlock

TOLERANCE_US = 40_000
_FILL_SAMPLES = SAMPLE_RATE // 10

Samples = npt.NDArray[np.int16]


def to_samples(us: int) -> int:
    """Microseconds as a count of samples, rounded."""
    return round(us * SAMPLE_RATE / 1_000_000)


class SoundLine:
    """Turns blocks with their own stamps into one line of samples without holes."""

    def __init__(self, start_us: int) -> None:
        """`start_us` is the moment of the line's first sample."""
        self._start_us = start_us
        self._filled = 0
        self.silence_samples = 0

    @property
    def end_us(self) -> int:
        """The moment up to which the line is filled."""
        return self._start_us + self._filled * 1_000_000 // SAMPLE_RATE

    def add(self, block: PcmBlock) -> Iterator[Samples]:
        """The pieces by which the line grows: silence for a hole, then the block's own."""
        position = to_samples(block.ts_us - self._start_us)
        hole = position - self._filled
        samples = block.samples
        tolerance = to_samples(TOLERANCE_US)
        if hole > tolerance:
            yield from self._silence(hole)
        elif hole < -tolerance or self._filled == 0:
            samples = samples[max(0, -hole) :]
            if hole > 0:
                yield from self._silence(hole)
        if samples.size:
            self._filled += samples.size
            yield samples

    def fill_until(self, moment_us: int) -> Iterator[Samples]:
        """Silence up to that moment, where the microphone brought nothing."""
        missing = to_samples(moment_us - self._start_us) - self._filled
        if missing > 0:
            yield from self._silence(missing)

    def _silence(self, count: int) -> Iterator[Samples]:
        self.silence_samples += count
        while count > 0:
            size = min(count, _FILL_SAMPLES)
            self._filled += size
            count -= size
            yield np.zeros(size, dtype=np.int16)
