"""One life of the booth under test: from its start until it is killed.

The kiosk, conductor, workers, recorder, spool, recovery and registrar are the
real ones; camera, microphone and printer are the bench's. What a person could
know is told to the harness the moment it is on the screen, by a pipe that does
not lie on the storage under test.
"""

import json
import math
import os
import random
import re
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from unittest.mock import patch

os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a forked process must have no threads

from firmware import logs
from firmware.demo.citizen import Lost, Script, Steps
from firmware.kiosk import program
from firmware.kiosk.box import Box
from firmware.kiosk.display import Display
from firmware.kiosk.opening import kiosk_lock, open_devices, open_rooms
from firmware.kiosk.page import Page
from firmware.kiosk.program import Kiosk
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.kiosk.views import MenuView
from firmware.recording import sealer
from firmware.settings import Settings
from firmware.spool import registration
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.shelf import Shelf
from tests.faults.cuts import citizens
from tests.faults.cuts.directory import PHOTOS, made_directory
from tests.faults.cuts.rush import RushClock
from tests.faults.register_once import take_out

_NUMBER = re.compile(r"(?<!\d)\d{4}(?:[\s\u00a0-]?\d{4}){3}(?!\d)")

_TYPED_ON = ("number", "asking", "answer")
"""Screens of a number that the citizen has brought along."""

# In seconds of the booth's clock, however fast that goes.
_FRAME_S = 0.02
_PATIENCE_S = 100.0
_STRAYS = 3


@dataclass(frozen=True)
class Order:
    """What kind of life: where, with which citizens, and what is broken in the build."""

    settings: Settings
    seed: int
    log: Path
    temporary: Path
    rush: float = 10.0
    """How many times faster the booth's clock goes, but while it records."""
    speak_s: tuple[float, float] = (0.32, 0.5)
    looks_up: bool = False
    """Whether citizens also come for an answer."""
    visits: int = 0
    """How many citizens come; 0: until the end."""
    without: str = ""
    """The fsync that is taken out of the build: a step of register_once."""


class Told:
    """The pipe to the harness: events, each once, at once."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def say(self, event: str, value: str = "") -> None:
        """Returns when it has left this process."""
        self._pipe.send_bytes(json.dumps([event, value]).encode())


class SeenDisplay(Display):
    """A display whose numbers are told before they are seen: what a cut hides was given too."""

    told: Told
    kiosk: Kiosk | None = None
    _known: frozenset[tuple[int, str]] = frozenset()

    def present(self, boxes: list[Box] | None = None) -> None:
        if self.kiosk is not None and self.kiosk.page.name not in _TYPED_ON:
            self._tell(self.kiosk.page, self.kiosk.conductor.session.visit)
        super().present(boxes)

    def _tell(self, page: Page, visit: int) -> None:
        found = {(visit, number) for number in numbers_on(page)}
        for _, number in found - self._known:
            self.told.say("number", number)
        self._known |= found


def numbers_on(page: Page) -> frozenset[str]:
    """The registration numbers that are written on a page."""
    texts = (str(getattr(widget, "text", "")) for widget in page.all)
    found = (hit for text in texts for hit in _NUMBER.findall(text))
    return frozenset(re.sub(r"\D", "", hit) for hit in found)


def live(order: Order, pipe: Connection) -> None:
    """Run the booth until it is killed, or its citizens have all been there."""
    told = Told(pipe)
    told.say("begun")
    _settle_in(order)
    clock, stop = RushClock(order.rush), Event()
    only = kiosk_lock(order.settings)
    with (
        patch.dict(registration._SCRYPT, {"n": 2**10}),
        patch.multiple(program, FRAME_S=_FRAME_S, IDLE_FRAME_S=_FRAME_S),
        SeenDisplay(order.settings.screen) as display,
    ):
        display.told = told
        devices = open_devices(order.settings, clock, REVIEW_SIZE)
        rooms = open_rooms(order.settings, devices, clock)
        _bring_directory(rooms, online=order.looks_up)
        kiosk = display.kiosk = Kiosk(rooms, display)
        devices.start()
        told.say("ready")
        steps = citizens.Quick(kiosk, display, clock, _PATIENCE_S, glance_s=0.35, type_s=0.0)
        script = _crowd(order, steps, told)
        state = ""

        def after_frame() -> None:
            nonlocal state
            if kiosk.conductor.state != state:
                state = kiosk.conductor.state
                clock.go(1.0 if state == "recording" else order.rush)
                told.say("state", state)
            if next(script, "over") == "over":
                stop.set()

        kiosk.run(stop, after_frame)
        kiosk.close()
        devices.close()
    only.release()
    told.say("over")


def _settle_in(order: Order) -> None:
    """Log and temporary files go where the harness looks for what must not be there."""
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    tempfile.tempdir = os.environ["TMPDIR"] = str(order.temporary)
    os.chdir(order.temporary)
    logs.set_up("debug")
    if order.without:
        take_out(order.without)
    if order.without == "clip.age":
        # The last of those while recording may by chance be that of the whole clip.
        sealer.SYNC_EVERY_S = math.inf


def _bring_directory(rooms: Rooms, *, online: bool) -> None:
    """What the uplink would have brought."""
    shelf = Shelf(rooms.spool)
    if shelf.version() == 0:
        for photo in PHOTOS:
            shelf.put_photo(photo)
        shelf.put_directory(made_directory(rooms.settings.booth.site))
    if online:
        UplinkMailbox(rooms.spool).set_online(True)


def _crowd(order: Order, steps: Steps, told: Told) -> Script:
    chance = random.Random(order.seed)
    conductor = steps.kiosk.conductor
    visits = strays = 0
    while order.visits == 0 or visits < order.visits:
        try:
            yield from steps.until(lambda: _takes_appeals(steps), "a booth that takes appeals")
            yield from citizens.appeal(steps, chance, order.speak_s, told.say)
            if order.looks_up:
                yield from citizens.look_up(steps, order.settings.booth.id, told.say)
        except Lost as error:
            # On a machine under load the hurried clock ends a visit, as it ends any that idles.
            strays += 1
            told.say("lost" if strays > _STRAYS else "stray", str(error))
            yield from steps.until(lambda: conductor.state == "attract", "the next visit")
            continue
        visits += 1
        told.say("visit", str(visits))


def _takes_appeals(steps: Steps) -> bool:
    """Whether the menu will offer one: a visit keeps the directory that it began with."""
    conductor = steps.kiosk.conductor
    menu = conductor.presenter.view("menu", conductor.session)
    return isinstance(menu, MenuView) and menu.appeal
