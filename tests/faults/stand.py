"""A whole kiosk over the bench's own devices: real screens, workers, spool, recorder and printer.

Only time is in the test's hands: the clock goes by itself and jumps when the
test says so, and the watches of the devices look when the test lets time pass.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import PrivateKey
from firmware.kiosk import devices as devices_module
from firmware.kiosk.devices import Devices, PrintDesk, Studio, Watched
from firmware.kiosk.display import Display
from firmware.kiosk.program import Kiosk
from firmware.kiosk.rooms import Rooms
from firmware.recording import sealer
from firmware.settings import (
    CameraSettings,
    CentralSettings,
    ScreenSettings,
    Settings,
    VoiceSettings,
)
from firmware.spool import durable, registration
from firmware.spool.errors import StorageFailed
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.recovery import recover
from firmware.spool.registration import Registrar
from firmware.spool.room import Room, Usage
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from hw import escpos, gpio_lights, pins
from hw.bench.bench import Bench
from hw.bench.camera import SimulatedCamera
from hw.bench.faults import Fault
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.paper import PaperRoll
from hw.bench.power import BenchPower
from hw.bench.switches import Switches
from hw.escpos import EscposPrinter
from hw.gpio_lights import MockLights
from hw.sensors import Contact
from hw.speaker import Mute
from tests.faults.broken import Chip, Disk
from tests.firmware.kiosk.visits.conftest import _directory

PATIENCE_S = 20.0
SCREEN = ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)
PICTURE = CameraSettings(driver="simulated", width=320, height=180, fps=25, bitrate=300_000)
SETTINGS = Settings(screen=SCREEN, camera=PICTURE, voice=VoiceSettings(driver="none"))
PREVIEW = (320, 180)
BAUD = 921_600
HELD_S = 0.4
"""A printer that takes nothing for so long ends its job; the driver's own patience is 5 s."""

DEADLINE_S = 3.0
"""Of a slip; the driver's own is 30 s."""

RETRY_S = 0.02
NOTICED_S = 3.1
"""After so long a watch has found out what happened."""

PRINTER_FAULTS = ("printer", "paper", "cover", "cutter")


@dataclass
class JumpClock:
    """The machine's clock, ahead by what the test has let pass."""

    ahead_s: float = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead_s

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)

    def trusted(self) -> bool:
        return True

    def forward(self, seconds: float) -> None:
        self.ahead_s += seconds


class HandWatched(Watched):
    """Looks after its device when the test lets time pass, in the test's thread."""

    def start(self) -> None:
        self.look()

    def look(self) -> None:
        self._beat()


