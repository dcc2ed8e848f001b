"""A photo that somebody chose, made into one that a booth can show."""

import threading
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from central.desk.errors import BadPhoto, PhotoFault
from firmware.wire.topics import MAX_PHOTO_BYTES

WIDTH, HEIGHT = 360, 480
LEAST_WIDTH = 120
"""Fewer pixels than this across are no likeness on the booth's screen."""
MAX_PIXELS = 50_000_000
"""What the largest telephones take; more is no portrait."""
MAX_FILE_BYTES = 10_000_000

_QUALITIES = (88, 75, 60, 40)
_EXIF_ORIENTATION = 0x0112
# Pictures of that size take much memory: one after the other.
_alone = threading.Lock()


def portrait(file: Path) -> bytes:
    """A JPEG of 360 x 480 without metadata, from the middle of a JPEG or PNG.

    Raises BadPhoto, which says what is wrong.
    """
    if file.stat().st_size > MAX_FILE_BYTES:
        raise BadPhoto(PhotoFault.LARGE)
    try:
        with _alone, Image.open(file, formats=("JPEG", "PNG")) as opened:
            picture = _framed(opened)
    except (BadPhoto, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto(PhotoFault.LARGE) from error
    except Exception as error:  # hostile bytes make decoders raise anything
        raise BadPhoto(PhotoFault.UNREADABLE) from error
    return _written(picture)


def _framed(opened: Image.Image) -> Image.Image:
    """Turned as it was held, cut to 3:4 and scaled; nothing but pixels is left."""
    if opened.width * opened.height > MAX_PIXELS:
        raise BadPhoto(PhotoFault.LARGE)
    if min(opened.width * HEIGHT // WIDTH, opened.height) * WIDTH // HEIGHT < LEAST_WIDTH:
        raise BadPhoto(PhotoFault.SMALL)
    # A JPEG is decoded at a part of its size, where that is enough.
    opened.draft(None, (WIDTH * 2, HEIGHT * 2))
    upright = ImageOps.exif_transpose(_coloured(opened)) if _is_turned(opened) else opened
    upright = _coloured(upright)
    fitted = ImageOps.fit(upright, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", (WIDTH, HEIGHT), "white")
    bare.paste(fitted, mask=fitted if fitted.mode == "RGBA" else None)
    return bare


def _is_turned(opened: Image.Image) -> bool:
    return opened.getexif().get(_EXIF_ORIENTATION, 1) in range(2, 9)


def _coloured(picture: Image.Image) -> Image.Image:
    """In colours of eight bits; with a channel for what is transparent where there is some."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("RGB")


def _written(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MAX_PHOTO_BYTES:
            break
    return out.getvalue()
