"""A microphone that hears nothing: for machines without sound."""

import time

import numpy as np
import numpy.typing as npt

from hw.pace import Clock
from hw.paced_microphone import PacedMicrophone


class SilentMicrophone(PacedMicrophone):
    """Digital silence at the pace of the clock."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__("microphone", _silence, clock)


def _silence(_: int, samples: int) -> npt.NDArray[np.int16]:
    return np.zeros(samples, np.int16)
