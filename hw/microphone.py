"""The microphone: blocks of sound with the time of their first sample."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000
BLOCK_SAMPLES = 960  # 20 ms


@dataclass(frozen=True, slots=True, eq=False)
class PcmBlock:
    """Mono sound: int16 samples at 48 kHz; two are equal only if they are the same one.

    `ts_us` is when the first sample was taken, in microseconds of CLOCK_MONOTONIC.
    """

    samples: npt.NDArray[np.int16]
    ts_us: int


OnPcm = Callable[[PcmBlock], None]


class Microphone(Protocol):
    """A microphone that delivers every block from `start` to `close`."""

    def start(self, on_pcm: OnPcm) -> None:
        """Open the device; blocks come from its own thread. Raises DeviceNotFound."""

    def healthy(self) -> bool:
        """Whether a block came within the last two seconds."""

    def close(self) -> None:
        """Stop and free the device; may be called twice."""
