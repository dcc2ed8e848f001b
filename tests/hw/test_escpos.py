"""Slips on the bench's printer: confirmed dot for dot, or refused with the reason."""

import time

import pytest
from PIL import Image

from hw.bench.paper import PaperRoll
from hw.errors import BadDeviceSetting
from hw.escpos import FEED_TO_BLADE, EscposPrinter, NoPrinter
from hw.printer import Link, Paper, Printed, PrinterStatus
from hw.raster import printable
from tests.hw.conftest import FAST
from tests.hw.slips import sample_slip, without_feed


@pytest.mark.parametrize(("width", "flow"), [(576, "none"), (384, "rtscts"), (576, "xonxoff")])
def test_a_slip_comes_out_dot_for_dot_and_is_confirmed(width: int, flow: str) -> None:
    roll = PaperRoll(width, FAST)
    printer = EscposPrinter(roll.port, FAST, width, flow)
    try:
        for height in (500, 260):
            image = sample_slip(width, height)
            result = printer.print(image)
            assert result.outcome is Printed.CONFIRMED
            assert result.status.can_print
            slip = roll.wait_for_slip()
            assert without_feed(slip).tobytes() == printable(image).tobytes()
        assert len(roll.slips) == 2
        assert roll.unknown_bytes == 0
    finally:
        printer.close()
        roll.close()


def test_confirmed_means_the_paper_is_out_at_the_speed_of_the_line() -> None:
    roll = PaperRoll(baud=115_200)
    printer = EscposPrinter(roll.port)
    image = Image.effect_noise((576, 80), 200).convert("1")
    begun = time.monotonic()
    try:
        assert printer.print(image).outcome is Printed.CONFIRMED
        assert time.monotonic() - begun > 576 / 8 * 80 * 10 / 115_200 * 0.8
        assert len(roll.slips) == 1
    finally:
        printer.close()
        roll.close()


def test_the_paper_shows_while_it_comes_out(roll, printer) -> None:
    assert roll.progress is None
    assert printer.print(sample_slip()).outcome is Printed.CONFIRMED
    assert roll.progress.height == 500 + FEED_TO_BLADE[-1]


def test_an_able_printer_says_so(printer) -> None:
    status = printer.status()
    assert status.can_print
    assert (status.link, status.paper) == (Link.ONLINE, Paper.OK)
    assert (status.cover_open, status.cutter_fault) == (False, False)


@pytest.mark.parametrize(
    ("fault", "link", "paper", "cover", "cutter"),
    [
        ("paper_out", Link.OFFLINE, Paper.END, False, False),
        ("open_cover", Link.OFFLINE, Paper.OK, True, False),
        ("block_cutter", Link.OFFLINE, Paper.OK, False, True),
        ("go_silent", Link.SILENT, Paper.UNKNOWN, None, None),
        ("unplug", Link.UNPLUGGED, Paper.UNKNOWN, None, None),
    ],
)
def test_a_printer_that_cannot_print_says_why_and_refuses(
    roll, printer, fault, link, paper, cover, cutter
) -> None:
    getattr(roll, fault)()
    result = printer.print(sample_slip())
    assert result.outcome is Printed.REFUSED
    status = result.status
    assert (status.link, status.paper) == (link, paper)
    assert (status.cover_open, status.cutter_fault) == (cover, cutter)
    assert roll.slips == []


def test_paper_near_its_end_still_prints(roll, printer) -> None:
    roll.paper_near_end()
    result = printer.print(sample_slip())
    assert result.outcome is Printed.CONFIRMED
    assert result.status.paper is Paper.NEAR_END
    roll.load_paper()
    assert printer.status().paper is Paper.OK


def test_a_silent_printer_is_unknown_not_full_of_paper(roll, printer) -> None:
    roll.go_silent()
    assert printer.status().paper is Paper.UNKNOWN
    assert not printer.status().can_print


def test_a_printer_that_is_slow_is_waited_for(roll, printer) -> None:
    roll.slow(60)
    assert printer.print(sample_slip(height=100)).outcome is Printed.CONFIRMED
    roll.slow()


def test_a_slip_over_a_slow_line_is_confirmed() -> None:
    roll = PaperRoll(baud=9600)
    printer = EscposPrinter(roll.port, baud=9600)
    noise = Image.effect_noise((576, 80), 200).convert("1")
    try:
        assert printer.print(noise).outcome is Printed.CONFIRMED
    finally:
        printer.close()
        roll.close()


@pytest.mark.parametrize("baud", [9600, 19_200, 115_200])
def test_without_a_deadline_the_line_has_the_time_it_needs(roll, monkeypatch, baud) -> None:
    printer = EscposPrinter(roll.port, baud, clock=lambda: now[0])
    now, jobs = [100.0], []
    monkeypatch.setattr(printer, "_status", lambda: PrinterStatus(Link.ONLINE, Paper.OK))
    monkeypatch.setattr(printer, "_run", lambda *job: jobs.append(job) or True)
    assert printer.print(sample_slip(height=900)).outcome is Printed.CONFIRMED
    ((job, deadline),) = jobs
    assert deadline - now[0] >= max(30, 1.2 * len(job) * 10 / baud + 10)


def test_a_printer_may_come_later(roll) -> None:
    roll.unplug()
    printer = EscposPrinter(roll.port, FAST)
    try:
        assert printer.status().link is Link.UNPLUGGED
        roll.plug_in()
        assert printer.status().can_print
    finally:
        printer.close()
        printer.close()


def test_a_picture_of_another_width_is_a_mistake(printer) -> None:
    with pytest.raises(ValueError, match="384 dots wide"):
        printer.print(sample_slip(384))


@pytest.mark.parametrize("wrong", [{"flow": "dtr"}, {"baud": 12}, {"width_dots": 575}])
def test_wrong_settings_are_refused(wrong) -> None:
    with pytest.raises(BadDeviceSetting):
        EscposPrinter("/dev/null", **wrong)


def test_no_printer_refuses() -> None:
    printer = NoPrinter()
    result = printer.print(sample_slip())
    assert result.outcome is Printed.REFUSED
    assert printer.status().link is Link.UNPLUGGED
    printer.close()
