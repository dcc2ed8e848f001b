"""What the display controller really shows, read back from it.

SDL can report a good flip over a screen that stays black; only the buffer that is being
scanned out tells. The kernel lends it to a process with CAP_SYS_ADMIN (drm_mode_getfb,
drm_prime): that is asked of each plane that shows anything. Numbers and structures are
those of the kernel's uapi/drm/drm.h and drm_mode.h.
"""

import array
import fcntl
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CARDS = Path("/dev/dri")

_DROP_MASTER = 0x641F
_GEM_CLOSE = 0x4008_6409
_SET_CLIENT_CAP = 0x4010_640D
_PRIME_HANDLE_TO_FD = 0xC00C_642D
_GETFB = 0xC01C_64AD
_GETPLANERESOURCES = 0xC010_64B5
_GETPLANE = 0xC020_64B6
_UNIVERSAL_PLANES = 2
_MAX_PLANES = 64
_SAMPLES = 4096
_PIXEL = 4
FEWEST_COLOURS = 3


def has_picture(cards: Path = CARDS) -> bool | None:
    """Whether any screen shows more than one or two colours; None where nobody may look."""
    known = [seen for card in sorted(cards.glob("card*")) if (seen := _look(card)) is not None]
    return any(known) if known else None


def is_picture(pixels: bytes | memoryview) -> bool:
    """Whether there are three colours or more among samples of these pixels of four bytes."""
    step = max(_PIXEL, len(pixels) // _SAMPLES // _PIXEL * _PIXEL)
    ends = range(0, len(pixels) - _PIXEL + 1, step)
    # The fourth byte is no colour: some leave it empty, some fill it.
    colours = {bytes(pixels[start : start + 3]) for start in ends}
    return len(colours) >= FEWEST_COLOURS


def _look(card: Path) -> bool | None:
    try:
        handle = os.open(card, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        with suppress(OSError):
            # Whoever opens a card first owns the screen: the kiosk shall.
            fcntl.ioctl(handle, _DROP_MASTER)
        with suppress(OSError):
            fcntl.ioctl(handle, _SET_CLIENT_CAP, struct.pack("QQ", _UNIVERSAL_PLANES, 1))
        shown = _shown(handle)
        if not shown:
            return False  # a screen that is switched off
        seen = [found for id in shown if (found := _picture(handle, id)) is not None]
    except OSError:
        return None
    finally:
        os.close(handle)
    return any(seen) if seen else None


def _shown(card: int) -> list[int]:
    """The framebuffers that planes show now."""
    ids = array.array("I", [0] * _MAX_PLANES)
    asked = bytearray(struct.pack("QII", ids.buffer_info()[0], _MAX_PLANES, 0))
    fcntl.ioctl(card, _GETPLANERESOURCES, asked)
    count = struct.unpack("QII", asked)[1]
    found: list[int] = []
    for plane in ids[: min(count, _MAX_PLANES)]:
        about = bytearray(struct.pack("6IQ", plane, 0, 0, 0, 0, 0, 0))
        fcntl.ioctl(card, _GETPLANE, about)
        framebuffer = struct.unpack("6IQ", about)[2]
        if framebuffer:
            found.append(framebuffer)
    return found


def _picture(card: int, framebuffer: int) -> bool | None:
    about = bytearray(struct.pack("7I", framebuffer, 0, 0, 0, 0, 0, 0))
    fcntl.ioctl(card, _GETFB, about)
    _, width, height, pitch, bits, _, buffer = struct.unpack("7I", about)
    if not buffer or bits != 8 * _PIXEL or width * height < _SAMPLES:
        # Not ours to see, or a pointer and no picture.
        return None
    try:
        with _mapped(card, buffer, pitch * height) as pixels:
            return is_picture(pixels)
    except (OSError, ValueError):
        return None
    finally:
        fcntl.ioctl(card, _GEM_CLOSE, struct.pack("II", buffer, 0))


@contextmanager
def _mapped(card: int, buffer: int, size: int) -> Iterator[bytes]:
    asked = bytearray(struct.pack("IIi", buffer, os.O_CLOEXEC, -1))
    fcntl.ioctl(card, _PRIME_HANDLE_TO_FD, asked)
    shared = struct.unpack("IIi", asked)[2]
    try:
        with mmap.mmap(shared, size, mmap.MAP_SHARED, mmap.PROT_READ) as pixels:
            yield pixels[:]
    finally:
        os.close(shared)


if __name__ == "__main__":
    print(has_picture())
