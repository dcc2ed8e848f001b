"""Our bytes beside those of python-escpos, an independent writer of the same commands."""

import numpy as np
import pytest
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from hw.bench.slips import SlipReader
from hw.raster import BAND_ROWS, pack, printable

CUT = b"\x1dV\x01"


def theirs(image: Image.Image, **density: bool) -> bytes:
    """What python-escpos sends for the picture as a raster, in bands as high as ours."""
    printer = Dummy()
    printer.image(image, impl="bitImageRaster", center=False, fragment_height=BAND_ROWS, **density)
    return bytes(printer.output)


def decoded(data: bytes, width: int) -> Image.Image:
    reader = SlipReader(width)
    reader.feed(data + CUT)
    assert reader.unknown == 0
    return reader.slips[0]


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    """Noise that has no blank row, no margin, and nothing that stands twice."""
    seed = draw(st.integers(0, 2**32 - 1))
    width, rows = draw(st.sampled_from([48, 384, 576])), draw(st.integers(1, 3)) * BAND_ROWS
    dots = np.random.default_rng(seed).random((rows, width)) < 0.5
    dots[:, :3] = [True, False, True]  # black is True here
    dots[:, -1] = True
    return Image.fromarray(~dots)


@settings(max_examples=30, deadline=None)
@given(image=pictures())
def test_the_bytes_of_a_whole_picture_are_the_same(image: Image.Image) -> None:
    assert pack(image) == theirs(printable(image))


@settings(max_examples=30, deadline=None)
@given(dots=arrays.arrays(np.bool_, st.tuples(st.integers(1, 60), st.just(64))))
def test_their_bytes_decode_to_the_same_picture_as_ours(dots: np.ndarray) -> None:
    image = printable(Image.fromarray(~dots))
    assert decoded(theirs(image), 64).tobytes() == image.tobytes()
    assert decoded(pack(image), 64).tobytes() == image.tobytes()


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("high", [True, False])
def test_their_doubled_pictures_are_doubled_by_the_bench(wide: bool, high: bool) -> None:
    image = Image.effect_noise((48, 40), 200).convert("1")
    data = theirs(image, high_density_horizontal=not wide, high_density_vertical=not high)
    assert data[3] == wide + 2 * high
    expected = image.resize((48 * (1 + wide), 40 * (1 + high)), Image.Resampling.NEAREST)
    assert decoded(data, 96).crop((0, 0, *expected.size)).tobytes() == expected.tobytes()
