"""What happens in the middle of a slip: it is never said to be printed, and the next is whole."""

import time

import pytest

from hw.bench.paper import PaperRoll
from hw.escpos import FEED_TO_BLADE, EscposPrinter
from hw.printer import Link, Paper, Printed
from hw.raster import printable
from tests.hw.slips import interrupted, sample_slip, without_feed


@pytest.fixture
def real_speed():
    roll = PaperRoll()
    printer = EscposPrinter(roll.port)
    yield roll, printer
    printer.close()
    roll.close()


def test_unplugging_in_the_middle_is_unconfirmed_and_never_raised(real_speed) -> None:
    roll, printer = real_speed
    result = interrupted(printer, roll, roll.unplug)
    assert result.outcome is Printed.UNCONFIRMED
    assert result.status.link is Link.UNPLUGGED
    roll.plug_in()
    assert printer.status().can_print


def test_paper_that_ends_in_the_middle_is_unconfirmed_and_nothing_follows(real_speed) -> None:
    roll, printer = real_speed
    result = interrupted(printer, roll, roll.paper_out)
    assert result.outcome is Printed.UNCONFIRMED
    assert result.status.paper is Paper.END
    roll.load_paper()
    image = sample_slip()
    assert printer.print(image).outcome is Printed.CONFIRMED
    torn, whole = roll.slips
    assert torn.height < 400 + FEED_TO_BLADE[-1] * 2
    assert without_feed(whole).tobytes() == printable(image).tobytes()


def test_a_jammed_printer_ends_at_the_deadline(real_speed) -> None:
    roll, printer = real_speed
    result = interrupted(printer, roll, roll.jam, deadline_s=2.0)
    assert result.outcome is Printed.UNCONFIRMED
    assert result.status.link is Link.SILENT


def test_a_printer_that_loses_its_power_has_not_confirmed_anything(real_speed) -> None:
    roll, printer = real_speed
    result = interrupted(printer, roll, roll.lose_power, deadline_s=4.0)
    assert result.outcome is Printed.UNCONFIRMED
    assert result.status.link is Link.SILENT


def test_a_blink_without_power_in_the_middle_is_unconfirmed_and_the_next_slip_is_whole(
    real_speed,
) -> None:
    roll, printer = real_speed
    result = interrupted(printer, roll, roll.reset)
    assert result.outcome is Printed.UNCONFIRMED
    image = sample_slip()
    assert printer.print(image).outcome is Printed.CONFIRMED
    assert without_feed(roll.slips[-1]).tobytes() == printable(image).tobytes()


def test_after_a_pulled_cable_the_next_slip_is_whole_though_nothing_clears_the_printer() -> None:
    roll = PaperRoll(clears=False)
    printer = EscposPrinter(roll.port)
    try:
        result = interrupted(printer, roll, roll.pull_cable)
        assert result.outcome is Printed.UNCONFIRMED
        roll.plug_in()
        image = sample_slip()
        assert printer.print(image).outcome is Printed.CONFIRMED
        assert without_feed(roll.slips[-1]).tobytes() == printable(image).tobytes()
    finally:
        printer.close()
        roll.close()


def test_closing_ends_a_job_that_runs(real_speed) -> None:
    roll, printer = real_speed
    begun = []

    def close() -> None:
        begun.append(time.monotonic())
        printer.close()

    result = interrupted(printer, roll, close)
    assert result.outcome is Printed.UNCONFIRMED
    assert time.monotonic() - begun[0] < 10
    printer.close()
