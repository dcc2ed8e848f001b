import threading
import time

import pytest
import serial
from PIL import Image, ImageDraw

from hw.bench.paper import PaperRoll
from hw.errors import BadDeviceSetting
from hw.escpos import FEED_TO_BLADE, EscposPrinter, NoPrinter
from hw.printer import Link, Paper, Printed, PrinterStatus
from hw.raster import printable
from tests.hw.conftest import FAST


def sample_slip(width: int = 576, height: int = 500) -> Image.Image:
    image = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(image)
    for y in range(10, height - 40, 60):
        draw.ellipse((8 + y // 4, y, 60 + y // 2, y + 40), fill=0)
        draw.line((0, y, width - 1, y + 50), fill=0)
    return image


def without_feed(slip: Image.Image) -> Image.Image:
    return slip.crop((0, 0, slip.width, slip.height - FEED_TO_BLADE[-1]))


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


def slow_print(printer: EscposPrinter, deadline_s: float = 20.0):
    """Print a full slip in a thread; returns the thread and where its result comes."""
    results = []
    noise = Image.effect_noise((576, 400), 200).convert("1")
    thread = threading.Thread(target=lambda: results.append(printer.print(noise, deadline_s)))
    thread.start()
    return thread, results


def interrupted(printer, roll, fault, deadline_s: float = 20.0):
    thread, results = slow_print(printer, deadline_s)
    deadline = time.monotonic() + 10
    while roll.progress is None and time.monotonic() < deadline:
        thread.join(0.01)
    assert roll.progress is not None
    fault()
    thread.join(25)
    return results[0]


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


def test_a_printer_that_is_slow_is_waited_for(roll, printer) -> None:
    roll.slow(60)
    assert printer.print(sample_slip(height=100)).outcome is Printed.CONFIRMED
    roll.slow()


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
