"""What is believed of directory, pages and photos, whichever way they came."""

from hashlib import sha256

import pytest

from firmware.appeals.signing import make_key
from firmware.wire import published, signed
from firmware.wire.directory import Directory
from firmware.wire.errors import BadMessage, NotSigned, TooLarge
from firmware.wire.pages import Pages
from firmware.wire.signed import SignedDirectory, SignedPages
from firmware.wire.topics import MAX_DIRECTORY_BYTES, MAX_PHOTO_BYTES

DIRECTORY = Directory(1, "oskemen", (), (), ())
PAGES = Pages(1, "oskemen", ())
PHOTO = b"\xff\xd8\xff photo"


@pytest.fixture
def key(tmp_path):
    return make_key(tmp_path / "central.key")


def test_what_central_signed_for_the_site_is_believed(key) -> None:
    directory = signed.sign(SignedDirectory(DIRECTORY), key).encode()
    pages = signed.sign(SignedPages(PAGES), key).encode()

    assert published.read_directory(directory, "oskemen", key.public_key()) == DIRECTORY
    assert published.read_pages(pages, "oskemen", key.public_key()) == PAGES
    published.check_photo(PHOTO, "oskemen", sha256(PHOTO).hexdigest())


def test_another_key_site_or_kind_is_not(key, tmp_path) -> None:
    directory = signed.sign(SignedDirectory(DIRECTORY), key).encode()
    stranger = make_key(tmp_path / "stranger.key").public_key()

    with pytest.raises(NotSigned):
        published.read_directory(directory, "oskemen", stranger)
    with pytest.raises(BadMessage, match="another site"):
        published.read_directory(directory, "almaty", key.public_key())
    with pytest.raises(BadMessage):
        published.read_pages(directory, "oskemen", key.public_key())
    with pytest.raises(BadMessage, match="not a signed token"):
        published.read_directory(b"\xff", "oskemen", key.public_key())
    with pytest.raises(TooLarge):
        published.read_directory(b"x" * (MAX_DIRECTORY_BYTES + 1), "oskemen", key.public_key())


def test_a_photo_is_its_own_bytes_and_a_jpeg() -> None:
    for content in (b"GIF89a", PHOTO + b"x" * MAX_PHOTO_BYTES):
        with pytest.raises((BadMessage, TooLarge)):
            published.check_photo(content, "oskemen", sha256(content).hexdigest())
    with pytest.raises(BadMessage, match="not the bytes"):
        published.check_photo(PHOTO, "oskemen", "0" * 64)
