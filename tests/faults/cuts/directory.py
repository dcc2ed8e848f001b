"""The directory of the booth under test: invented people with drawn portraits."""

import io
from hashlib import sha256

from PIL import Image

from firmware.wire.directory import Area, Directory, Official, Text


def _portrait(shade: int) -> bytes:
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((90, 120)).point(lambda dot: dot * shade // 255).save(
        drawn, "JPEG"
    )
    return drawn.getvalue()


PHOTOS = (_portrait(150), _portrait(250))


def _text(word: str) -> Text:
    return Text(kk=f"{word} kk", ru=f"{word} ru", en=f"{word} en")


def made_directory(site: str) -> Directory:
    """Two areas with an official each; version 1."""
    hashes = [sha256(photo).hexdigest() for photo in PHOTOS]
    return Directory(
        version=1,
        site=site,
        areas=(Area("homes", _text("Homes")), Area("roads", _text("Roads"))),
        officials=(
            Official("first", "homes", _text("First"), _text("Deputy"), _text("Homes"), hashes[0]),
            Official("second", "roads", _text("Second"), _text("Head"), _text("Roads"), hashes[1]),
        ),
        bodies=(),
    )
