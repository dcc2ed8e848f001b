"""Asks a printer how it is by real-time commands, and knows what its answers mean.

Sources: the manuals named in the receipt note, section 7.
"""

import termios
import time
from collections.abc import Callable
from dataclasses import replace

import serial

from hw.printer import Link, Paper, PrinterStatus

ANSWER_WITHIN_S = 0.5
STATUS_WITHIN_S = 2.0
QUIET_S = 0.2
POLL_S = 0.05
LOST = (serial.SerialException, OSError, termios.error)

UNPLUGGED = PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN)
SILENT = PrinterStatus(Link.SILENT, Paper.UNKNOWN)
# It holds the line by its flow control and answers nothing: it is there, and stopped.
HOLDING = PrinterStatus(Link.OFFLINE, Paper.UNKNOWN)


class Asking:
    """Asks about one printer; keeps in mind what it has not answered yet.

    Every method may raise one of `LOST` when the port vanishes. `flow` is the
    flow control of the line: none, rtscts or xonxoff.
    """

    def __init__(self, flow: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._flow = flow
        self._clock = clock
        self._waiting = 0
        self._unanswered = 0

    def status(self, port: serial.Serial) -> PrinterStatus:
        """The status between jobs."""
        answers = self._ask_anew(port)
        if answers is not None:
            return understand(answers)
        if self._flow != "none":
            answers = self._ask_past_the_flow(port)
        if answers is not None:
            # Whatever it says, it takes no slip: a wire for CTS may be missing.
            return replace(understand(answers), link=Link.OFFLINE)
        return HOLDING if self.holds(port) else SILENT

    def look(self, port: serial.Serial) -> tuple[PrinterStatus | None, bool]:
        """The status while a job runs, and whether its end was answered meanwhile.

        A printer busy with a long buffer may be silent for a while: then None. One
        that holds the line is not asked, for the question would wait behind the
        slip; it stands when it has taken nothing since the last look.
        """
        if self.holds(port):
            before, self._waiting = self._waiting, port.out_waiting
            return (HOLDING if before == self._waiting else None), False
        answers, done = self._ask_all(port)
        return (None if answers is None else understand(answers)), done

    def _ask_anew(self, port: serial.Serial) -> list[int | None] | None:
        """Ask, without what earlier questions may have left on the line."""
        try:
            port.reset_input_buffer()
            answers, _ = self._ask_all(port)
        except serial.SerialTimeoutException:
            answers = None
        if answers is None:
            port.reset_output_buffer()
        return answers

    def _ask_past_the_flow(self, port: serial.Serial) -> list[int | None] | None:
        """Ask a printer that holds the line, as many do without paper; nothing else is sent.

        Real-time commands are taken at any time, but flow control keeps them here.
        """
        port.rtscts = port.xonxoff = False
        try:
            return self._ask_anew(port)
        finally:
            port.rtscts, port.xonxoff = self._flow == "rtscts", self._flow == "xonxoff"

    def holds(self, port: serial.Serial) -> bool:
        """Whether the printer's CTS says that it takes nothing; a pty has none."""
        if self._flow != "rtscts":
            return False
        try:
            return not port.cts
        except LOST:
            return False

    def _ask_all(self, port: serial.Serial) -> tuple[list[int | None] | None, bool]:
        """The answers to DLE EOT 1..4, or None when there is not even the first."""
        answers: list[int | None] = []
        deadline = self._clock() + STATUS_WITHIN_S
        heard, done = self._hear_out(port) if self._unanswered else (True, False)
        if not heard:
            return None, done
        for which in (1, 2, 3, 4):
            answer, done_now = self._ask(port, which, deadline)
            done = done or done_now
            if answer is None and not answers:
                return None, done
            answers.append(answer)
        return answers, done

    def _hear_out(self, port: serial.Serial) -> tuple[bool, bool]:
        """Let late answers come first: one cannot tell which question an answer is to.

        Asks once more and listens until nothing more comes; whether anything came,
        and whether the end of a job was among it.
        """
        self._question(port, 1)
        heard = done = False
        until, at_most = (self._clock() + s for s in (ANSWER_WITHIN_S, STATUS_WITHIN_S))
        while self._clock() < min(until, at_most):
            for byte in port.read(1):
                heard, done = True, done or is_done(byte)
                until = self._clock() + QUIET_S
        if heard:
            self._unanswered = 0
        return heard, done

    def _ask(self, port: serial.Serial, which: int, deadline: float) -> tuple[int | None, bool]:
        deadline = min(self._clock() + ANSWER_WITHIN_S, deadline)
        self._question(port, which)
        done = False
        while self._clock() < deadline:
            for byte in port.read(1):
                if is_status(byte):
                    self._unanswered -= 1
                    return byte, done
                done = done or is_done(byte)
        return None, done

    def _question(self, port: serial.Serial, which: int) -> None:
        self._unanswered += 1
        port.write_timeout = ANSWER_WITHIN_S
        port.write(bytes((0x10, 0x04, which)))


def is_status(byte: int) -> bool:
    """Bits 0 and 7 clear, 1 and 4 set: neither XON/XOFF nor an answer to GS r."""
    return byte & 0x93 == 0x12


def is_done(byte: int) -> bool:
    """An answer to GS r: bits 4 and 7 clear."""
    return byte & 0x90 == 0


def understand(answers: list[int | None]) -> PrinterStatus:
    """The answers to DLE EOT 1 to 4; None is one that did not come."""
    printer, offline, error, paper = answers
    off = _has(printer, 0x08) or _has(offline, 0x40) or _has(error, 0x20)
    return PrinterStatus(
        link=Link.OFFLINE if off else Link.ONLINE,
        paper=_paper(paper, offline),
        cover_open=_has(offline, 0x04),
        cutter_fault=_has(error, 0x08),
    )


def _has(answer: int | None, bits: int) -> bool | None:
    return None if answer is None else bool(answer & bits)


def _paper(sensors: int | None, offline: int | None) -> Paper:
    if _has(sensors, 0x60) or _has(offline, 0x20):
        return Paper.END
    if sensors is None:
        return Paper.UNKNOWN
    return Paper.NEAR_END if sensors & 0x0C else Paper.OK
