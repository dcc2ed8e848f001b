"""How late a frame begins while every device misbehaves at once, beside all devices well.

The kiosk's own loop on SDL's dummy display, with the bench's devices in their own
threads and a slip that is printed again and again; both parts during one recording,
the second ends in the review, for its camera is unplugged at last.
"""

import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key
from firmware.kiosk.program import FRAME_S
from firmware.settings import CameraSettings, ScreenSettings, Settings, VoiceSettings
from tests.bench.figure import Figure
from tests.bench.printer import sample_slip
from tests.faults.stand import Stand, stand
from tests.faults.visitor import Visitor

SETTINGS = Settings(
    screen=ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False),
    camera=CameraSettings(driver="simulated"),
    voice=VoiceSettings(driver="none"),
)
PART_S = 20.0
TURN_S = 0.5
LIMIT_MS = 20.0

TROUBLE = (
    "printer-jammed", "printer-silent", "camera-slow", "microphone-unplugged", "lamps-vanish",
    "sensors-vanish", "disk-slow", "camera-dark", "paper-out", "printer-unplugged",
)  # fmt: skip
"""Thrown one after the other, each mended a whole round later: most of them at once."""


def figures() -> list[Figure]:
    """p50, p99 and the latest frame; the reference is the same loop with all devices well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = make_key(folder / "booth.key")
        with stand(folder / "spool", key, VisitKey(), settings=SETTINGS, live=True) as there:
            there.until(lambda: there.rooms.devices.printer.status, "the printer's status")
            Visitor(there).go_to("countdown")
            there.until(lambda: there.state == "recording", "the recording")
            with _printing(there):
                well = _lateness(there, PART_S)
                with _trouble(there):
                    bad = _lateness(there, PART_S - 4)
                    if there.state != "recording":
                        raise SystemExit(f"the visit is at {there.state}, not at the recording")
                    there.throw("camera-unplugged")
                    bad += _lateness(there, 4)
            if there.state != "review":
                raise SystemExit(f"the visit is at {there.state}, not at the review")
    return [
        Figure("devices.late_p50_ms", statistics.median(bad), "ms", statistics.median(well), 5),
        Figure("devices.late_p99_ms", _p99(bad), "ms", _p99(well), LIMIT_MS),
        Figure("devices.late_max_ms", max(bad), "ms", max(well), 100),
    ]


def _p99(each: list[float]) -> float:
    return statistics.quantiles(each, n=100)[98]


def _lateness(there: Stand, seconds: float) -> list[float]:
    """Milliseconds by which each frame begins later than 40 ms after the one before."""
    stop, begun = threading.Event(), []
    frame, end = there.kiosk.frame, time.monotonic() + seconds

    def timed() -> None:
        begun.append(time.monotonic())
        frame()

    def look() -> None:
        if time.monotonic() > end:
            stop.set()

    there.kiosk.frame = timed  # type: ignore[method-assign]
    try:
        there.kiosk.run(stop, look)
    finally:
        del there.kiosk.frame
    return [
        max(0.0, (after - before - FRAME_S) * 1000) for before, after in itertools.pairwise(begun)
    ]


@contextmanager
def _printing(there: Stand) -> Iterator[None]:
    """One slip after the other, by the desk that the kiosk prints with."""
    stop, image = threading.Event(), sample_slip(576)

    def work() -> None:
        while not stop.wait(0.2):
            there.rooms.devices.printer.print(image)

    with _running(work, stop):
        yield


@contextmanager
def _trouble(there: Stand) -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        for name in itertools.cycle(TROUBLE):
            if stop.wait(TURN_S):
                return
            (there.mend if name in there.thrown else there.throw)(name)

    with _running(work, stop):
        yield
    there.mend_all()


@contextmanager
def _running(work: Callable[[], None], stop: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
