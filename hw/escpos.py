"""The receipt printer: ESC/POS over a serial port, with every answer asked for.

A slip counts as printed only when the printer, after the cut, has answered
GS r 1: it answers that in the order of its buffer. Sources: the manuals named
in the receipt note, section 7.
"""

import contextlib
import threading
import time
from collections.abc import Callable

import serial
from PIL import Image

from hw.errors import BadDeviceSetting
from hw.escpos_status import ANSWER_WITHIN_S, LOST, POLL_S, UNPLUGGED, Asking, is_done
from hw.printer import Link, Printed, PrinterStatus, PrintResult
from hw.raster import BAND_ROWS, FEED_AT_MOST_DOTS, pack

NAME = "printer"
FLOWS = ("none", "rtscts", "xonxoff")
BAUDS = (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)

RESET = b"\x1b@"
# Automatic status bytes would be taken for the answer to GS r.
NO_AUTOMATIC_STATUS = b"\x1da\x00"
# The blade sits above the print head: about 15 mm.
FEED_TO_BLADE = bytes((0x1B, 0x4A, 120))
CUT = b"\x1dV\x01"
ASK_DONE = b"\x1dr\x01"
# DLE DC4 8: forget what is received and not printed yet.
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

# A printer that prints frees its buffer all the time: one that takes nothing for so long stands.
HELD_AT_MOST_S = 5.0
LOOK_EVERY_S = 1.0
CHUNK = 256
# A line that breaks is read as a zero.
LINE_BROKE = 0
BITS_A_BYTE = 10
# A job may take its time on the line and a quarter more, and this for head and blade.
SPARE_S, LEAST_DEADLINE_S = 15.0, 30.0

assert FEED_TO_BLADE[-1] <= FEED_AT_MOST_DOTS


