"""The bench: its faults by name, each of which the driver or the listener notices."""

import pytest
from PIL import Image

from hw.bench.bench import Bench
from hw.bench.camera import SimulatedCamera
from hw.bench.errors import UnknownFault
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.power import BenchPower
from hw.bench.switches import Switches
from hw.escpos import FEED_TO_BLADE, EscposPrinter
from hw.printer import Link, Paper, Printed

WELL = (Link.ONLINE, Paper.OK, False, False)
SAID = {
    "paper-out": (Link.OFFLINE, Paper.END, False, False),
    "paper-near-end": (Link.ONLINE, Paper.NEAR_END, False, False),
    "cover-open": (Link.OFFLINE, Paper.OK, True, False),
    "cutter-stuck": (Link.OFFLINE, Paper.OK, False, True),
    "printer-silent": (Link.SILENT, Paper.UNKNOWN, None, None),
    "printer-jammed": (Link.SILENT, Paper.UNKNOWN, None, None),
    "printer-slow": WELL,
    "printer-unplugged": (Link.UNPLUGGED, Paper.UNKNOWN, None, None),
    "printer-dark": (Link.SILENT, Paper.UNKNOWN, None, None),
    "printer-reset": WELL,
}


class Door:
    """One switch, as the bench turns it."""

    def __init__(self) -> None:
        self.closed = False

    def states(self) -> dict[str, bool]:
        return {"door": self.closed}

    def turn(self, name: str, closed: bool) -> None:
        assert name == "door"
        self.closed = closed


def said(printer: EscposPrinter) -> tuple:
    status = printer.status()
    return status.link, status.paper, status.cover_open, status.cutter_fault


def test_every_fault_of_the_printer_is_in_the_table_with_what_the_printer_says(roll) -> None:
    assert set(Bench(roll).faults) == set(SAID)


@pytest.mark.parametrize("fault", SAID)
def test_a_thrown_fault_shows_in_the_status_and_a_mended_one_is_gone(roll, printer, fault) -> None:
    bench = Bench(roll)
    assert said(printer) == WELL
    bench.throw(fault)
    assert said(printer) == SAID[fault]
    bench.mend(fault)
    assert not bench.is_thrown(fault)
    assert said(printer) == WELL


def test_a_fault_that_passes_by_itself_is_never_left_thrown(roll) -> None:
    bench = Bench(roll)
    bench.throw("printer-reset")
    assert not bench.is_thrown("printer-reset")


def test_all_is_mended_at_once(roll, printer) -> None:
    bench = Bench(roll)
    for fault in bench.faults:
        bench.throw(fault)
    bench.mend_all()
    assert not any(bench.state().faults.values())
    assert said(printer) == WELL


def test_mending_what_is_not_broken_changes_nothing(roll, printer) -> None:
    bench = Bench(roll)
    bench.throw("paper-out")
    bench.mend("paper-near-end")
    assert printer.status().paper is Paper.END


def test_a_click_throws_and_the_next_one_mends(roll) -> None:
    bench = Bench(roll)
    bench.toggle("cover-open")
    assert bench.is_thrown("cover-open")
    bench.toggle("cover-open")
    assert not bench.is_thrown("cover-open")


def test_an_unknown_fault_is_named_together_with_those_there_are(roll) -> None:
    for do in (Bench(roll).throw, Bench(roll).mend, Bench(roll).toggle):
        with pytest.raises(UnknownFault, match=r"'camera-dark'.*paper-out") as caught:
            do("camera-dark")
        assert caught.value.fault == "camera-dark"


def test_a_camera_of_the_bench_fails_as_it_is_told(inbox) -> None:
    camera = SimulatedCamera(640, 360)
    bench = Bench(camera=camera)
    previews = inbox()
    try:
        camera.start(previews)
        previews.next()
        bench.throw("camera-dark")
        previews.until(lambda frame: frame.i420[: frame.height].max() < 40)
        bench.mend("camera-dark")
        previews.until(lambda frame: frame.i420[: frame.height].max() > 100)
        bench.throw("camera-unplugged")
        assert not camera.healthy()
    finally:
        camera.close()


def test_a_stalled_camera_opens_but_shows_nothing_until_it_is_mended(inbox) -> None:
    camera = SimulatedCamera(640, 360)
    bench = Bench(camera=camera)
    previews = inbox()
    bench.throw("camera-stalled")
    try:
        camera.start(previews)
        assert not camera.healthy()
        assert previews.drain() == []
        bench.mend("camera-stalled")
        previews.next()
        assert camera.healthy()
    finally:
        camera.close()


@pytest.mark.parametrize(("fault", "level"), [("microphone-silent", 0), ("microphone-loud", 32767)])
def test_a_microphone_of_the_bench_fails_as_it_is_told(inbox, fault: str, level: int) -> None:
    microphone = SimulatedMicrophone()
    bench = Bench(microphone=microphone)
    blocks = inbox()
    bench.throw(fault)
    try:
        microphone.start(blocks)
        blocks.until(lambda block: abs(block.samples.astype(int)).max() == level)
        bench.mend(fault)
        blocks.until(lambda block: 0 < abs(block.samples.astype(int)).max() < 32767)
    finally:
        microphone.close()


def test_switches_are_turned_like_faults() -> None:
    door = Door()
    bench = Bench(switches=door)
    door.closed = True
    bench.throw("door-open")
    assert not door.closed
    assert bench.state().switches == {"door": False}
    bench.mend("door-open")
    assert door.closed


def test_the_booths_own_switches_and_power_are_on_the_bench() -> None:
    now = iter(float(second) for second in range(1000))
    switches = Switches({"help": 13, "door": 6}, clock=lambda: next(now))
    power = BenchPower(20)
    bench = Bench(switches=switches, power=power)
    try:
        bench.throw("help-pressed")
        for _ in range(3):  # a contact counts when it has settled
            switches.look()
        assert bench.state().switches["help"]
        bench.throw("under-voltage")
        assert power.status().under_voltage
        bench.mend_all()
        assert not power.status().under_voltage
    finally:
        switches.close()
        power.close()


def test_the_last_slip_is_measured_on_paper_and_on_the_line(roll, printer) -> None:
    bench = Bench(roll)
    assert bench.state().last_slip is None
    for count in (1, 2):
        height = 80 * count
        image = Image.effect_noise((576, height), 200).convert("1")
        assert printer.print(image).outcome is Printed.CONFIRMED
        state = bench.state()
        assert state.slips == count
        assert state.last_slip.width_mm == 72
        assert state.last_slip.height_mm == (height + FEED_TO_BLADE[-1]) / 8
        assert 72 * height < state.last_slip.sent_bytes < 72 * height + 100


def test_a_bench_without_devices_has_no_faults() -> None:
    bench = Bench()
    assert not bench.faults
    assert bench.state().last_slip is None
