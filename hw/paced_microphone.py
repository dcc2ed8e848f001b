"""Microphones whose sound is at hand and only has to be handed out in time."""

import threading
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from hw.errors import DeviceNotFound
from hw.microphone import BLOCK_SAMPLES, SAMPLE_RATE, OnPcm, PcmBlock
from hw.pace import MICROSECOND, Clock, Pace

BLOCK_US = BLOCK_SAMPLES * MICROSECOND // SAMPLE_RATE
HEALTHY_WITHIN_S = 2.0
BACKLOG_BLOCKS = 25  # half a second; an ALSA ring holds about as much
_STOP_WITHIN_S = 2.0

Sound = Callable[[int, int], npt.NDArray[np.int16]]


class PacedMicrophone:
    """A Microphone that asks `sound(ts_us, samples)` for each 20 ms block when it is due.

    Blocks lie on the multiples of 20 ms of CLOCK_MONOTONIC and are delivered
    when their last sample would have been taken. A listener late by more than
    half a second loses the oldest blocks, as with a real sound card.
    """

    def __init__(self, name: str, sound: Sound, clock: Clock = time.monotonic) -> None:
        self._name = name
        self._sound = sound
        self._clock = clock
        self._pace = Pace(clock)
        self._thread: threading.Thread | None = None
        self._last_block_at = float("-inf")
        self.present = True

    def start(self, on_pcm: OnPcm) -> None:
        """Deliver blocks from now on. Raises DeviceNotFound while unplugged."""
        if self._thread is not None:
            raise RuntimeError(f"{self._name} runs already")
        if not self.present:
            raise DeviceNotFound(self._name, "it is unplugged")
        self._pace = Pace(self._clock)
        self._thread = threading.Thread(
            target=self._run, args=(on_pcm,), name=self._name, daemon=True
        )
        self._thread.start()

    def healthy(self) -> bool:
        """Whether a block came within the last two seconds."""
        return self.present and self._clock() - self._last_block_at < HEALTHY_WITHIN_S

    def close(self) -> None:
        """Stop; may be called twice."""
        self._pace.stop()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)
            self._thread = None
        self._last_block_at = float("-inf")

    def _run(self, on_pcm: OnPcm) -> None:
        number = self._pace.now_us() // BLOCK_US
        while self._pace.until((number + 1) * BLOCK_US):
            if self.present:
                ts_us = number * BLOCK_US
                on_pcm(PcmBlock(self._sound(ts_us, BLOCK_SAMPLES), ts_us))
                self._last_block_at = self._clock()
            number = max(number + 1, self._pace.now_us() // BLOCK_US - BACKLOG_BLOCKS)
