"""A receipt printer for machines that have none: a pseudo-terminal with paper behind it.

The real driver opens `port` like any serial port. Bytes are taken at the speed
of the line, status is answered as the manuals say, and every slip that is cut
can be looked at. POSIX only.
"""

import contextlib
import os
import select
import tempfile
import threading
import time
import tty
from pathlib import Path

from PIL import Image

from hw.bench.slips import KEEP, SlipReader
from hw.pace import Clock, Pace

BUFFER_BYTES = 65536
BITS_A_BYTE = 10
SLICE_S = 0.01
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
XON, XOFF = 0x11, 0x13
_STATUS = b"\x10\x04"


class PaperRoll:
    """The bench's printer. It runs from its making to `close`.

    Out of paper or with its cover open it still takes bytes until its buffer is
    full, and prints them when it can: as real ones do. It keeps its last slips
    only (`keep`), so that it can run for weeks. Cheap printers do not know the
    command that clears their buffer: `clears` is false for those.
    """

    def __init__(
        self,
        width_dots: int = 576,
        baud: int = 115200,
        clock: Clock = time.monotonic,
        keep: int = KEEP,
        clears: bool = True,
    ) -> None:
        self._line_rate = baud / BITS_A_BYTE
        self._clears = clears
        self._reader = SlipReader(width_dots, self._answer_in_order, keep)
        self._changed = threading.Condition()
        self._taken = 0
        self._buffer = bytearray()
        self._recent = b""
        self._out = self._near_end = self._cover = self._cutter = False
        self._silent = self._jammed = self._dark = False
        self._rate = self._line_rate
        self._pace = Pace(clock)
        self._folder = tempfile.TemporaryDirectory(prefix="paper-roll-")
        self.port = str(Path(self._folder.name) / "printer")
        self._fds: tuple[int, int] | None = None
        self.plug_in()
        self._thread = threading.Thread(target=self._run, name="paper roll", daemon=True)
        self._thread.start()

    @property
    def slips(self) -> list[Image.Image]:
        """The last slips that were cut, oldest first."""
        with self._changed:
            return list(self._reader.slips)

    @property
    def progress(self) -> Image.Image | None:
        """The paper as it comes out, else the last slip; None before the first."""
        with self._changed:
            slips = self._reader.slips
            return self._reader.uncut or (slips[-1] if slips else None)

    @property
    def unknown_bytes(self) -> int:
        """How many bytes no command explained."""
        return self._reader.unknown

    def wait_for_slip(self, timeout: float = 10.0) -> Image.Image:
        """The next slip that was not returned before. Raises TimeoutError."""
        with self._changed:
            reader = self._reader
            if not self._changed.wait_for(lambda: reader.cut > self._taken, timeout):
                raise TimeoutError(f"no slip within {timeout} s")
            self._taken = max(self._taken + 1, reader.cut - len(reader.slips) + 1)
            return reader.slips[self._taken - 1 - reader.cut]

    @property
    def slip_count(self) -> int:
        """How many slips were cut."""
        return self._reader.cut

    @property
    def slip_bytes(self) -> int:
        """How many bytes the last slip took, from the cut before it to its own."""
        return self._reader.slip_bytes

    def paper_out(self, out: bool = True) -> None:
        """The roll has run out."""
        self._out = out

    def paper_near_end(self, near: bool = True) -> None:
        """The roll is thin; printing goes on."""
        self._near_end = near

    def load_paper(self) -> None:
        """A new roll."""
        self._out = self._near_end = False

    def open_cover(self) -> None:
        """Printing stops."""
        self._cover = True

    def close_cover(self) -> None:
        """Printing goes on."""
        self._cover = False

    def block_cutter(self, blocked: bool = True) -> None:
        """Paper is stuck in the cutter: printing stops."""
        self._cutter = blocked

    def go_silent(self, silent: bool = True) -> None:
        """Print, but never answer: a cable with one wire broken."""
        self._silent = silent

    def jam(self, jammed: bool = True) -> None:
        """Take no bytes: what is written to the port blocks."""
        with self._changed:
            self._jammed = jammed

    def slow(self, times: float = 1.0) -> None:
        """Take the bytes so many times slower than the line; 1 ends it."""
        self._rate = self._line_rate / times

    def hold(self, held: bool = True) -> None:
        """Stop the writer by XOFF, or let it go on by XON; for a line with that flow control."""
        with self._changed:
            self._send(XOFF if held else XON)

    def pull_cable(self) -> None:
        """The port vanishes; the printer waits for the rest of what it was sent."""
        with self._changed:
            fds, self._fds = self._fds, None
            if fds is not None:
                Path(self.port).unlink()
                for fd in fds:
                    os.close(fd)

    def lose_power(self) -> None:
        """The printer goes dark: the line breaks, which reads as a zero, then silence."""
        with self._changed:
            self._send(0)
            self._dark = True
            self._forget()

    def power_on(self) -> None:
        """The printer has its power again."""
        with self._changed:
            self._dark = False

    def reset(self) -> None:
        """Its power fails for a blink: the line breaks, and what it was sent is lost."""
        self.lose_power()
        self.power_on()

    def unplug(self) -> None:
        """The port vanishes, and with it what the printer had not printed."""
        self.pull_cable()
        with self._changed:
            self._forget()

    def plug_in(self) -> None:
        """The port is there again, under the same name."""
        with self._changed:
            if self._fds is None:
                # Our own copy of the far side keeps the port alive between users.
                near, far = os.openpty()
                tty.setraw(far)
                os.set_blocking(near, False)
                Path(self.port).symlink_to(os.ttyname(far))
                self._fds = near, far

    def close(self) -> None:
        """End the printer; may be called twice."""
        self._pace.stop()
        self._thread.join(2)
        self.unplug()
        self._folder.cleanup()

    def _run(self) -> None:
        free_at_us = self._pace.now_us()
        while self._pace.until(free_at_us):
            taken = self._take()
            if not taken:
                self._listen()
            line_us = int(taken * 1_000_000 / self._rate)
            free_at_us = max(free_at_us, self._pace.now_us() - 50_000) + line_us

    def _listen(self) -> None:
        """Wait for bytes that may be taken, a slice at most: a question is answered at once."""
        with self._changed:
            port = self._fds[0] if self._fds is not None and self._room() > 0 else None
        if port is None:
            self._pace.sleep(SLICE_S)
            return
        with contextlib.suppress(OSError, ValueError):  # the cable is pulled meanwhile
            select.select([port], [], [], SLICE_S)

    def _room(self) -> int:
        """How many bytes it takes now."""
        if self._jammed or self._dark:
            return 0
        return min(BUFFER_BYTES - len(self._buffer), max(1, int(self._rate * SLICE_S)))

    def _take(self) -> int:
        """Move a slice of bytes from the line to the paper; how many came."""
        with self._changed:
            self._work()
            room = self._room()
            if self._fds is None or room <= 0:
                return 0
            near = self._fds[0]
            if not select.select([near], [], [], 0)[0]:
                return 0
            data = os.read(near, room)
            self._arrive(data)
            self._work()
            return len(data)

    def _work(self) -> None:
        """Print what is in the buffer, unless something stands in the way."""
        if self._buffer and not (self._out or self._cover or self._cutter):
            before = self._reader.cut
            data = bytes(self._buffer)
            self._buffer.clear()
            self._reader.feed(data)
            if self._reader.cut > before:
                self._changed.notify_all()

    def _arrive(self, data: bytes) -> None:
        """Obey the real-time commands as they come, wherever they stand."""
        for byte in data:
            self._buffer.append(byte)
            self._recent = (self._recent + bytes((byte,)))[-len(CLEAR) :]
            if self._recent[-3:-1] == _STATUS and 1 <= byte <= 4:
                self._send(self._status_byte(byte))
            elif self._recent == CLEAR and self._clears:
                self._forget()

    def _forget(self) -> None:
        self._buffer.clear()
        self._reader.forget()

    def _status_byte(self, which: int) -> int:
        off = self._out or self._cover or self._cutter
        flags = {
            # Without a cash drawer its pin is high, as in most printers.
            1: 0x04 | 0x08 * off,
            2: 0x04 * self._cover | 0x20 * self._out | 0x40 * self._cutter,
            3: 0x08 * self._cutter,
            4: 0x0C * (self._near_end or self._out) | 0x60 * self._out,
        }
        return 0x12 | flags[which]

    def _answer_in_order(self, which: int) -> None:
        if which in (1, 49):
            self._send(0x03 * self._near_end | 0x0C * self._out)

    def _send(self, byte: int) -> None:
        if self._fds is not None and not (self._silent or self._dark):
            # Nobody reads: the answer is lost, as on a real line.
            with contextlib.suppress(BlockingIOError):
                os.write(self._fds[0], bytes((byte,)))
