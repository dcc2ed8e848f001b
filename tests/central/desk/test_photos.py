"""Photos that somebody chose: whatever comes, a portrait for the booth or a refusal."""

import io
import struct
import warnings
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from central.desk.errors import BadPhoto, PhotoFault
from central.desk.photos import HEIGHT, LEAST_WIDTH, MAX_FILE_BYTES, WIDTH, portrait
from central.sample.portraits import LOOKS, draw
from firmware.wire.topics import MAX_PHOTO_BYTES

ORIENTATION = 0x0112


def image(size=(600, 800), mode="RGB", colour="red") -> Image.Image:
    return Image.new(mode, size, colour)


@pytest.fixture
def saved(tmp_path):
    """Writes a picture, or bytes, into a file."""

    def save(given, kind="JPEG", **options) -> Path:
        file = tmp_path / "upload"
        if isinstance(given, bytes):
            file.write_bytes(given)
        else:
            given.save(file, kind, **options)
        return file

    return save


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def fault(file: Path) -> PhotoFault:
    with pytest.raises(BadPhoto) as refused:
        portrait(file)
    return refused.value.fault


def about(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    return all(
        abs(one - other) < 12 for one, other in zip(picture.getpixel(at), colour, strict=True)
    )


@pytest.mark.parametrize("size", [(600, 800), (4000, 3000), (120, 160), (121, 5000), (3000, 160)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_every_shape_becomes_a_jpeg_of_one_size(saved, size, kind) -> None:
    made = portrait(saved(image(size), kind))

    assert opened(made).size == (WIDTH, HEIGHT)
    assert opened(made).format == "JPEG"
    assert opened(made).mode == "RGB"
    assert len(made) <= MAX_PHOTO_BYTES


def test_the_middle_is_cut_out(saved) -> None:
    wide = image((1200, 400), colour="red")
    wide.paste("blue", (450, 0, 750, 400))

    made = opened(portrait(saved(wide, "PNG")))

    assert about(made, (2, 240), (0, 0, 255))
    assert about(made, (357, 240), (0, 0, 255))


@pytest.mark.parametrize(("turned", "top"), [(1, "red"), (3, "blue"), (6, None), (8, None)])
def test_a_telephone_held_otherwise_is_turned_back(saved, turned, top) -> None:
    tall = image((600, 800), colour="blue")
    tall.paste("red", (0, 0, 600, 400))
    exif = Image.Exif()
    exif[ORIENTATION] = turned

    made = opened(portrait(saved(tall, exif=exif)))

    side = made.getpixel((10, 240))[0] > 200, made.getpixel((350, 240))[0] > 200
    if top is None:
        assert side == ((False, True) if turned == 6 else (True, False))
    else:
        assert about(made, (180, 10), (255, 0, 0) if top == "red" else (0, 0, 255))


def test_nothing_but_pixels_is_left(saved) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    exif.get_ifd(0x8825)[1] = "N"
    file = saved(image(), exif=exif, comment=b"my secret", icc_profile=b"profile" * 20)

    made = portrait(file)

    assert dict(opened(made).getexif()) == {}
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"secret", b"live", b"profile"):
        assert secret not in made


@pytest.mark.parametrize("mode", ["L", "CMYK", "YCbCr", "1"])
def test_other_colours_of_a_jpeg_become_red_green_and_blue(saved, mode) -> None:
    made = opened(portrait(saved(image(colour="white").convert(mode))))

    assert about(made, (180, 240), (255, 255, 255))


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "I;16", "1"])
def test_other_colours_of_a_png_do_too(saved, mode) -> None:
    grey = Image.new("I;16", (600, 800), 32768) if mode == "I;16" else image(colour="gray")

    made = opened(portrait(saved(grey if mode == "I;16" else grey.convert(mode), "PNG")))

    assert mode == "1" or about(made, (180, 240), (128, 128, 128))


def test_what_is_transparent_becomes_white(saved) -> None:
    made = opened(portrait(saved(Image.new("RGBA", (600, 800), (0, 0, 0, 0)), "PNG")))

    assert about(made, (180, 240), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "MPO"])
def test_of_several_pictures_in_one_file_the_first_counts(saved, kind) -> None:
    file = saved(image(), kind, save_all=True, append_images=[image(colour="blue")])

    assert about(opened(portrait(file)), (180, 240), (255, 0, 0))


@pytest.mark.parametrize("size", [(1, 1), (119, 5000), (5000, 159)])
def test_a_picture_without_a_likeness_is_too_small(saved, size) -> None:
    assert LEAST_WIDTH == 120
    assert fault(saved(image(size), "PNG")) is PhotoFault.SMALL


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000, 2**31 - 1])
def test_a_bomb_is_not_opened(saved, side) -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # as it is outside tests
        assert fault(saved(bomb)) is PhotoFault.LARGE


def test_a_text_that_swells_is_not_unpacked(saved) -> None:
    picture = io.BytesIO()
    image().save(picture, "PNG")
    whole, swollen = picture.getvalue(), zlib.compress(bytes(50_000_000), 9)
    bomb = whole[:33] + chunk(b"zTXt", b"a\x00\x00" + swollen) + whole[33:]

    assert fault(saved(bomb)) is PhotoFault.UNREADABLE


def test_a_file_that_is_too_large_is_not_read(tmp_path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 1)

    assert fault(file) is PhotoFault.LARGE


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "ICO", "PDF", "EPS"])
def test_other_kinds_of_files_are_refused(saved, kind) -> None:
    assert fault(saved(image(), kind)) is PhotoFault.UNREADABLE


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", b"<svg/>", b"%PDF-1.7", b"#!/bin/sh\n", bytes(1000)]
)
def test_what_is_no_picture_is_refused(saved, content) -> None:
    assert fault(saved(content)) is PhotoFault.UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused(saved, kind) -> None:
    whole = saved(draw(LOOKS[0]), kind).read_bytes()

    assert fault(saved(whole[: len(whole) // 2])) is PhotoFault.UNREADABLE


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["JPEG", "PNG"]),
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
    ),
)
def test_a_damaged_picture_is_a_portrait_or_a_refusal(saved, kind, places) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    broken = bytearray(saved(image((160, 220)), kind, exif=exif).read_bytes())
    for place, value in places:
        broken[int(place * len(broken))] = value
    file = saved(bytes(broken))
    try:
        made = portrait(file)
    except BadPhoto:
        return

    assert opened(made).size == (WIDTH, HEIGHT)
