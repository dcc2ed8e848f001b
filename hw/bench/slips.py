"""Reads ESC/POS bytes back into the slips that a printer would cut from them.

Pictures are GS v 0 m: 1 doubles the columns, 2 the rows, 3 both (48 to 51 mean
the same).
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

KEEP = 100
LONGEST_ROWS = 8000  # a metre
LINE_DOTS = 30  # the default line spacing, 1/6 inch at 203 dpi


class SlipReader:
    """A printer's mechanics: feed it bytes, take the slips.

    Bytes it does not know are counted, not printed; zeros mean nothing. `on_ask`
    is called for GS r in the order of the bytes. A command that has not come whole
    stays for later. `slips` are the last `keep` of all `cut`;
    the last came in `slip_bytes`, counted from cut to cut.
    """

    def __init__(
        self, width_dots: int, on_ask: Callable[[int], None] = lambda _: None, keep: int = KEEP
    ) -> None:
        self.width_dots = width_dots
        self.slips: list[Image.Image] = []
        self.cut = 0
        self.slip_bytes = 0
        self._fed = 0
        self._keep = keep
        self.unknown = 0
        self._on_ask = on_ask
        self._rows: list[bytes] = []
        self._pending = bytearray()
        self._blank = bytes(width_dots // 8)

    def feed(self, data: bytes) -> None:
        """Take bytes as they come."""
        self._pending += data
        while self._pending and (used := self._step(self._pending)):
            del self._pending[:used]
            self._fed += used

    @property
    def uncut(self) -> Image.Image | None:
        """The paper that sticks out, or None when there is none."""
        return _picture(self._rows, self.width_dots) if self._rows else None

    def forget(self) -> None:
        """Drop a command that came only in part (the buffer was cleared)."""
        self._pending.clear()

    def _step(self, data: bytearray) -> int:
        """Carry out the first command; how many bytes it took, 0 when it is not whole."""
        head = bytes(data[:2])
        if data[0] == 0:
            return 1
        if head == b"\x1dv":
            return self._raster(data)
        length = _LENGTHS.get(head)
        if length is None:
            if len(data) < 2 and data[0] in _PREFIXES:
                return 0
            self.unknown += 1
            return 1
        if len(data) < length:
            return 0
        self._command(head, bytes(data[2:length]))
        return length

    def _command(self, head: bytes, rest: bytes) -> None:
        if head == b"\x1bJ":
            self._advance(rest[0])
        elif head == b"\x1bd":
            self._advance(rest[0] * LINE_DOTS)
        elif head == b"\x1dV":
            self._cut()
        elif head == b"\x1dr":
            self._on_ask(rest[0])

    def _raster(self, data: bytearray) -> int:
        if len(data) < 8:
            return 0
        width, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        end = 8 + width * height
        if len(data) < end:
            return 0
        across, down = 1 + (data[3] & 1), 1 + (data[3] >> 1 & 1)
        for start in range(8, end, width) if width else ():
            row = _widened(bytes(data[start : start + width]), across)[: len(self._blank)]
            self._rows.extend([row + self._blank[len(row) :]] * down)
        self._tear()
        return end

    def _advance(self, dots: int) -> None:
        self._rows.extend([self._blank] * dots)
        self._tear()

    def _tear(self) -> None:
        """Paper that nobody cuts falls to the floor."""
        del self._rows[:-LONGEST_ROWS]

    def _cut(self) -> None:
        if self._rows:
            self.slips.append(_picture(self._rows, self.width_dots))
            del self.slips[: -self._keep]
            self.cut += 1
            self.slip_bytes, self._fed = self._fed, 0
            self._rows = []


# The first two bytes and the length of what may come; ESC @ resets, ESC a and
# GS a change nothing in a picture, and DLE commands were obeyed on arrival.
_LENGTHS = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1ba": 3,
    b"\x1da": 3,
    b"\x1dV": 3,
    b"\x1dr": 3,
    b"\x10\x04": 3,
    b"\x10\x05": 3,
}
_PREFIXES = {0x10, 0x1B, 0x1D}


def _widened(row: bytes, times: int) -> bytes:
    """Every dot of the row so many times."""
    dots = np.unpackbits(np.frombuffer(row, np.uint8))
    return np.packbits(dots.repeat(times)).tobytes()


def _picture(rows: list[bytes], width_dots: int) -> Image.Image:
    packed = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
    return Image.fromarray(np.unpackbits(packed, axis=1)[:, :width_dots] == 0)
