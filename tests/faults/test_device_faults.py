"""Every device and every fault it can have, through the running kiosk.

One row a fault: when it comes, what the screen says then in Kazakh, Russian and
English, and how the visit ends. After each the appeal is whole or there is none, and
once the fault is mended the next visit is a visit like any other.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.kiosk.views import Slip
from hw.microphone import SAMPLE_RATE
from tests.faults.rows import (
    DARK,
    GAP_S,
    NO_PAPER,
    NO_PICTURE,
    NO_PRINTER,
    NO_SOUND,
    NOBODY_PRINTS,
    PHOTOGRAPH,
    POWER,
    ROWS,
    SOUNDLESS,
    TAKE,
    Row,
)
from tests.faults.stand import Stand, stand
from tests.faults.visitor import SPOKEN_S, WAY, Visitor

MakeStand = Callable[..., Stand]

AHEAD_S = 0.015
"""So much sooner is each frame's end for a printer of which nothing more comes."""


@pytest.fixture
def make_stand(tmp_path: Path, booth_key, city: VisitKey) -> Iterator[MakeStand]:
    with ExitStack() as stack:

        def make(*absent: str) -> Stand:
            return stack.enter_context(stand(tmp_path / "spool", booth_key, city, absent))

        yield make


def go_through(visitor: Visitor, row: Row) -> None:
    """From the state of the fault on, reading on every screen."""
    there = visitor.there
    begin = WAY.index(row.at or "menu")
    for state in WAY[begin : WAY.index("receipt") + 1]:
        if state in ("countdown", "registering") and state != row.at:
            continue  # they go by themselves
        if not visitor.go_to(state):
            break
        if state == row.at:
            break_it(visitor, row)
        if state == "receipt":
            visitor.sees_the_slip_end()
        if state in row.says and there.state == state:
            visitor.reads(row.says[state])
        if state == row.end:
            return
    assert there.state == "failed"
    visitor.reads(row.says["failed"])


def break_it(visitor: Visitor, row: Row) -> None:
    """The fault comes; in a recording after that much has been said."""
    there = visitor.there
    if row.at == "recording":
        visitor.speaks(SPOKEN_S)
    if row.before_s:
        there.pass_time(row.before_s)
        visitor.speaks(row.before_s)
    elif row.at == "recording" and row.fault == "camera-unplugged":
        there.throw(row.fault)  # time that passes would be time recorded
        return
    there.break_(row.fault)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_fault_is_said_costs_nothing_recorded_and_is_over_when_it_is_mended(
    row: Row, make_stand: MakeStand
) -> None:
    there = make_stand(*([] if row.at else [row.fault]))
    there.look_at_printer()
    visitor = Visitor(there)
    go_through(visitor, row)

    assert there.state == row.end
    if row.end == "receipt":
        visitor.whole()
    else:
        assert visitor.fresh() == []
        assert there.session.registered is None
    if row.end == "menu":
        assert not visitor.sees("appeal")
    leave(visitor)
    there.recover()
    a_usual_visit(visitor)


def leave(visitor: Visitor) -> None:
    """To the attract screen; what was not registered is gone from the disk."""
    there = visitor.there
    if there.state == "receipt":
        visitor.go_to("thanks")
    visitor.leaves()
    there.until(lambda: not list(there.rooms.spool.recording.iterdir()), "a clean folder")


def a_usual_visit(visitor: Visitor) -> None:
    """With picture, sound and slip, and nothing to complain about."""
    there, slips = visitor.there, visitor.there.roll.slip_count
    visitor.go_to("position")
    for message in (NO_PICTURE, NO_SOUND, NO_PAPER, NO_PRINTER, DARK):
        visitor.reads_not(message)
    visitor.go_to("recording")
    there.until(lambda: there.lights.states().get("recording") == 1, "the lamp of a recording")
    visitor.go_to("receipt")
    assert visitor.sees_the_slip_end() is Slip.PRINTED, there.rooms.devices.printer.status
    clip = visitor.whole()
    assert np.abs(clip.sound.astype(int)).max() > 10
    assert there.roll.slip_count > slips
    leave(visitor)


