"""A one-bit picture as the bytes that a thermal printer prints it from.

The picture is cut into bands of raster rows (GS v 0 m). Blank rows are fed
(ESC J), each band ends at its last black byte, and where every row or column
of a band stands twice it is sent once and doubled by the printer: m is 1 for
columns, 2 for rows, 3 for both. The cheapest way to cut is looked for. What is
decoded is dot for dot what `printable` returns.

The left margin is not cut off: it would take ESC $, which not every printer
obeys before a picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

Rows = npt.NDArray[np.uint8]  # one row of dots each, eight in a byte, 1 is black

BAND_ROWS = 48
FEED_AT_MOST_DOTS = 255
TWICE_WIDE, TWICE_HIGH = 1, 2

# What a band and a feed cost beside their dots, in bytes. A header has eight bytes and a
# feed three, but printers take breath at each: one that saves little is not worth it.
_BAND_COST, _FEED_COST = 40, 10

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
    more dots wide (a QR code) is never changed. Raises ValueError unless the
    mode is "1" and the width a multiple of 8.
    """
    return _to_image(_safe_rows(image))


def pack(image: Image.Image) -> bytes:
    """The bytes that print this picture, top to bottom. Raises like `printable`."""
    rows = _safe_rows(image)
    return b"".join(
        _feed(end - begin) if mode is None else _band(rows[begin:end], mode)
        for begin, end, mode in _cuts(_steps(rows))
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


class _Step(NamedTuple):
    """One row, or two that are the same."""

    rows: int
    width: int  # bytes up to the last black dot; 0 is blank
    half: int  # bytes of every second column, 0 unless all columns stand twice


def _steps(rows: Rows) -> list[_Step]:
    """The picture from top to bottom; blank rows come one by one."""
    used = np.where(rows != 0, np.arange(1, rows.shape[1] + 1), 0).max(axis=1).tolist()
    even, odd = rows >> 1 & 0x55, rows & 0x55
    wide = (even == odd).all(axis=1).tolist()
    same = [*(rows[1:] == rows[:-1]).all(axis=1).tolist(), False]
    steps, at = [], 0
    while at < len(rows):
        count = 2 if used[at] and same[at] else 1
        steps.append(_Step(count, used[at], (used[at] + 1) // 2 if wide[at] else 0))
        at += count
    return steps


@dataclass(slots=True)
class _Best:
    """The cheapest way to send what follows a step: its first piece, and the cost of it all."""

    cost: int
    until: int
    mode: int | None


def _cuts(steps: list[_Step]) -> Iterator[tuple[int, int, int | None]]:
    """Pieces (begin, end, mode) in rows; mode is None for blank paper."""
    best = [_Best(0, 0, None)] * (len(steps) + 1)
    for at in reversed(range(len(steps))):
        best[at] = min(_pieces(steps, at, best), key=lambda piece: piece.cost)
    at = row = 0
    while at < len(steps):
        piece = best[at]
        end = row + sum(step.rows for step in steps[at : piece.until])
        yield row, end, piece.mode
        at, row = piece.until, end


def _pieces(steps: list[_Step], at: int, best: list[_Best]) -> Iterator[_Best]:
    """What the picture may go on with at a step, with what follows counted in."""
    if not steps[at].width:
        # Blank paper that is fed already goes on for free, up to the longest feed.
        end = at
        while end < len(steps) and not steps[end].width:
            end += 1
        feeds = -(-(end - at) // FEED_AT_MOST_DOTS)
        yield _Best(best[end].cost + feeds * _FEED_COST, end, None)
    rows = width = half = 0
    pairs = wide = True
    for end in range(at + 1, len(steps) + 1):
        step = steps[end - 1]
        rows += step.rows
        if rows > BAND_ROWS:
            return
        width, half = max(width, step.width), max(half, step.half)
        pairs = pairs and step.rows == 2
        wide = wide and (step.half > 0 or not step.width)
        mode = TWICE_HIGH * pairs | TWICE_WIDE * wide
        data = max(1, half if wide else width) * (rows // 2 if pairs else rows)
        yield _Best(best[end].cost + _BAND_COST + data, end, mode)


def _feed(dots: int) -> bytes:
    whole, rest = divmod(dots, FEED_AT_MOST_DOTS)
    steps = [FEED_AT_MOST_DOTS] * whole + [rest] * bool(rest)
    return b"".join(bytes((0x1B, 0x4A, step)) for step in steps)


def _band(rows: Rows, mode: int) -> bytes:
    """GS v 0, in as many parts as it takes that DLE is never before a command byte."""
    sent = rows[:: 2 if mode & TWICE_HIGH else 1]
    if mode & TWICE_WIDE:
        sent = np.packbits(np.unpackbits(sent, axis=1)[:, ::2], axis=1)
    used = np.flatnonzero(sent.any(axis=0))
    width = int(used[-1]) + 1 if used.size else 1
    sent = sent[:, :width]
    flat = sent.ravel()
    acts = np.flatnonzero((flat[:-1] == DLE) & np.isin(flat[1:], REAL_TIME))
    if acts.size and mode & TWICE_WIDE:
        return _band(rows, mode & TWICE_HIGH)  # within its rows the picture itself is safe
    if acts.size:
        split = (int(acts[0]) // width + 1) * (2 if mode & TWICE_HIGH else 1)
        return _band(rows[:split], mode) + _band(rows[split:], mode)
    header = bytes((0x1D, 0x76, 0x30, mode))
    return header + width.to_bytes(2, "little") + len(sent).to_bytes(2, "little") + sent.tobytes()
