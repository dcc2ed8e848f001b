"""The bench of the demo: its window's buttons, and its panel in a terminal."""

import os
import tempfile
from pathlib import Path

import pygame
import pytest

from firmware.cli import main
from firmware.clock import SystemClock
from firmware.demo.bench import open_control, set_up_bench
from firmware.demo.bench_window import BenchWindow
from firmware.kiosk.devices import Devices, PrintDesk, Studio
from firmware.kiosk.display import Display
from firmware.settings import CameraSettings, MicrophoneSettings, ScreenSettings, Settings
from hw.bench.bench import Bench
from hw.bench.control import Control
from hw.bench.panel import BenchPanel
from hw.bench.paper import PaperRoll
from hw.errors import DeviceNotFound
from hw.escpos import NoPrinter
from hw.gpio_lights import MockLights
from hw.lights import NoLights
from hw.speaker import Mute

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
SCREEN = ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)
STRIP = 420


class Clock(SystemClock):
    """Stands still until it is moved."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def roll():
    roll = PaperRoll()
    yield roll
    roll.close()


@pytest.fixture
def lights():
    lights = MockLights()
    yield lights
    lights.close()


@pytest.fixture
def display():
    with Display(SCREEN, aside=STRIP) as display:
        display.taps()
        yield display


@pytest.fixture
def place():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "bench.sock"


def button(panel: BenchPanel, name: str) -> tuple[int, int]:
    points = ((x, y) for x in range(0, STRIP, 5) for y in range(0, SCREEN.height, 5))
    on_it = [point for point in points if panel.fault_at(point) == name]
    return on_it[len(on_it) // 2 + 1]


def click(display: Display, pos: tuple[int, int]) -> None:
    at = (pos[0] + SCREEN.width, pos[1])
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        pygame.event.post(pygame.event.Event(kind, pos=at, button=1, touch=False))
    display.taps()


def test_a_click_pulls_the_paper_out_and_the_next_puts_it_back(roll, lights, display) -> None:
    bench, panel = Bench(roll, lamps=lights), BenchPanel((STRIP, SCREEN.height))
    window = BenchWindow(bench, panel, display, Clock())
    window.after_frame()
    at = button(panel, "paper-out")
    for thrown in (True, False):
        before = display.aside.copy()
        click(display, at)
        window.after_frame()
        assert bench.is_thrown("paper-out") is thrown
        assert display.aside.get_at(at) != before.get_at(at)  # seen at once


def test_a_click_beside_the_buttons_breaks_nothing(roll, lights, display) -> None:
    bench = Bench(roll, lamps=lights)
    window = BenchWindow(bench, BenchPanel((STRIP, SCREEN.height)), display, Clock())
    window.after_frame()
    click(display, (STRIP - 1, SCREEN.height - 1))
    window.after_frame()
    assert not any(bench.state().faults.values())


def test_without_hands_there_are_no_buttons(roll, lights, display) -> None:
    panel = BenchPanel((STRIP, SCREEN.height))
    BenchWindow(Bench(roll, lamps=lights), panel, display, Clock(), buttons=False).after_frame()
    with pytest.raises(IndexError):
        button(panel, "paper-out")


def devices() -> Devices:
    def nothing() -> None:
        raise DeviceNotFound("camera", "none")

    studio = Studio(nothing, nothing, SystemClock())
    return Devices(studio, PrintDesk(NoPrinter()), NoLights(), Mute())


def test_the_booth_works_with_the_cameras_that_the_bench_breaks(roll, lights) -> None:
    simulated = Settings(
        camera=CameraSettings(driver="simulated"), microphone=MicrophoneSettings(driver="simulated")
    )
    booth = devices()
    bench = set_up_bench(simulated, booth, roll, lights, SystemClock())
    assert booth.studio._open_camera() is booth.studio._open_camera() is bench.camera
    assert booth.studio._open_microphone() is bench.microphone
    assert {"paper-out", "camera-dark", "microphone-silent"} <= set(bench.faults)


def test_a_webcam_cannot_be_broken_but_the_printer_can(roll, lights) -> None:
    webcam, booth = Settings(camera=CameraSettings(driver="webcam")), devices()
    before = booth.studio
    bench = set_up_bench(webcam, booth, roll, lights, SystemClock())
    assert booth.studio is before
    assert "paper-out" in bench.faults
    assert "camera-dark" not in bench.faults


def test_a_second_demo_listens_beside_the_first(roll, place, monkeypatch) -> None:
    monkeypatch.setattr("firmware.demo.bench.default_socket", lambda: place)
    with open_control(Bench(roll)) as first, open_control(Bench(roll)) as second:
        assert first.path == place
        assert second.path != first.path


def test_the_panel_throws_mends_and_shows(roll, lights, place, capsys) -> None:
    bench = Bench(roll, lamps=lights)
    with Control(bench, place):
        assert main(["bench-panel", "--socket", str(place), "paper-out", "cover-open"]) == 0
        assert bench.is_thrown("paper-out")
        assert bench.is_thrown("cover-open")
        shown = capsys.readouterr().out
        assert shown.count("thrown") == 2
        assert "recording" in shown
        assert main(["bench-panel", "--socket", str(place), "--mend", "paper-out"]) == 0
        assert not bench.is_thrown("paper-out")
        assert bench.is_thrown("cover-open")
        assert main(["bench-panel", "--socket", str(place), "--mend"]) == 0
        assert not any(bench.state().faults.values())


def test_a_fault_that_is_not_there_is_code_2_with_those_there_are(roll, place, capsys) -> None:
    with Control(Bench(roll), place):
        assert main(["bench-panel", "--socket", str(place), "paper-ou"]) == 2
    assert "no fault 'paper-ou'; there are paper-out" in capsys.readouterr().err


def test_no_bench_is_code_1(place, capsys) -> None:
    assert main(["bench-panel", "--socket", str(place)]) == 1
    assert f"no bench answers on {place}" in capsys.readouterr().err
