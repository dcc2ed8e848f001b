"""The booth that the monkey is let into: real screens over the doubles of the visits' tests."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import msgspec
import numpy as np
import segno

from firmware.appeals.appeal import Language
from firmware.appeals.signing import PrivateKey, make_key
from firmware.kiosk import conductor as conductor_module
from firmware.kiosk.display import Display
from firmware.kiosk.program import Kiosk
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.service import pin
from firmware.kiosk.service import service as service_module
from firmware.settings import ScreenSettings, ServiceSettings, VisitSettings
from firmware.spool.shelf import Shelf
from firmware.wire.directory import Text
from firmware.wire.messages import AnswerVideo, Reply
from firmware.wire.pages import Body, InfoPage, PageKind, Pages
from hw.camera import PreviewFrame, VideoPacket
from hw.camera.encoder import H264Encoder
from hw.microphone import SAMPLE_RATE
from hw.printer import Link, Paper, PrinterStatus
from hw.speaker import Samples
from tests.conftest import HandClock
from tests.firmware.kiosk.visits.conftest import Bench, HandWorker, _bench, _directory
from tests.firmware.kiosk.visits.videos import make_film

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
    Reply(status="answered", text="Yes.", video=AnswerVideo(duration_ms=1000)),
    Reply(status="answered", text="The lamps of the street will be mended. " * 20),
]

_LONG = "Bring your identity card. " * 60
PAGES = Pages(
    1,
    "oskemen",
    tuple(
        InfoPage(f"page{n}", kind, Text(f"{n} kk", f"{n} ru", f"{n} en"), Body(_LONG, _LONG, _LONG))
        for n, kind in enumerate(list(PageKind) * 4)
    ),
)


@dataclass
class Throat:
    """Speaks, is silent or hangs as it is told; knows what was said and when it must not be."""

    mood: str = "speaks"
    said: list[str] = field(default_factory=list)
    untimely: list[str] = field(default_factory=list)

    def say(self, phrase: str, _language: Language) -> Samples | None:
        """What the voice's worker calls."""
        self.said.append(phrase)
        if self.mood == "hangs":
            raise subprocess.TimeoutExpired("espeak-ng", 5)
        return None if self.mood == "silent" else _SOUND

    def listen(self, bench: Bench) -> None:
        """Note what the UI's thread plays into a recording or over a clip; a clip has its own."""

        def played(_samples: Samples) -> None:
            # A clip's own thread holds the clip's lock here: nothing is asked of it.
            if threading.current_thread() is not threading.main_thread():
                return
            review, video = bench.session.review, bench.session.video
            plays = review is not None and not review.finished
            if bench.state == "recording" or (plays and not (video is not None and video.late)):
                self.untimely.append(bench.state)

        bench.speaker.play.side_effect = played


_SOUND = np.ones(SAMPLE_RATE, np.int16)


@dataclass(frozen=True)
class Booth:
    """The bench of the visits' tests, with the kiosk's screens in front of it."""

    bench: Bench
    kiosk: Kiosk
    display: Display
    key: PrivateKey
    throat: Throat
    film: bytes


def picture(text: str) -> PreviewFrame:
    """What the camera sees; with that text as a QR code held up, if there is one."""
    i420 = np.full((540, 640), 128, np.uint8)
    if text:
        modules = np.array([list(row) for row in segno.make_qr(text, error="m").matrix], np.uint8)
        code = np.where(np.kron(np.pad(modules, 4), np.ones((5, 5))), 30, 220)
        i420[80 : 80 + code.shape[0], 300 : 300 + code.shape[1]] = code
    return PreviewFrame(i420, 640, 360, 1)


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
                throat = Throat()
                throat.listen(bench)
                Shelf(bench.rooms.spool).put_pages(PAGES)
                with patch.object(conductor_module, "open_voice", lambda _: throat.say):
                    kiosk = _with_screens(bench, display)
                try:
                    yield Booth(bench, kiosk, display, key, throat, make_film(1))
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
