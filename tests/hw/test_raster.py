import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from hw.bench.slips import SlipReader
from hw.raster import REAL_TIME, pack, printable

CUT = b"\x1dV\x01"


def picture(rows: np.ndarray) -> Image.Image:
    """A one-bit picture of packed rows, a set bit being black."""
    return Image.fromarray(np.unpackbits(rows, axis=1) == 0)


# Few byte values, so that command bytes and blank rows meet often.
ROWS = arrays.arrays(
    np.uint8,
    st.tuples(st.integers(1, 90), st.sampled_from([1, 2, 5, 48, 72])),
    elements=st.sampled_from([0, 0, 0x10, 0x04, 0x05, 0x14, 0x18, 0xFF]),
)


def unpacked(data: bytes, width: int) -> Image.Image:
    reader = SlipReader(width)
    reader.feed(data + CUT)
    assert reader.unknown == 0
    return reader.slips[0]


@settings(max_examples=150, deadline=None)
@given(rows=ROWS)
@example(rows=np.array([[0x10, 0x04, 0x10], [0x05, 0, 0x10], [0x14, 0x10, 0x10]], np.uint8))
def test_what_is_decoded_is_what_printable_says(rows: np.ndarray) -> None:
    image = picture(rows)
    data = pack(image)
    assert unpacked(data, image.width).tobytes() == printable(image).tobytes()
    assert not any(bytes((0x10, second)) in data for second in REAL_TIME)


@settings(max_examples=50, deadline=None)
@given(rows=ROWS)
def test_a_picture_changes_only_where_a_command_would_stand(rows: np.ndarray) -> None:
    image = picture(rows)
    before = rows
    after = np.packbits(~np.asarray(printable(image)), axis=1)
    changed = np.argwhere(before != after)
    assert all(before[y, x] == 0x10 and before[y, x + 1] in REAL_TIME for y, x in changed)
    assert (after[before != after] == 0x18).all()


@settings(max_examples=50, deadline=None)
@given(modules=arrays.arrays(np.bool_, (12, 36)))
def test_strokes_of_two_dots_are_never_changed(modules: np.ndarray) -> None:
    image = Image.fromarray(~modules.repeat(2, 0).repeat(2, 1)[:, :72])
    assert printable(image).tobytes() == image.tobytes()


def test_blank_paper_is_fed_not_sent() -> None:
    assert pack(Image.new("1", (576, 600), 1)) == b"\x1bJ\xff\x1bJ\xff\x1bJ\x5a"


def test_the_right_margin_is_not_sent() -> None:
    image = Image.new("1", (576, 40), 1)
    image.paste(0, (0, 0, 16, 40))
    assert len(pack(image)) == 8 + 2 * 40


@pytest.mark.parametrize("image", [Image.new("L", (576, 8)), Image.new("1", (577, 8))])
def test_other_pictures_are_refused(image: Image.Image) -> None:
    with pytest.raises(ValueError, match="one-bit picture"):
        pack(image)
