import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from hw.bench.slips import SlipReader
from hw.escpos import ASK_DONE, FEED_TO_BLADE, NO_AUTOMATIC_STATUS, RESET
from hw.raster import BAND_ROWS, REAL_TIME, TWICE_HIGH, TWICE_WIDE, pack, printable

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


def modes(data: bytes) -> list[int]:
    """The m of each band in what `pack` made."""
    found, at = [], 0
    while at < len(data):
        if data[at] == 0x1D:
            width, height = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
            found.append(data[at + 3])
            at += 8 + width * height
        else:
            at += 3
    return found


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, across=st.sampled_from([1, 2]), down=st.sampled_from([1, 2]))
@example(np.array([[0x10, 0x04, 0x10], [0x05, 0, 0x10], [0x14, 0x10, 0x10]], np.uint8), 1, 1)
@example(np.array([[0x10, 0x04, 0x10], [0x05, 0, 0x10], [0x14, 0x10, 0x10]], np.uint8), 2, 2)
@example(np.array([[0x10], [0x04], [0x10], [0x05]], np.uint8), 1, 2)
def test_what_is_decoded_is_what_printable_says(rows: np.ndarray, across: int, down: int) -> None:
    dots = np.unpackbits(rows, axis=1).repeat(across, 1).repeat(down, 0)
    image = Image.fromarray(dots == 0)
    data = pack(image)
    assert unpacked(data, image.width).tobytes() == printable(image).tobytes()
    job = RESET + NO_AUTOMATIC_STATUS + data + FEED_TO_BLADE + CUT + ASK_DONE
    assert not any(bytes((0x10, second)) in job for second in REAL_TIME)


@pytest.mark.parametrize(
    ("across", "down", "mode"), [(1, 1, 0), (2, 1, TWICE_WIDE), (1, 2, TWICE_HIGH), (2, 2, 3)]
)
def test_what_stands_twice_is_sent_once(across: int, down: int, mode: int) -> None:
    noise = np.asarray(Image.effect_noise((288, 20), 200).convert("1"))
    image = Image.fromarray(noise.repeat(across, 1)[:, :288].repeat(down, 0))
    data = pack(image)
    assert set(modes(data)) == {mode}
    assert len(data) <= 36 * 20 // across + 8 * len(modes(data))


def test_each_band_is_sent_the_cheapest_way() -> None:
    noise = np.asarray(Image.effect_noise((576, 60), 200).convert("1"))
    coarse = noise[:30, :288].repeat(2, 0).repeat(2, 1)
    data = pack(Image.fromarray(np.vstack([coarse, noise, coarse])))
    assert [mode for mode, _ in itertools.groupby(modes(data))] == [3, 0, 3]
    assert len(data) < 72 * 60 + 2 * 36 * 30 + 8 * len(modes(data)) + 1


@settings(max_examples=50, deadline=None)
@given(rows=ROWS)
def test_packing_never_costs_more_than_bands_of_whole_rows(rows: np.ndarray) -> None:
    bands = -(-len(rows) // BAND_ROWS)
    acting = np.flatnonzero((rows[:-1, -1] == 0x10) & np.isin(rows[1:, 0], REAL_TIME))
    assert len(pack(picture(rows))) <= rows.size + 40 * bands + 8 * acting.size


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
    image.paste(Image.effect_noise((16, 40), 200).convert("1"), (0, 0))
    assert len(pack(image)) <= 8 + 2 * 40


@pytest.mark.parametrize("image", [Image.new("L", (576, 8)), Image.new("1", (577, 8))])
def test_other_pictures_are_refused(image: Image.Image) -> None:
    with pytest.raises(ValueError, match="one-bit picture"):
        pack(image)