@dataclass
class Stand:
    """The booth, its bench, and everything that can be thrown."""

    kiosk: Kiosk
    display: Display
    rooms: Rooms
    bench: Bench
    clock: JumpClock
    disk: Disk
    power: BenchPower
    sensors: Switches
    lights: MockLights
    roll: PaperRoll
    camera: SimulatedCamera
    microphone: SimulatedMicrophone
    city: VisitKey
    faults: dict[str, Fault]
    thrown: set[str]

    conductor = property(lambda self: self.kiosk.conductor)
    session = property(lambda self: self.kiosk.conductor.session)
    state = property(lambda self: self.kiosk.conductor.state)
    studio = property(lambda self: self.rooms.devices.studio)

    def throw(self, name: str) -> None:
        self.faults[name].throw()
        if self.faults[name].mend is not None:
            self.thrown.add(name)

    def mend(self, name: str) -> None:
        mend = self.faults[name].mend
        assert mend is not None
        mend()
        self.thrown.discard(name)

    def mend_all(self) -> None:
        for name in sorted(self.thrown):
            self.mend(name)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Let the kiosk go on until it is so."""
        waiter, deadline = threading.Event(), time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, self._lost(what)
            self.kiosk.frame()
            waiter.wait(0.004)

    def _lost(self, what: str) -> str:
        devices = self.rooms.devices
        page = [getattr(one, "text", "") for one in self.kiosk.page.all]
        return f"{self.state}: waited in vain for {what}; {devices.printer.status}; {page}"

    def pass_time(self, seconds: float) -> None:
        """Let time pass for everything; what works has then delivered anew."""
        self.jump(seconds)
        self.look_after()
        self.kiosk.frame()

    def jump(self, seconds: float) -> None:
        """Move the clock; the kiosk looks only when what works has delivered anew."""
        self.clock.forward(seconds)
        self._hear()

    def look_after(self) -> None:
        """What the watches do every three seconds."""
        for watch in self.studio._watch:
            watch.look()
        self._hear()

    def break_(self, *names: str) -> None:
        """Throw those faults, and let the booth notice."""
        for name in names:
            self.throw(name)
        self.pass_time(NOTICED_S)
        if {"camera-stalled", "microphone-silent"} & set(names):
            # A frame that was under way may still have come; silence is no fault at once.
            self.pass_time(NOTICED_S)
        if any(name.startswith(PRINTER_FAULTS) for name in names):
            self.look_at_printer()
        self.until(lambda: self.conductor.presenter.has_room is not self.disk.full, "the room")

    def recover(self) -> None:
        """Mend everything; the booth finds out by itself."""
        self.mend_all()
        presenter = self.conductor.presenter

        def ready() -> bool:
            self.pass_time(NOTICED_S)
            self.look_at_printer()
            return presenter.ready(self.session)

        self.until(ready, "a booth that is whole again")

    def look_at_printer(self) -> None:
        """What its watch does every five seconds."""
        self.rooms.devices.printer._watch.look()
        self.kiosk.frame()

    def _hear(self) -> None:
        """Wait for picture and sound where they can come; the kiosk does not look meanwhile."""
        waiter, deadline = threading.Event(), time.monotonic() + PATIENCE_S
        while not all(self._fresh()):
            assert time.monotonic() < deadline, "a device that works delivers nothing"
            waiter.wait(0.002)

    def _fresh(self) -> Iterator[bool]:
        dead = {"camera-unplugged", "camera-stalled"} & self.thrown
        yield bool(dead) or self.studio._camera.device is None or self.camera.healthy()
        dead = {"microphone-unplugged"} & self.thrown
        yield bool(dead) or self.studio._microphone.device is None or self.microphone.healthy()


def _more_faults(power: BenchPower, sensors: Switches) -> Iterator[Fault]:
    """Of the devices that the bench has no table for."""
    yield Fault("mains-gone", "a power cut", power.cut, lambda: power.cut(mains=True))
    yield Fault("sensors-vanish", "their pins", sensors.unplug, sensors.plug)
    yield Fault(
        "door-sticks",
        "the door is always open",
        lambda: sensors.release(Contact.DOOR),
        lambda: sensors.press(Contact.DOOR),
    )
    yield Fault("help-bounces", "a worn contact", lambda: sensors.bounce(Contact.HELP, 2), None)
    yield Fault(
        "next-sticks",
        "a button held for ever",
        lambda: sensors.stick(Contact.NEXT),
        lambda: (sensors._jammed.clear(), sensors.release(Contact.NEXT))[1],
    )


@contextmanager
def stand(
    folder: Path,
    key: PrivateKey,
    city: VisitKey,
    absent: tuple[str, ...] = (),
    settings: Settings = SETTINGS,
    live: bool = False,
) -> Iterator[Stand]:
    """A booth whose devices in `absent` (faults) are broken before it starts.

    `live`: its watches and the patience of its drivers are as in a booth.
    """
    with ExitStack() as stack:
        clock, disk, chip = JumpClock(), Disk(), Chip()
        _patch(stack, disk, chip, live)
        roll = PaperRoll(baud=BAUD, clock=clock.monotonic)
        stack.callback(roll.close)
        picture = settings.camera
        camera = SimulatedCamera(
            picture.width, picture.height, picture.fps, picture.bitrate, PREVIEW, clock.monotonic
        )
        microphone = SimulatedMicrophone(clock.monotonic)
        power = BenchPower(clock=clock.monotonic)
        sensors = Switches(clock=clock.monotonic)
        for contact in (Contact.PRESENCE, Contact.DOOR):
            sensors.press(contact)
        for device in (power, sensors):
            stack.callback(device.close)
        bench = Bench(roll, camera, microphone)
        faults = dict(bench.faults)
        for found in (disk.faults(), chip.faults(), _more_faults(power, sensors)):
            faults |= {fault.name: fault for fault in found}
        for name in absent:
            faults[name].throw()
        lights = MockLights()
        stack.callback(lights.close)
        devices = Devices(
            Studio(lambda: camera, lambda: microphone, clock),
            PrintDesk(EscposPrinter(str(roll.port), BAUD, clock=clock.monotonic)),
            lights,
            Mute(),
            sensors,
            power,
        )
        rooms = _rooms(folder, key, city, devices, clock, settings)
        display = stack.enter_context(Display(settings.screen))
        kiosk = Kiosk(rooms, display)
        devices.start()
        stack.callback(devices.close)
        stack.callback(kiosk.close)
        bench_ = Stand(
            kiosk, display, rooms, bench, clock, disk, power, sensors, lights, roll, camera,
            microphone, city, faults, set(absent),
        )  # fmt: skip
        bench_._hear()
        bench_.until(lambda: bench_.session.directory is not None, "the directory")
        stack.callback(bench_.mend_all)
        yield bench_


def _patch(stack: ExitStack, disk: Disk, chip: Chip, live: bool) -> None:
    real_write, real_sync = sealer._SyncedFile.write, durable._sync
    real_look = Room.look

    def write(self: Any, data: bytes) -> int:
        if disk.write_error:
            raise OSError(disk.write_error, "the disk of the test")
        threading.Event().wait(disk.slow_s)
        return real_write(self, data)

    def sync(path: Path, flags: int) -> None:
        if disk.sync_error:
            raise StorageFailed(path, OSError(disk.sync_error, "the disk of the test"))
        real_sync(path, flags)

    def look(self: Any, now: datetime) -> Usage:
        usage = real_look(self, now)
        return replace(usage, clips=0) if disk.full else usage

    changes: list[tuple[object, str, object]] = [
        (sealer._SyncedFile, "write", write),
        (durable, "_sync", sync),
        (Room, "look", look),
        (pins, "_make", chip.make),
    ]
    if not live:
        changes += [
            (devices_module, "Watched", HandWatched),
            (gpio_lights, "RETRY_S", RETRY_S),
            (gpio_lights, "LOOK_S", RETRY_S),
            (escpos, "HELD_AT_MOST_S", HELD_S),
            (escpos, "LEAST_DEADLINE_S", DEADLINE_S),
            (escpos, "SPARE_S", DEADLINE_S),
        ]
    for target, name, value in changes:
        stack.enter_context(patch.object(target, name, value))
    stack.enter_context(patch.dict(registration._SCRYPT, {"n": 16}))


def _rooms(
    folder: Path,
    key: PrivateKey,
    city: VisitKey,
    devices: Devices,
    clock: JumpClock,
    settings: Settings,
) -> Rooms:
    spool = Spool(folder)
    recover(spool, key.public_key())
    Shelf(spool).put_directory(_directory())
    UplinkMailbox(spool).set_online(True)
    central = CentralSettings(recipients=(city.recipient,), ask_recipient=city.recipient)
    registrar = Registrar(
        spool, booth="001", site="oskemen", key=key, recipients=central.recipients
    )
    settings = msgspec.structs.replace(settings, central=central)
    return Rooms(settings, spool, registrar, key.public_key(), devices, clock)
