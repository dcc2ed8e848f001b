"""A microphone for machines that have none: a murmur, and a beep each whole second."""

import time

import numpy as np
import numpy.typing as npt

from hw.bench.marks import beep
from hw.microphone import SAMPLE_RATE
from hw.pace import MICROSECOND, Clock
from hw.paced_microphone import PacedMicrophone

NAME = "microphone"
MURMUR_S = 5
OVERDRIVE = 100
MURMUR_LEVEL = 0.06  # of full scale; a calm voice at arm's length


class SimulatedMicrophone(PacedMicrophone):
    """The bench's microphone, in step with SimulatedCamera: beeps lie on whole seconds."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__(NAME, self._sound, clock)
        self._murmur = _murmur()
        self._beep = beep(SAMPLE_RATE)
        self._muted = False
        self._overdriven = False

    def unplug(self) -> None:
        """Blocks cease."""
        self.present = False

    def plug_in(self) -> None:
        """Blocks come again, after the gap."""
        self.present = True

    def mute(self, muted: bool = True) -> None:
        """Digital silence, as from a muted or broken capsule."""
        self._muted = muted

    def overdrive(self, overdriven: bool = True) -> None:
        """Far too loud: the tops of the sound are cut off."""
        self._overdriven = overdriven

    def _sound(self, ts_us: int, samples: int) -> npt.NDArray[np.int16]:
        if self._muted:
            return np.zeros(samples, np.int16)
        first = ts_us * SAMPLE_RATE // MICROSECOND
        index = np.arange(first, first + samples)
        sound = self._murmur[index % len(self._murmur)]
        phase = index % SAMPLE_RATE
        beeping = phase < len(self._beep)
        sound[beeping] = self._beep[phase[beeping]]
        if self._overdriven:
            sound = np.clip(sound * OVERDRIVE, -1, 1)
        return (sound * 32767).astype(np.int16)


def _murmur() -> npt.NDArray[np.float32]:
    """A few seconds like speech: tones and breath in syllables, with pauses."""
    rng = np.random.default_rng(2012)
    count = SAMPLE_RATE * MURMUR_S
    t = np.arange(count) / SAMPLE_RATE
    voice = np.sum([np.sin(2 * np.pi * 140 * n * t) / n for n in range(1, 7)], axis=0)
    breath = np.convolve(rng.standard_normal(count), np.ones(8) / 8, "same")
    syllables = np.abs(np.sin(2 * np.pi * 1.9 * t))
    phrases = np.clip(1.5 * np.sin(2 * np.pi * 0.4 * t) + 0.9, 0, 1)
    sound = (0.7 * voice + 0.5 * breath) * syllables * phrases + 0.04 * breath
    murmur: npt.NDArray[np.float32] = (MURMUR_LEVEL * sound / np.abs(sound).max()).astype(
        np.float32
    )
    return murmur
