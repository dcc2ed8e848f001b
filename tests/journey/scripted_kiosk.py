"""The kiosk in a process of its own, with a scripted citizen before it.

Usage: python -m tests.journey.scripted_kiosk BOOTH_TOML SECONDS [NUMBER]. Prints a JSON
line for every screen, and one with the number once the citizen holds the slip. Given a
NUMBER the citizen comes for its answer instead: a line says what the screen does, and its
picture is left beside BOOTH_TOML. Ends after one visit. But while it records, the booth's
clock goes faster than the world's.
"""

import json
import sys
from pathlib import Path
from threading import Event

import pygame

from firmware import config, logs
from firmware.demo import citizen
from firmware.demo.citizen import Script, Steps
from firmware.kiosk.display import Display
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.program import Kiosk
from firmware.kiosk.takes import REVIEW_SIZE
from tests.faults.cuts.rush import RushClock

RUSH = 4.0


def say(**words: str) -> None:
    print(json.dumps(words), flush=True)


def visit(steps: Steps, seconds: float) -> Script:
    conductor = steps.kiosk.conductor
    yield from citizen.arrive(steps)
    directory = conductor.session.directory
    assert directory is not None
    official = directory.officials[0]
    yield from citizen.make_appeal(steps, official.id, official.area, "7011234567", seconds)
    registered = conductor.session.registered
    assert registered is not None
    session = conductor.session
    yield from citizen.wait_for_slip(steps)
    say(number=registered.number, id=registered.id, slip=session.slip)
    yield from citizen.take_slip(steps)


def come_back(steps: Steps, number: str, picture: Path) -> Script:
    yield from citizen.arrive(steps)
    yield from citizen.look_for_answer(steps, number)
    pygame.image.save(pygame.display.get_surface(), str(picture))
    answer = steps.kiosk.conductor.session.answer
    say(status=str(answer.status), text=answer.text)
    yield from citizen.leave(steps)


def main(file: Path, seconds: float, number: str) -> None:
    settings = config.load(file)
    logs.set_up("warning")
    clock, stop = RushClock(RUSH), Event()
    with Display(settings.screen) as display:
        devices = open_devices(settings, clock, REVIEW_SIZE)
        kiosk = Kiosk(open_rooms(settings, devices, clock), display)
        devices.start()
        steps = Steps(kiosk, display, clock, glance_s=0.35, type_s=0.05)
        picture = file.with_name("answer.png")
        script = come_back(steps, number, picture) if number else visit(steps, seconds)
        seen = ""

        def after_frame() -> None:
            nonlocal seen
            if kiosk.conductor.state != seen:
                seen = kiosk.conductor.state
                clock.go(1.0 if seen == "recording" else RUSH)
                say(screen=seen)
            if next(script, "over") == "over":
                stop.set()

        kiosk.run(stop, after_frame)
        kiosk.close()
        devices.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
