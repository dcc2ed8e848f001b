"""Makes sound of phrases: recorded clips where there are some, else espeak-ng.

espeak-ng is run as a program of its own. Clips are
`firmware/locale/voice/{language}/{key}.ogg`; the key comes from the English
text, so that it is the same in all languages. To see which are missing:
`python -m firmware.kiosk.synthesis kk`.
"""

import logging
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

import av
import numpy as np

from firmware.appeals.appeal import Language
from firmware.kiosk.texts import LOCALE, catalogue
from firmware.kiosk.voice import PAUSE_S, Say
from hw.microphone import SAMPLE_RATE
from hw.speaker import Samples

log = logging.getLogger(__name__)

CLIPS = LOCALE / "voice"
PROGRAM = "espeak-ng"
DEADLINE_S = 5.0
"""For one phrase; it takes some ten milliseconds."""

WORDS_PER_MINUTE = 140
MAX_CHARS = 4_000
_VOICES = {Language.KK: "kk", Language.RU: "ru", Language.EN: "en-gb"}
_KEY_CHARS = 60


def open_voice(driver: Literal["espeak", "none"]) -> Say:
    """What speaks by the setting `voice.driver`."""
    return Prompts() if driver == "espeak" else _silence


def _silence(_phrase: str, _language: Language) -> None:
    """A booth that does not speak."""


class Prompts:
    """Clips first, then espeak-ng; without either it is silent, and says so once in the log."""

    def __init__(self, clips: Path = CLIPS, program: str = PROGRAM) -> None:
        self._clips = clips
        self._program = program
        self._missing = False

    def __call__(self, phrase: str, language: Language) -> Samples | None:
        """The phrase as mono sound at 48 kHz with a pause behind it.

        Raises OSError, av.FFmpegError, subprocess.SubprocessError; none of them
        carries the phrase.
        """
        sound = self._clip(phrase, language) or self._synthesised(phrase, language)
        if sound is None:
            return None
        pause = np.zeros(int(PAUSE_S * SAMPLE_RATE), np.int16)
        return np.concatenate([_decoded(sound), pause])

    def _clip(self, phrase: str, language: Language) -> BinaryIO | None:
        key = _keys(language).get(phrase)
        file = self._clips / language / f"{key}.ogg"
        return BytesIO(file.read_bytes()) if key and file.exists() else None

    def _synthesised(self, phrase: str, language: Language) -> BinaryIO | None:
        if self._missing:
            return None
        # By standard input: what others can see of a program is how it was called.
        command = [self._program, "-v", _VOICES[language], "-s", str(WORDS_PER_MINUTE)]
        command += ["-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command,
                input=phrase[:MAX_CHARS].encode(),
                capture_output=True,
                timeout=DEADLINE_S,
                check=True,
            )
        except FileNotFoundError:
            self._missing = True
            log.warning("%s is not installed: the booth does not speak", self._program)
            return None
        return BytesIO(done.stdout)


def _decoded(file: BinaryIO) -> Samples:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    pieces: list[Samples] = [np.zeros(0, np.int16)]
    with av.open(file, "r") as sound:
        for frame in [*sound.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray().reshape(-1).astype(np.int16, copy=False))
    return np.concatenate(pieces)


def clip_key(message: str) -> str:
    """The name of the clip of an English source text."""
    return re.sub(r"[^a-z0-9]+", "-", message.lower()).strip("-")[:_KEY_CHARS].strip("-")


@cache
def _keys(language: Language) -> dict[str, str]:
    """Clip names by text: the booth's own texts without gaps to fill, and the digits."""
    keys = {str(digit): str(digit) for digit in range(10)}
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id and "{" not in message.id:
            keys[" ".join(str(message.string).split())] = clip_key(message.id)
    return keys


def missing(language: Language, clips: Path = CLIPS) -> dict[str, str]:
    """The clips that could be recorded and are not there: texts by key."""
    return {
        key: text
        for text, key in sorted(_keys(language).items())
        if not (clips / language / f"{key}.ogg").exists()
    }


if __name__ == "__main__":
    for name, text in missing(Language(sys.argv[1])).items():
        print(f"{name}.ogg\t{text}")
