"""A booth for the tests of whole visits: real spool and recorder, devices that fail as told.

The workers do their jobs when the test says so and in the test's thread, so that
every order of touches, reports and clocks can be played, and played again.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import numpy as np
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import PrivateKey
from firmware.clock import Clock
from firmware.kiosk import conductor as conductor_module
from firmware.kiosk.conductor import Conductor
from firmware.kiosk.devices import Devices, PrintDesk, Studio
from firmware.kiosk.jobs import Worker
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.views import UiEvent
from firmware.settings import CentralSettings, Settings, VisitSettings
from firmware.spool import durable, registration
from firmware.spool.errors import StorageFailed
from firmware.spool.registration import Registrar
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire.directory import Area, Body, Directory, Official, Text
from hw.bench.power import BenchPower
from hw.camera import OnPacket, OnPreview, PreviewFrame, VideoPacket
from hw.camera.encoder import H264Encoder
from hw.errors import DeviceGone
from hw.microphone import Microphone
from hw.printer import Link, Paper, Printed, PrinterStatus, PrintResult
from hw.speaker import Speaker
from tests.conftest import until
from tests.firmware.kiosk.visits.switches import FakeLights, HandSwitches
from tests.firmware.kiosk.visits.videos import make_film


@dataclass
class Disk:
    """Syncs so often, then fails; None: it is sound."""

    good: int | None = None


@pytest.fixture(scope="session")
def packets() -> list[VideoPacket]:
    """One second of grey."""
    encoder = H264Encoder(320, 240, 25, 1_000_000)
    grey = np.full((360, 320), 128, np.uint8)
    found = [one for n in range(25) for one in encoder.encode(grey, n * 40_000)]
    return found + list(encoder.flush())


@pytest.fixture(scope="session")
def film() -> bytes:
    """An official's video answer."""
    return make_film()


@dataclass
class FakeCamera:
    """Delivers its packets at once when it is told to record; fails as it is told."""

    packets: list[VideoPacket]
    there: bool = True
    refuses: bool = False
    breaks: bool = False
    mute: bool = False
    recording: bool = False

    def start(self, on_preview: OnPreview) -> None:
        on_preview(PreviewFrame(np.full((540, 640), 128, np.uint8), 640, 360, 1))

    def record(self, on_packet: OnPacket) -> None:
        if self.refuses:
            raise DeviceGone("camera", "gone")
        assert not self.recording, "two recordings at a time"
        self.recording = True
        for packet in [] if self.mute else self.packets:
            on_packet(packet)

    def stop_recording(self) -> int:
        was, self.recording = self.recording, False
        if self.breaks and was:
            raise DeviceGone("camera", "gone while stopping")
        return len(self.packets) if was else 0

    def healthy(self) -> bool:
        return self.there

    def close(self) -> None: ...


@dataclass
class FakePrinter:
    width_dots: int = 576
    now: PrinterStatus = PrinterStatus(Link.ONLINE, Paper.OK)  # noqa: RUF009 - it is frozen
    outcome: Printed = Printed.CONFIRMED
    broken: bool = False
    slips: list[object] = field(default_factory=list)

    def status(self) -> PrinterStatus:
        return self.now

    def print(self, image: object, deadline_s: float = 30.0) -> PrintResult:
        del deadline_s
        if self.broken:
            raise RuntimeError("a printer must not raise, this one does")
        self.slips.append(image)
        return PrintResult(self.outcome, self.now)

    def close(self) -> None: ...


def _text(word: str) -> Text:
    return Text(kk=f"{word} kk", ru=f"{word} ru", en=f"{word} en")


def _directory(**changes: Any) -> Directory:
    parts: dict[str, Any] = {
        "version": 3,
        "site": "oskemen",
        "areas": (Area("homes", _text("Homes")), Area("roads", _text("Roads"))),
        "officials": (
            Official("akhmetov", "homes", _text("Akhmetov"), _text("Deputy"), _text("Homes")),
            Official("prosecutor", "roads", _text("Kim"), _text("Prosecutor"), _text("Roads")),
        ),
        "bodies": (Body("police", _text("Police"), "prosecutor"),),
    }
    return Directory(**{**parts, **changes})


@pytest.fixture
def directory() -> Callable[..., Directory]:
    return _directory


class HandWorker(Worker):
    """A worker whose jobs are done when the test says so, in the test's thread."""

    def __init__(self, name: str, reports: Any) -> None:
        with patch.object(threading.Thread, "start"):
            super().__init__(name, reports)
        self.name = name

    @property
    def idle(self) -> bool:
        return self._jobs.empty()

    def step(self) -> None:
        if not self.idle:
            self._next()

    def close(self, deadline_s: float = 5.0) -> None:
        del deadline_s
        while not self.idle:
            self.step()


