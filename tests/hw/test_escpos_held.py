"""A printer that holds the line, by CTS, by XOFF or by a jam, is still asked and says why."""

import time

import pytest
import serial

from hw.bench.paper import PaperRoll
from hw.escpos import EscposPrinter
from hw.printer import Link, Paper, Printed
from tests.hw.conftest import FAST
from tests.hw.slips import interrupted, sample_slip


class Cts:
    """A serial port whose printer can hold the line by CTS, which a pty cannot show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.high = True
        held = self

        class Port(serial.Serial):
            @property
            def cts(self) -> bool:
                return held.high

            def write(self, data: bytes) -> int:
                if self.rtscts and not held.high:
                    raise serial.SerialTimeoutException("held")
                return super().write(data)

        monkeypatch.setattr("hw.escpos.serial.Serial", Port)


@pytest.fixture
def cts(monkeypatch: pytest.MonkeyPatch) -> Cts:
    return Cts(monkeypatch)


def test_a_printer_without_paper_that_holds_the_line_is_still_asked_and_says_why(roll, cts) -> None:
    printer = EscposPrinter(roll.port, FAST, flow="rtscts")
    try:
        roll.paper_out()
        cts.high = False
        for _ in range(2):
            status = printer.status()
            assert (status.link, status.paper) == (Link.OFFLINE, Paper.END)
        assert printer.print(sample_slip()).outcome is Printed.REFUSED
        cts.high = True
        roll.load_paper()
        assert printer.print(sample_slip()).outcome is Printed.CONFIRMED
    finally:
        printer.close()


def test_a_printer_that_holds_the_line_and_says_nothing_is_offline_not_silent(roll, cts) -> None:
    printer = EscposPrinter(roll.port, FAST, flow="rtscts")
    try:
        roll.jam()
        cts.high = False
        status = printer.status()
        assert (status.link, status.paper) == (Link.OFFLINE, Paper.UNKNOWN)
        assert not status.can_print
        cts.high = True
        assert printer.status().link is Link.SILENT
    finally:
        printer.close()


def test_a_printer_whose_cts_is_not_wired_is_offline_though_it_says_that_all_is_well(
    roll, cts
) -> None:
    printer = EscposPrinter(roll.port, FAST, flow="rtscts")
    try:
        cts.high = False
        status = printer.status()
        assert (status.link, status.paper) == (Link.OFFLINE, Paper.OK)
        assert printer.print(sample_slip()).outcome is Printed.REFUSED
    finally:
        printer.close()


def test_paper_that_ends_while_the_line_is_held_ends_the_job_before_its_deadline(cts) -> None:
    roll = PaperRoll()
    printer = EscposPrinter(roll.port, flow="rtscts")

    def paper_ends() -> None:
        roll.paper_out()
        cts.high = False

    begun = time.monotonic()
    try:
        result = interrupted(printer, roll, paper_ends, deadline_s=60)
        assert result.outcome is Printed.UNCONFIRMED
        assert (result.status.link, result.status.paper) == (Link.OFFLINE, Paper.END)
        assert time.monotonic() - begun < 50
    finally:
        printer.close()
        roll.close()


def test_a_printer_that_holds_the_line_while_it_prints_is_waited_for(roll, cts) -> None:
    printer = EscposPrinter(roll.port, FAST, flow="rtscts")
    try:
        port, asking = printer._open(), printer._asking
        cts.high = False
        asking._waiting = port.out_waiting + 1
        assert asking.look(port) == (None, False)  # it took a byte since the last look
        state, _ = asking.look(port)
        assert state.link is Link.OFFLINE
    finally:
        printer.close()


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
def test_questions_that_a_jam_kept_back_do_not_answer_later_ones(roll, flow) -> None:
    printer = EscposPrinter(roll.port, FAST, flow=flow)
    try:
        roll.jam()
        assert [printer.status().link for _ in range(3)] == [Link.SILENT] * 3
        roll.jam(False)
        roll.paper_near_end()
        for _ in range(3):
            status = printer.status()
            assert (status.link, status.paper) == (Link.ONLINE, Paper.NEAR_END)
    finally:
        printer.close()


def test_a_printer_stopped_by_xoff_is_still_asked(roll) -> None:
    printer = EscposPrinter(roll.port, FAST, flow="xonxoff")
    try:
        assert printer.status().can_print
        roll.open_cover()
        roll.hold()
        status = printer.status()
        assert (status.link, status.cover_open) == (Link.OFFLINE, True)
        roll.close_cover()
        roll.hold(False)
        assert printer.print(sample_slip()).outcome is Printed.CONFIRMED
    finally:
        printer.close()
