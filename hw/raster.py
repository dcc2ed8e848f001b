"""A one-bit picture as the bytes that a thermal printer prints it from.

The picture is cut into bands of raster rows (GS v 0); empty rows are fed
(ESC J) and each band ends at its last black byte, which halves the bytes of a
slip. What is decoded is dot for dot what `printable` returns.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

Rows = npt.NDArray[np.uint8]  # one row of dots each, eight in a byte, 1 is black

BAND_ROWS = 48
FEED_AT_LEAST_ROWS = 8
FEED_AT_MOST_DOTS = 255

# DLE EOT, DLE ENQ and DLE DC4 act the moment they arrive, even inside a picture.
DLE = 0x10
REAL_TIME = (0x04, 0x05, 0x14)
# The lone dot of 0x10 becomes two dots wide.
DLE_WIDENED = 0x18


def printable(image: Image.Image) -> Image.Image:
    """The picture as it comes out of the printer.

    It is the same but where a byte 0x10 would be followed in its row by 0x04,
    0x05 or 0x14, which printers take for a command: there the lone dot of 0x10
    gets a neighbour. Rows alone cannot prevent this, and one more dot of
    0.125 mm beside a dot is not seen. A picture whose black parts are two or
    more dots wide (text, QR) is never changed. Raises ValueError unless the
    mode is "1" and the width a multiple of 8.
    """
    return _to_image(_safe_rows(image))


def pack(image: Image.Image) -> bytes:
    """The bytes that print this picture, top to bottom. Raises like `printable`."""
    rows = _safe_rows(image)
    return b"".join(
        _feed(end - begin) if blank else _bands(rows[begin:end])
        for begin, end, blank in _runs(np.asarray(rows.any(axis=1)))
    )


def _safe_rows(image: Image.Image) -> Rows:
    if image.mode != "1" or image.width % 8:
        raise ValueError(f"a one-bit picture of whole bytes is needed, not {image!r}")
    rows = np.packbits(~np.asarray(image, bool), axis=1)
    acts = (rows[:, :-1] == DLE) & np.isin(rows[:, 1:], REAL_TIME)
    rows[:, :-1][acts] = DLE_WIDENED
    return rows


def _to_image(rows: Rows) -> Image.Image:
    return Image.fromarray(np.unpackbits(rows, axis=1) == 0)


def _runs(used: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, bool]]:
    """Stretches of rows (begin, end, blank); short blank ones stay in the picture."""
    begin = 0
    for gap_begin, gap_end in _gaps(used):
        if gap_end - gap_begin < FEED_AT_LEAST_ROWS:
            continue
        if begin < gap_begin:
            yield begin, gap_begin, False
        yield gap_begin, gap_end, True
        begin = gap_end
    if begin < len(used):
        yield begin, len(used), False


def _gaps(used: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    padded = np.concatenate(([True], used, [True])).astype(np.int8)
    steps = np.diff(padded)
    begins, ends = np.flatnonzero(steps == -1), np.flatnonzero(steps == 1)
    return [(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


def _feed(dots: int) -> bytes:
    whole, rest = divmod(dots, FEED_AT_MOST_DOTS)
    steps = [FEED_AT_MOST_DOTS] * whole + [rest] * bool(rest)
    return b"".join(bytes((0x1B, 0x4A, step)) for step in steps)


def _bands(rows: Rows) -> bytes:
    return b"".join(_band(rows[top : top + BAND_ROWS]) for top in range(0, len(rows), BAND_ROWS))


def _band(rows: Rows) -> bytes:
    """GS v 0, in as many parts as it takes that no row ends in DLE before a command byte."""
    used = np.flatnonzero(rows.any(axis=0))
    width = int(used[-1]) + 1 if used.size else 1
    cut = rows[:, :width]
    acts = np.flatnonzero((cut[:-1, -1] == DLE) & np.isin(cut[1:, 0], REAL_TIME))
    if acts.size:
        split = int(acts[0]) + 1
        return _band(rows[:split]) + _band(rows[split:])
    header = b"\x1dv0\x00" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return header + cut.tobytes()
