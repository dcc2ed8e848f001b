"""Whether there is a picture; that the kernel lends it is shown by the boot test."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hw.scanout import has_picture, is_picture

WIDE, HIGH = 320, 200


@given(st.binary(min_size=4, max_size=4))
def test_one_colour_is_no_picture(pixel) -> None:
    assert not is_picture(pixel * WIDE * HIGH)


def test_a_black_screen_whose_fourth_byte_varies_is_no_picture() -> None:
    assert not is_picture(bytes([0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 7]) * WIDE * HIGH)


def test_a_console_is_no_picture() -> None:
    pixels = bytearray(4 * WIDE * HIGH)
    pixels[4 * 500 : 4 * 4000] = b"\xff\xff\xff\x00" * 3500

    assert not is_picture(pixels)


def test_what_has_some_colours_is_one() -> None:
    bands = b"".join(bytes([red, 40, 90, 0]) * (WIDE * HIGH // 4) for red in (0, 80, 160, 240))

    assert is_picture(bands)
    assert is_picture(memoryview(bands))


def test_without_a_card_nobody_knows(tmp_path) -> None:
    assert has_picture(tmp_path) is None
    (tmp_path / "card0").write_bytes(b"no card at all")
    assert has_picture(tmp_path) is None
    assert has_picture(Path("/nowhere")) is None