def test_a_gap_of_the_microphone_is_silence_of_the_same_length(make_stand: MakeStand) -> None:
    there = make_stand()
    visitor = Visitor(there)
    visitor.go_to("recording")
    visitor.speaks(SPOKEN_S)
    there.throw("microphone-unplugged")
    gone_at = there.session.recorder.seconds
    there.pass_time(GAP_S)
    visitor.reads(SOUNDLESS)
    there.mend_all()
    there.pass_time(0.1)
    visitor.reads("Recording")
    recorder = there.session.recorder
    there.until(lambda: recorder.seconds > gone_at + 1, "the gap in the recording")
    back_at = recorder.seconds
    visitor.speaks(back_at + 1.5)
    visitor.go_to("receipt")
    clip = visitor.whole()

    assert clip.sound.size / SAMPLE_RATE == pytest.approx(clip.seconds, abs=0.2)
    silent = [
        np.abs(piece.astype(int)).max() < 10
        for piece in np.array_split(clip.sound, round(clip.seconds * 50))
    ]
    longest = max(len(run) for run in "".join("01"[int(one)] for one in silent).split("0"))
    # No shorter than it was, and no longer than until the microphone was back for certain.
    assert GAP_S - 0.8 < longest / 50 < back_at - gone_at + 0.8
    assert silent.index(True) / 50 <= gone_at + 1 < back_at
    assert not all(silent[-40:])


def test_a_camera_that_is_back_before_the_recording_has_cost_nothing(
    make_stand: MakeStand,
) -> None:
    there = make_stand()
    visitor = Visitor(there)
    visitor.go_to("position")
    there.break_("camera-unplugged")
    visitor.reads(NO_PICTURE)
    there.recover()
    visitor.reads_not(NO_PICTURE)
    visitor.go_to("receipt")
    visitor.whole()


JOB = ["printer-unplugged", "paper-out", "cover-open", "cutter-stuck", "printer-silent",
       "printer-jammed", "printer-dark"]  # fmt: skip


@pytest.mark.parametrize("fault", JOB)
def test_a_slip_that_breaks_off_is_said_and_printed_again_once_it_is_mended(
    fault: str, make_stand: MakeStand
) -> None:
    there = make_stand()
    visitor = Visitor(there)
    there.throw("printer-slow")
    visitor.go_to("receipt")
    there.until(lambda: there.roll.progress is not None, "the first rows of the slip")
    there.throw(fault)
    there.mend("printer-slow")
    slip = visitor.sees_the_slip_end(waiting=lambda: there.clock.forward(AHEAD_S))
    visitor.reads({Slip.FAILED: PHOTOGRAPH, Slip.NO_PRINTER: NOBODY_PRINTS}[slip])
    visitor.whole()
    there.recover()
    visitor.touch("print_again")
    there.until(lambda: there.session.slip is Slip.PRINTED, "the second try")
    visitor.reads(TAKE)
    leave(visitor)


@pytest.mark.parametrize("state", ["attract", "recording", "registering"])
def test_a_power_cut_costs_no_number_and_no_appeal(
    state: str, tmp_path: Path, booth_key, city: VisitKey
) -> None:
    with stand(tmp_path / "spool", booth_key, city) as there:
        visitor = Visitor(there)
        if state == "registering":
            there.throw("disk-slow")
        visitor.go_to(state)
        there.throw("mains-gone")
        there.until(lambda: there.power.mains is False, "the pin of the mains")
        if state == "recording":
            run(there, 3)
            visitor.reads(POWER)
            visitor.touch("outage_seen")
            visitor.reads_not(POWER)
        run(there, 400, 1.0)
        assert there.kiosk.power_lost
        there.until(lambda: there.state != "registering", "the end of registering")
        there.mend_all()
    with stand(tmp_path / "spool", booth_key, city) as there:
        assert there.state == "attract"
        assert list(there.rooms.spool.recording.iterdir()) == []
        visitor = Visitor(there)
        assert len(visitor.known) == (state == "registering")
        a_usual_visit(visitor)


class Frames(threading.Event):
    """Lets the loop run for so many frames, each so many seconds apart."""

    def __init__(self, there: Stand, most: int, each_s: float) -> None:
        super().__init__()
        self._there, self._left, self._each_s = there, most, each_s

    def is_set(self) -> bool:
        return self._left <= 0

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        self._left -= 1
        self._there.jump(self._each_s)
        return False


def run(there: Stand, frames: int, each_s: float = 0.0) -> None:
    """The kiosk's own loop."""
    there.kiosk.run(Frames(there, frames, each_s))


def test_without_a_loudspeaker_a_spoken_visit_is_a_silent_one(make_stand: MakeStand) -> None:
    there = make_stand()
    visitor = Visitor(there)
    visitor.go_to("menu")
    there.conductor.speech()
    assert there.session.aids.voice
    visitor.go_to("review")
    there.until(lambda: there.session.recording, "the clip")
    visitor.touch("play")
    there.until(lambda: there.session.review.picture(), "the clip's first picture")
    visitor.go_to("receipt")
    visitor.whole()