class Bench:
    """A conductor with a real spool and recorder, devices that fail as told, and hands."""

    def __init__(self, rooms: Rooms, parts: dict[str, Any]) -> None:
        self.rooms = rooms
        self.clock = parts["clock"]
        self.camera: FakeCamera = parts["camera"]
        self.microphone: Mock = parts["microphone"]
        self.printer: FakePrinter = parts["printer"]
        self.lights: FakeLights = parts["lights"]
        self.speaker: Mock = parts["speaker"]
        self.sensors: HandSwitches = parts["sensors"]
        self.power: BenchPower = parts["power"]
        self.disk: Disk = parts["disk"]
        self.city: VisitKey = parts["city"]
        self.workers: dict[str, HandWorker] = parts["workers"]
        self.conductor = Conductor(rooms)

    state = property(lambda self: self.conductor.state)
    session = property(lambda self: self.conductor.session)

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.rooms.spool.recording.iterdir())

    def touch(self, *events: str) -> None:
        """Each is "name" or "name:value"."""
        for event in events:
            name, _, value = event.partition(":")
            self.conductor.touch(UiEvent(name, value))
            self.look()

    def type(self, digits: str) -> None:
        self.touch(*(f"digit:{digit}" for digit in digits))

    def tick(self, seconds: float = 0.0) -> None:
        self.clock.forward(seconds)
        self.conductor.tick()
        self.look()

    def look(self) -> Any:
        """What the UI loop does after each frame: it must never raise."""
        presenter = self.conductor.presenter
        presenter.chrome(self.session, self.conductor.warning_s)
        return presenter.view(self.state, self.session)

    def work(self, *names: str) -> None:
        """Let the workers (all of them) do what is queued, and take their reports."""
        for _ in range(20):
            for name in names or tuple(self.workers):
                self.workers[name].close()
            self.conductor.tick()
            if all(self.workers[name].idle for name in names or tuple(self.workers)):
                break
        self.look()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a real thread (muxer, review)."""
        until(condition)

    def to_position(self) -> None:
        self.touch("touched", "chosen_language:ru", "appeal", "area_chosen:homes")
        self.touch("official_chosen:akhmetov")
        self.type("7011234567")
        self.touch("phone_given", "consented")
        assert self.state == "position"

    def to_recording(self) -> None:
        if self.state != "position":
            self.to_position()
        self.touch("ready")
        self.work()
        self.tick(3.0)
        self.work()
        assert self.state == "recording"

    def speak(self) -> None:
        """Wait until the muxer has taken what the camera delivered."""
        self.until(lambda: self.session.recorder is None or self.session.recorder.seconds > 0.9)

    def to_review(self) -> None:
        self.to_recording()
        self.speak()
        self.touch("stopped")
        self.work()
        assert self.state == "review"

    def to_receipt(self) -> None:
        self.to_review()
        self.touch("send_it")
        self.work()
        assert self.state == "receipt"


MakeBench = Callable[..., AbstractContextManager[Bench]]


@contextmanager
def _bench(
    folder: Path,
    clock: Clock,
    packets: list[VideoPacket],
    key: PrivateKey,
    directory: Directory | None,
    visit: VisitSettings,
) -> Iterator[Bench]:
    spool, city = Spool(folder), VisitKey()
    if directory is not None:
        Shelf(spool).put_directory(directory)
    central = CentralSettings(recipients=(city.recipient,), ask_recipient=city.recipient)
    parts: dict[str, Any] = {
        "clock": clock,
        "camera": FakeCamera(packets),
        "microphone": Mock(spec=Microphone, **{"healthy.return_value": True}),
        "printer": FakePrinter(),
        "lights": FakeLights(),
        "speaker": Mock(spec=Speaker),
        "sensors": HandSwitches(clock),
        "power": BenchPower(),
        "disk": Disk(),
        "city": city,
        "workers": {},
    }
    studio = Studio(lambda: parts["camera"], lambda: parts["microphone"], clock)
    desk = PrintDesk(parts["printer"])
    devices = Devices(
        studio, desk, parts["lights"], parts["speaker"], parts["sensors"], parts["power"]
    )
    registrar = Registrar(
        spool, booth="001", site="oskemen", key=key, recipients=central.recipients
    )
    settings = Settings(central=central, visit=visit)
    rooms = Rooms(settings, spool, registrar, key.public_key(), devices, clock)

    def worker(name: str, reports: Any) -> HandWorker:
        parts["workers"][name] = HandWorker(name, reports)
        return parts["workers"][name]

    real_sync, disk = durable._sync, parts["disk"]

    def sync(path: Path, flags: int) -> None:
        if disk.good == 0:
            raise StorageFailed(path, OSError(5, "Input/output error"))
        if disk.good is not None:
            disk.good -= 1
        real_sync(path, flags)

    with (
        patch.object(conductor_module, "Worker", worker),
        patch.dict(registration._SCRYPT, {"n": 16}),
        patch.object(durable, "_sync", sync),
    ):
        devices.start()
        bench = Bench(rooms, parts)
        bench.until(lambda: studio.has_camera and studio.has_microphone)
        bench.until(lambda: desk.status is not None)
        try:
            bench.work()
            yield bench
        finally:
            bench.conductor.close()
            devices.close()


@pytest.fixture
def make_bench(
    tmp_path: Path, clock: Clock, packets: list[VideoPacket], booth_key: PrivateKey
) -> MakeBench:
    """Makes benches: `make_bench(directory=..., walk_away="send")`."""

    def make(
        folder: Path = tmp_path / "spool",
        directory: Directory | None = _directory(),  # noqa: B008 - it is frozen
        **visit: Any,
    ) -> AbstractContextManager[Bench]:
        return _bench(folder, clock, packets, booth_key, directory, VisitSettings(**visit))

    return make


@pytest.fixture
def bench(make_bench: MakeBench) -> Iterator[Bench]:
    with make_bench() as made:
        yield made
