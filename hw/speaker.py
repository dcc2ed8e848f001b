"""The loudspeaker: mono sound at 48 kHz, played as it comes."""

import threading
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pygame
from pygame._sdl2.audio import get_audio_device_names

from hw.microphone import SAMPLE_RATE

Samples = npt.NDArray[np.int16]

_CHUNK_SAMPLES = SAMPLE_RATE // 5
_MOST_SAMPLES = SAMPLE_RATE * 5


class Speaker(Protocol):
    """Plays samples in the order they come; calls return at once."""

    def play(self, samples: Samples) -> None:
        """Queue samples behind those that play."""

    def pause(self) -> None:
        """Hold."""

    def resume(self) -> None:
        """Go on."""

    def stop(self) -> None:
        """Silence, and forget what is queued."""

    def set_gain(self, gain_db: float) -> None:
        """How loud it is from now on: 0 is full loudness, -6 about half the amplitude."""

    def tick(self) -> None:
        """Keep playing; called by the UI loop, several times a second."""


class Mute:
    """A booth without a loudspeaker."""

    def play(self, samples: Samples) -> None:
        """Drop them."""

    def pause(self) -> None:
        """Nothing plays."""

    def resume(self) -> None:
        """Nothing plays."""

    def stop(self) -> None:
        """Nothing plays."""

    def set_gain(self, gain_db: float) -> None:
        """Nothing plays."""

    def tick(self) -> None:
        """Nothing plays."""


def outputs() -> list[str]:
    """The names of the sound outputs that SDL sees. Raises pygame.error without sound."""
    pygame.mixer.init(SAMPLE_RATE, -16, 1, 1024, allowedchanges=0)
    return list(get_audio_device_names(False))


class MixerSpeaker:
    """Plays through SDL's mixer; `tick` feeds it and is called by the UI loop."""

    def __init__(self, output: str = "") -> None:
        """`output` is one of `outputs()`, empty for the system's own.

        Raises pygame.error where there is no such output, or none at all.
        """
        pygame.mixer.init(SAMPLE_RATE, -16, 1, 1024, devicename=output or None, allowedchanges=0)
        self._channel = pygame.mixer.Channel(0)
        self._waiting = np.zeros(0, dtype=np.int16)
        self._gain = 1.0
        self._lock = threading.Lock()

    def play(self, samples: Samples) -> None:
        """Queue samples; beyond five seconds the oldest are dropped."""
        with self._lock:
            self._waiting = np.concatenate([self._waiting, samples])[-_MOST_SAMPLES:]

    def set_gain(self, gain_db: float) -> None:
        """Scale the samples that are not in the mixer yet; never above what they are."""
        self._gain = min(1.0, 10 ** (gain_db / 20))

    def tick(self) -> None:
        """Hand the mixer its next piece when it has room for one."""
        # In one go, so that nothing slips into the mixer behind a `stop`.
        with self._lock:
            while self._waiting.size and self._channel.get_queue() is None:
                piece = self._waiting[:_CHUNK_SAMPLES]
                self._waiting = self._waiting[_CHUNK_SAMPLES:]
                quiet = np.rint(piece * self._gain).astype(np.int16)
                self._channel.queue(pygame.mixer.Sound(buffer=quiet.tobytes()))

    def pause(self) -> None:
        """Hold."""
        self._channel.pause()

    def resume(self) -> None:
        """Go on."""
        self._channel.unpause()

    def stop(self) -> None:
        """Silence, and forget what is queued."""
        with self._lock:
            self._waiting = np.zeros(0, dtype=np.int16)
            # The first stop makes SDL's channel go on with the piece that is queued in it.
            while self._channel.get_busy():
                self._channel.stop()
