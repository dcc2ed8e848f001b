"""A picture of the panel, and how alike two of them are."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DIFFERENT = 40
"""Of 255: what a renderer's rounding never makes, and every other colour of ours does."""


@dataclass(frozen=True)
class Screen:
    """Pixels as rows of red, green, blue."""

    pixels: NDArray[np.uint8]

    @property
    def blank(self) -> bool:
        """Whether it is of one colour: black, or not yet drawn."""
        return bool((self.pixels == self.pixels[0, 0]).all())

    def difference(self, other: "Screen", ignore: NDArray[np.bool_] | None = None) -> float:
        """The share of pixels that differ; 1.0 where even the sizes do."""
        if self.pixels.shape != other.pixels.shape:
            return 1.0
        mine, yours = self.pixels, other.pixels
        red, green, blue = np.moveaxis(
            np.maximum(mine, yours) - np.minimum(mine, yours) > DIFFERENT, 2, 0
        )
        differ = red | green | blue
        if ignore is not None:
            differ &= ~ignore
        return float(differ.mean())

    def save(self, file: Path) -> None:
        """Write it as a PNG."""
        Image.fromarray(self.pixels).save(file)


def read_ppm(file: Path) -> Screen:
    """What QEMU's screendump wrote."""
    with Image.open(file) as picture:
        return Screen(np.asarray(picture.convert("RGB")))