class EscposPrinter:
    """A Printer on a serial port. The port may be absent and come and go."""

    def __init__(
        self,
        port: str,
        baud: int = 115200,
        width_dots: int = 576,
        flow: str = "none",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if flow not in FLOWS:
            raise BadDeviceSetting(NAME, f"flow must be one of {', '.join(FLOWS)}, not {flow!r}")
        if baud not in BAUDS:
            raise BadDeviceSetting(NAME, f"baud must be one of {BAUDS}, not {baud}")
        if width_dots % 8 or not 0 < width_dots <= 832:
            raise BadDeviceSetting(NAME, f"width_dots must be whole bytes, not {width_dots}")
        self._port_name = port
        self._baud = baud
        self._width_dots = width_dots
        self._flow = flow
        self._clock = clock
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._port: serial.Serial | None = None
        self._left_over = False
        self._asking = Asking(flow, clock)

    @property
    def width_dots(self) -> int:
        """The width of the paper in dots."""
        return self._width_dots

    def status(self) -> PrinterStatus:
        """Ask the printer: at most two seconds after a job that runs; never raises."""
        with self._lock:
            return self._status()

    def print(self, image: Image.Image, deadline_s: float | None = None) -> PrintResult:
        """Print, cut and wait for the confirmation until the deadline.

        Without a deadline: 30 s, or as long as a slow line needs. Up to five
        seconds more go into learning how a failed job ended. What
        `hw.raster.printable` says comes out. After a job that was not
        confirmed the rest is cleared and the next slip begins on fresh paper.
        """
        if image.width != self._width_dots:
            raise ValueError(f"the picture is {image.width} dots wide, not {self._width_dots}")
        slip = pack(image) + FEED_TO_BLADE + CUT
        asked_at = self._clock()
        with self._lock:
            status = self._status()
            if not status.can_print:
                return PrintResult(Printed.REFUSED, status)
            job = self._beginning() + slip
            if deadline_s is None:
                deadline_s = max(LEAST_DEADLINE_S, 1.25 * self._on_line_s(job) + SPARE_S)
            self._left_over = True
            confirmed = self._run(job, asked_at + deadline_s)
            if not confirmed:
                self._clear()
            after = self._status()
            # A line that broke gives zeros, which look like the confirmation.
            if confirmed and after.link in (Link.ONLINE, Link.OFFLINE):
                self._left_over = False
                return PrintResult(Printed.CONFIRMED, after)
            return PrintResult(Printed.UNCONFIRMED, after)

    def close(self) -> None:
        """End a job that runs (within three seconds) and free the port; may be called twice."""
        self._closing.set()
        port = self._port
        if port is not None:
            with contextlib.suppress(*LOST):
                port.cancel_write()
        with self._lock:
            self._drop()
            self._closing.clear()

    def _beginning(self) -> bytes:
        """What stands before the slip; after a job that broke off, what makes up for it."""
        begin = RESET + NO_AUTOMATIC_STATUS
        if not self._left_over:
            return begin
        # A printer that still waits for the rest of a band takes so many bytes for
        # it, whatever they mean; as commands zeros mean nothing.
        rest_of_band = bytes(BAND_ROWS * self._width_dots // 8)
        return CLEAR + rest_of_band + begin + FEED_TO_BLADE + CUT

    def _on_line_s(self, job: bytes) -> float:
        """How long these bytes take on the line."""
        return len(job) * BITS_A_BYTE / self._baud

    def _run(self, job: bytes, deadline: float) -> bool:
        """Write the job and wait for its end; False when it went wrong or late."""
        port = self._open()
        if port is None:
            return False
        gone_at = self._clock() + self._on_line_s(job)
        try:
            if not self._write(port, job, deadline):
                return False
            if LINE_BROKE in port.read(port.in_waiting):
                return False  # the printer was without power for a blink, and lost what it had
            port.reset_input_buffer()  # what comes before the question is no answer to it
            if not self._write(port, ASK_DONE, deadline):
                return False
            return self._wait_done(port, deadline, gone_at)
        except serial.SerialTimeoutException:
            return False
        except LOST:
            self._drop()
            return False

    def _write(self, port: serial.Serial, job: bytes, deadline: float) -> bool:
        for start in range(0, len(job), CHUNK):
            left = deadline - self._clock()
            if left <= 0 or self._closing.is_set():
                return False
            port.write_timeout = min(left, HELD_AT_MOST_S)
            port.write(job[start : start + CHUNK])
        return True

    def _wait_done(self, port: serial.Serial, deadline: float, gone_at: float) -> bool:
        """Wait for the answer to GS r, looking now and then whether it can still come.

        Nothing is asked before the job has left the line: behind it the
        question would be late, and its answer be taken for that to another.
        A single bad look may be a garbled byte; the second ends the job.
        """
        look_at = max(self._clock(), gone_at) + LOOK_EVERY_S
        bad_before = False
        while (now := self._clock()) < deadline and not self._closing.is_set():
            if any(is_done(byte) for byte in port.read(1)):
                return True
            if now >= look_at:
                state, done = self._asking.look(port)
                if done:
                    return True
                bad = state is not None and not state.can_print
                if bad and bad_before:
                    return False
                bad_before = bad
                look_at = self._clock() + LOOK_EVERY_S
        return False

    def _status(self) -> PrinterStatus:
        port = self._open()
        if port is None:
            return UNPLUGGED
        try:
            return self._asking.status(port)
        except LOST:
            self._drop()
            return UNPLUGGED

    def _clear(self) -> None:
        """Best effort: a slip must not come out later, before somebody else."""
        port = self._port
        if port is None:
            return
        try:
            port.reset_output_buffer()
            port.write_timeout = ANSWER_WITHIN_S
            port.write(CLEAR)
        except serial.SerialTimeoutException:
            return
        except LOST:
            self._drop()

    def _open(self) -> serial.Serial | None:
        if self._port is None:
            try:
                self._port = serial.Serial(
                    self._port_name,
                    self._baud,
                    timeout=POLL_S,
                    write_timeout=ANSWER_WITHIN_S,
                    rtscts=self._flow == "rtscts",
                    xonxoff=self._flow == "xonxoff",
                )
            except LOST:
                return None
        return self._port

    def _drop(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except LOST:
                return  # it is gone already


class NoPrinter:
    """The Printer of a booth without one: it says so and refuses."""

    def __init__(self, width_dots: int = 576) -> None:
        self.width_dots = width_dots

    def status(self) -> PrinterStatus:
        """Always unplugged."""
        return UNPLUGGED

    def print(
        self,
        image: Image.Image,  # noqa: ARG002
        deadline_s: float | None = None,  # noqa: ARG002
    ) -> PrintResult:
        """Nothing comes out."""
        return PrintResult(Printed.REFUSED, UNPLUGGED)

    def close(self) -> None:
        """Nothing is held."""
