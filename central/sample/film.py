"""An official's answer as a film: a drawn portrait that moves its lips to a hum."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from central.sample.portraits import HEIGHT, LOOKS, WIDTH, draw

FPS = 25
SAMPLE_RATE = 48_000
SYLLABLES_A_SECOND = 4.0
_HUM_HZ = 180.0
_MOUTH, _LIPS = (180, 271), "#7c3a3a"


def draw_film(
    file: Path, look: int, seconds: float = 4.0, options: dict[str, str] | None = None
) -> None:
    """An MP4 of that length with the portrait of the `look`-th official of a directory.

    `options` are the muxer's.
    """
    portrait = draw(LOOKS[look % len(LOOKS)]).resize((WIDTH, HEIGHT))
    with av.open(str(file), "w", format="mp4", options=options or {}) as out:
        pictures = out.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        pictures.width, pictures.height, pictures.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = out.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        for number in range(round(seconds * FPS)):
            picture = np.asarray(_speaking(portrait, number / FPS), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(pictures.encode(frame))
            hum = _hum(number * SAMPLE_RATE // FPS, SAMPLE_RATE // FPS)
            out.mux(sound.encode(hum))
        out.mux(pictures.encode())
        out.mux(sound.encode())


def _speaking(portrait: Image.Image, moment: float) -> Image.Image:
    picture = portrait.copy()
    open_by = 3 + 11 * _loudness(np.array(moment))
    x, y = _MOUTH
    box = (x - 24, y - float(open_by), x + 24, y + float(open_by))
    ImageDraw.Draw(picture).ellipse(box, fill=_LIPS)
    return picture


def _hum(start: int, count: int) -> av.AudioFrame:
    moments = np.arange(start, start + count) / SAMPLE_RATE
    wave = 8000 * _loudness(moments) * np.sin(2 * np.pi * _HUM_HZ * moments)
    frame = av.AudioFrame.from_ndarray(
        wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
    )
    frame.rate, frame.pts, frame.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
    return frame


def _loudness(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Syllables, 0 to 1."""
    return np.abs(np.sin(np.pi * SYLLABLES_A_SECOND * moments))
