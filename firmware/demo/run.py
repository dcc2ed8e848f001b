"""`booth demo`: the window, the scripted citizen, and what is printed about them."""

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pygame
from rich.console import Console

from firmware import logs
from firmware.clock import SystemClock
from firmware.demo.bench import open_control, set_up_bench
from firmware.demo.bench_window import BenchWindow
from firmware.demo.installation import SEVEN_INCH, TEN_INCH, Installation, Wanted
from firmware.demo.journey import Journey
from firmware.demo.official import Official
from firmware.demo.proof import Summary
from firmware.errors import BoothError
from firmware.kiosk.display import Display
from firmware.kiosk.opening import open_devices, open_rooms
from firmware.kiosk.program import Kiosk
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.process import stopped_by_signal
from firmware.settings import ScreenSettings, Settings
from hw.bench.control import Control
from hw.bench.panel import BenchPanel
from hw.gpio_lights import MockLights

log = logging.getLogger(__name__)

BENCH_WIDTH = 420
TITLE_BAR = 60

_RESULTS = ("summary.json", "receipt.png", "clip.mp4", "answer.png")

EXIT_GOOD, EXIT_BAD = 0, 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    scripted: bool
    out: Path | None
    film: Path | None
    speak_s: float


class BadWish(BoothError, ValueError):
    """Something on the command line cannot be done."""


def run_demo(wish: Wish) -> int:
    """Run the demo to its end; the exit code is 0 only if a scripted visit proved itself."""
    if wish.film is not None and not wish.film.is_file():
        raise BadWish(f"--camera: there is no file {wish.film}")
    if not 1 <= wish.speak_s <= 110:
        raise BadWish("--speak: 1 to 110 seconds are allowed")
    has_display = _has_display()
    scripted = wish.scripted or not has_display
    if not has_display:
        os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    out = (wish.out or Path("demo-out")).resolve()
    folder = _fresh_folder(out)
    console = Console(stderr=False, highlight=False)
    logs.set_up("warning" if scripted else "info")
    console.print(
        f"[bold]Диалог[/]: one booth with its bench and a central, all in {out}", soft_wrap=True
    )
    wanted = Wanted(wish.film) if scripted else Wanted(wish.film, True, _panel(), "info")
    with _running(Installation(folder, wanted)) as (installation, settings):
        return Demo(installation, settings, console, out).run(scripted, wish.speak_s)


def _has_display() -> bool:
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _panel() -> ScreenSettings:
    """The largest panel that fits this desktop with the bench beside it."""
    pygame.display.init()
    width, height = pygame.display.get_desktop_sizes()[0]
    fits = width >= TEN_INCH.width + BENCH_WIDTH and height >= TEN_INCH.height + TITLE_BAR
    return TEN_INCH if fits else SEVEN_INCH


def _fresh_folder(out: Path) -> Path:
    """The installation's folder, empty; only what an earlier demo made is deleted."""
    folder = out / "installation"
    if folder.exists():
        if not (folder / "booth.toml").exists() and any(folder.iterdir()):
            raise BadWish(f"--out: {folder} is there and is not an earlier demo's")
        shutil.rmtree(folder)
    # What is left of an earlier run must not be taken for what this one proved.
    earlier = [*out.glob("screens/[0-9][0-9]-*.png"), *(out / name for name in _RESULTS)]
    for file in earlier:
        file.unlink(missing_ok=True)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def _running(
    installation: Installation,
) -> Iterator[tuple[Installation, Settings]]:
    try:
        yield installation, installation.start()
    finally:
        installation.stop()


class Demo:
    """The booth's window with its bench beside it."""

    def __init__(
        self, installation: Installation, settings: Settings, console: Console, out: Path
    ) -> None:
        self._installation = installation
        self._settings = settings
        self._console = console
        self._out = out
        self._clock = SystemClock()
        self._stop = stopped_by_signal()

    def run(self, scripted: bool, speak_s: float) -> int:
        """A scripted visit to its end, or a window until it is closed."""
        settings = self._settings
        with Display(settings.screen, aside=BENCH_WIDTH) as display:
            devices = open_devices(settings, self._clock, REVIEW_SIZE)
            lights = devices.lights
            assert isinstance(lights, MockLights)
            bench = set_up_bench(settings, devices, self._installation.roll, lights, self._clock)
            kiosk = Kiosk(open_rooms(settings, devices, self._clock), display)
            panel = BenchPanel((BENCH_WIDTH, settings.screen.height))
            window = BenchWindow(bench, panel, display, self._clock, buttons=not scripted)
            devices.start()
            try:
                if scripted:
                    journey = Journey(
                        self._installation, settings, kiosk, display, self._out, speak_s, self._stop
                    )
                    return self._scripted(journey, kiosk, window)
                with open_control(bench) as control:
                    return self._by_hand(kiosk, window, control)
            finally:
                kiosk.close()
                devices.close()

    def _by_hand(self, kiosk: Kiosk, window: BenchWindow, control: Control) -> int:
        data = self._out / "installation" / "central"
        command = f"  {Path(sys.executable).parent / 'central'} --data {data}"
        central = self._installation.central
        password = self._installation.open_desk()
        self._console.print(
            "The window is the booth: touch it with the mouse. Beside it are its lamps, its printer"
            "\nand what can be broken: click it, and again to mend it. From another terminal:"
            f"\n  {Path(sys.executable).parent / 'booth'} bench-panel --socket {control.path}"
            "\nAn official of this demo answers each appeal after a few seconds; come back with the"
            f"\nnumber and see. Meanwhile, in another terminal:"
            f"\n{command} appeals"
            f"\n{command} open NUMBER --out clip.mp4"
            f'\n{command} answer NUMBER "Your answer"'
            f"\nThe desk: {central.desk_address}, logins official and registrar,"
            f"\npassword {password}, and an app for one-time codes."
            f"\nThe citizens' page: {central.public_address}"
            "\nClose the window to end.",
            soft_wrap=True,
        )
        with Official(self._installation.central, self._console):
            kiosk.run(self._stop, window.after_frame)
        return EXIT_GOOD

    def _scripted(self, journey: Journey, kiosk: Kiosk, window: BenchWindow) -> int:
        begun = time.monotonic()

        def after_frame() -> None:
            window.after_frame()
            for line in journey.after_frame():
                self._console.print(f"{time.monotonic() - begun:6.1f} s  {line}")

        kiosk.run(self._stop, after_frame)
        return self._report(journey.summary(time.monotonic() - begun), journey.lost)

    def _report(self, summary: Summary, lost: str) -> int:
        summary.write(self._out / "summary.json")
        faults = ([lost] if lost else []) + summary.faults()
        for fault in faults:
            self._console.print(f"[red]not proved:[/] {fault}")
        if not faults:
            self._console.print(
                f"[green]The visit proved itself:[/] {summary.video_frames} frames,"
                f" sound off by {summary.av_offset_ms} ms, taken over by central"
                f" {summary.seconds_from_send_to_stored} s after “send”, answer shown."
            )
        self._console.print(
            f"Look at {self._out}: screens/, receipt.png, clip.mp4, summary.json", soft_wrap=True
        )
        return EXIT_BAD if faults else EXIT_GOOD
