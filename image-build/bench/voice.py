"""voice.py FILE: ten seconds that sound like somebody speaking, for the test microphone."""

import math
import struct
import sys
import wave

RATE, SECONDS, LOUD = 48000, 10, 9000


def sample(number: int) -> int:
    """A hum that comes in syllables, four a second."""
    seconds = number / RATE
    syllable = max(0.0, math.sin(2 * math.pi * 4 * seconds))
    hum = sum(math.sin(2 * math.pi * 180 * part * seconds) / part for part in (1, 2, 3))
    return int(LOUD * syllable * hum / 2)


with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(RATE)
    samples = [sample(number) for number in range(RATE * SECONDS)]
    file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
