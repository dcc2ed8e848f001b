"""The booth that the monkey is let into: real screens over the doubles of the visits' tests."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import msgspec
import numpy as np

from firmware.appeals.signing import PrivateKey, make_key
from firmware.kiosk.conductor import Rooms
from firmware.kiosk.display import Display
from firmware.kiosk.program import Kiosk
from firmware.kiosk.service import pin
from firmware.kiosk.service import service as service_module
from firmware.settings import ScreenSettings, ServiceSettings, VisitSettings
from firmware.wire.messages import Reply
from hw.camera import VideoPacket
from hw.camera.encoder import H264Encoder
from hw.printer import Link, Paper, PrinterStatus
from tests.conftest import HandClock
from tests.firmware.kiosk.visits.conftest import Bench, HandWorker, _bench, _directory

SCREEN = ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)
PIN = "190283"

PRINTER = [
    PrinterStatus(Link.ONLINE, Paper.OK),
    PrinterStatus(Link.ONLINE, Paper.END),
    PrinterStatus(Link.ONLINE, Paper.OK, cover_open=True),
    PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN),
    PrinterStatus(Link.SILENT, Paper.UNKNOWN),
]
REPLIES = [
    Reply(status="received"),
    Reply(status="in_work"),
    Reply(status="not_found"),
    Reply(status="try_later"),
    Reply(status="answered", text="The lamps of the street will be mended. " * 20),
]


@dataclass(frozen=True)
class Booth:
    """The bench of the visits' tests, with the kiosk's screens in front of it."""

    bench: Bench
    kiosk: Kiosk
    display: Display
    key: PrivateKey


def grey_second() -> list[VideoPacket]:
    """One second of grey, encoded."""
    encoder = H264Encoder(320, 240, 25, 1_000_000)
    grey = np.full((360, 320), 128, np.uint8)
    found = [one for n in range(25) for one in encoder.encode(grey, n * 40_000)]
    return found + list(encoder.flush())


def with_service(rooms: Rooms) -> Rooms:
    """The same with a small panel and a service menu."""
    service = ServiceSettings(pin_hash=pin.hash_pin(PIN))
    return replace(
        rooms, settings=msgspec.structs.replace(rooms.settings, screen=SCREEN, service=service)
    )


@contextmanager
def booth(walk_away: str) -> Iterator[Booth]:
    """A booth in a temporary folder, which is also where all temporary files go."""
    with tempfile.TemporaryDirectory() as name:
        folder, before = Path(name), tempfile.tempdir
        key = make_key(folder / "booth.key")
        tempfile.tempdir = str(folder / "tmp")
        Path(tempfile.tempdir).mkdir()
        visit = VisitSettings(walk_away=walk_away)  # type: ignore[arg-type]
        parts = (folder / "spool", HandClock(), grey_second(), key, _directory(), visit)
        try:
            with (
                patch.dict(pin._COST, {"n": 16}),
                _bench(*parts) as bench,
                Display(SCREEN) as display,
            ):
                kiosk = _with_screens(bench, display)
                try:
                    yield Booth(bench, kiosk, display, key)
                finally:
                    kiosk.service.close()
        finally:
            tempfile.tempdir = before


def _with_screens(bench: Bench, display: Display) -> Kiosk:
    """A kiosk in the place of the bench's own conductor; no thread goes by the real clock."""
    devices = bench.rooms.devices
    for watch in (*devices.studio._watch, devices.printer._watch):
        watch.stop()
    bench.conductor.close()

    def worker(name: str, reports: Any) -> HandWorker:
        bench.workers[name] = HandWorker(name, reports)
        return bench.workers[name]

    with patch.object(service_module, "Worker", worker):
        kiosk = Kiosk(with_service(bench.rooms), display)
    bench.conductor = kiosk.conductor
    return kiosk
