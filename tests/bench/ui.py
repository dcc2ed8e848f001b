"""The figures of the screens: what a frame costs beside a bare blit, what an idle kiosk costs.

Frames are measured on SDL's dummy display: conversion and drawing, without
presenting, which the panel's own driver costs. The idle kiosk is a real `booth
kiosk` without devices: a camera costs what its driver does, not the screens.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pygame
from av.video.reformatter import VideoReformatter

from firmware import config
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page, Painter
from firmware.kiosk.screens import Screens
from firmware.kiosk.views import AttractView, Chrome, MenuView, RecordingView
from firmware.kiosk.widgets import Brush, Video
from firmware.kiosk.widgets.video import fill_box
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    MicrophoneSettings,
    PowerSettings,
    PrinterSettings,
    ScreenSettings,
    SensorsSettings,
    Settings,
)
from hw.camera import PreviewFrame
from tests.bench.figure import Figure

PANELS = {
    "1280x800": ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False),
    "1920x1080": ScreenSettings(width=1920, height=1080, width_mm=531, fullscreen=False),
}
FRAMES = 300
FRAME_MS = 40.0
LIVE = (640, 360)

IDLE_S = 10.0
IDLE_CPU_PERCENT = 1.0
IDLE_RSS_MB = 110.0
OWN_COST = 1.5

# What the notes give for pibooth on the same kind of machine.
PIBOOTH_CPU_PERCENT = 1.1
PIBOOTH_RSS_MB = 56.0


def figures() -> list[Figure]:
    """Frames of both panels, then the idle kiosk."""
    found: list[Figure] = []
    for name, settings in PANELS.items():
        found += _frames(name, Layout(settings))
    return found + _idle()


@dataclass(frozen=True)
class Timing:
    """Milliseconds of many turns."""

    each: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.each)

    @property
    def p99(self) -> float:
        """Only one in a hundred takes longer."""
        return statistics.quantiles(self.each, n=100)[98]


def _timed(*works: Callable[[int], object]) -> list[Timing]:
    """Each piece of work many times, in turns, so that other load hits all of them alike."""
    each: list[list[float]] = [[] for _ in works]
    for number in range(-20, FRAMES):
        for work, taken in zip(works, each, strict=True):
            begun = time.perf_counter()
            work(number)
            if number >= 0:
                taken.append((time.perf_counter() - begun) * 1000)
    return [Timing(taken) for taken in each]


def _frames(name: str, layout: Layout) -> list[Figure]:
    pygame.font.init()
    surface = pygame.Surface(layout.screen[2:], 0, 32)
    ground = surface.copy()
    full, idle, recording = _Full(surface, layout), _Idle(surface, layout), _Live(surface, layout)
    bare_live = _BareLive(surface, recording.video)

    def blit(_: int) -> None:
        surface.blit(ground, (0, 0))

    plain, whole, still, live, bare = _timed(blit, full, idle, recording, bare_live)
    found = []
    for what, timing, beside in (
        ("full", whole, plain),
        ("idle", still, plain),
        ("recording", live, bare),
    ):
        # A frame has 40 ms; a Raspberry Pi 4 is five times slower than a PC (notes).
        found += [
            Figure(f"ui.{what}_ms.{name}", timing.median, "ms", beside.median, FRAME_MS / 5),
            Figure(f"ui.{what}_p99_ms.{name}", timing.p99, "ms", beside.p99, FRAME_MS / 2.5),
        ]
    own = live.median / bare.median
    return [*found, Figure(f"ui.recording_own_cost.{name}", own, "x", 1.0, OWN_COST)]


class _Full:
    """The menu, painted whole."""

    def __init__(self, surface: pygame.Surface, layout: Layout) -> None:
        self._painter = Painter(Brush(surface, layout))
        screens = Screens(layout)
        self._pages = [
            screens.page(state, view, Chrome())
            for state, view in (("menu", MenuView()), ("attract", AttractView()))
        ]

    def __call__(self, number: int) -> None:
        self._painter.paint(self._pages[number % 2])


class _Idle:
    """The attract screen while nothing changes: view, page, and the look for differences."""

    def __init__(self, surface: pygame.Surface, layout: Layout) -> None:
        self._painter = Painter(Brush(surface, layout))
        self._screens = Screens(layout)

    def __call__(self, _: int) -> None:
        self._painter.paint(self._screens.page("attract", AttractView(), Chrome()))


class _Live:
    """The recording screen: each turn a new picture and a new level, each second a new time."""

    def __init__(self, surface: pygame.Surface, layout: Layout) -> None:
        self._painter = Painter(Brush(surface, layout))
        self._screens = Screens(layout)
        self.page = self._page(0)

    def _page(self, number: int) -> Page:
        elapsed = max(0, number) / 25
        view = RecordingView(
            seconds_left=120 - int(elapsed),
            elapsed_s=elapsed,
            preview=_frame(number),
            level_db=-30.0 + number % 7,
        )
        return self._screens.page("recording", view, Chrome())

    @property
    def video(self) -> Video:
        """The place of the live picture."""
        return next(one for one in self.page.widgets if isinstance(one, Video))

    def __call__(self, number: int) -> None:
        self._painter.paint(self._page(number))


class _BareLive:
    """The same picture at the same place: converted, scaled, mirrored and blitted, no more."""

    def __init__(self, surface: pygame.Surface, video: Video) -> None:
        self._surface = surface
        self._box = fill_box(video.box, *LIVE)
        self._mirrored = video.mirrored
        self._reformatter = VideoReformatter()

    def __call__(self, number: int) -> None:
        size = (self._box.w, self._box.h)
        bgra = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(_frame(number).i420, format="yuv420p"),
            width=size[0],
            height=size[1],
            format="bgra",
            interpolation="BILINEAR",
        )
        picture = pygame.image.frombuffer(bgra.to_ndarray().tobytes(), size, "BGRA")
        if self._mirrored:
            picture = pygame.transform.flip(picture, True, False)
        picture.set_alpha(None)
        self._surface.blit(picture, self._box[:2])


def _frame(number: int) -> PreviewFrame:
    return PreviewFrame(_PICTURES[number % len(_PICTURES)], *LIVE, ts_us=number * 40_000)


_PICTURES = [
    np.random.default_rng(seed).integers(16, 235, (LIVE[1] * 3 // 2, LIVE[0]), np.uint8)
    for seed in range(4)
]


def _idle() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        toml = _booth(Path(name))
        environment = os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        command = [sys.executable, "-m", "firmware.cli", "kiosk", "--config", str(toml)]
        kiosk = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            time.sleep(5)
            before, begun = _cpu_s(kiosk.pid), time.monotonic()
            time.sleep(IDLE_S)
            share = (_cpu_s(kiosk.pid) - before) / (time.monotonic() - begun) * 100
            rss = _rss_mb(kiosk.pid)
        finally:
            kiosk.terminate()
            kiosk.wait(20)
    return [
        Figure("ui.idle_cpu_percent", share, "%", PIBOOTH_CPU_PERCENT, IDLE_CPU_PERCENT),
        Figure("ui.idle_rss_mb", rss, "MB", PIBOOTH_RSS_MB, IDLE_RSS_MB),
    ]


def _cpu_s(pid: int) -> float:
    """Seconds of CPU of all threads, by the scheduler's nanoseconds (proc(5), schedstat)."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _rss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _booth(folder: Path) -> Path:
    """The booth.toml of a kiosk with no device to be found."""
    (folder / "central.pem").write_bytes(public_pem(make_key(folder / "central.key")))
    recipient = VisitKey().recipient
    settings = Settings(
        booth=BoothSettings(keys=str(folder / "keys"), spool=str(folder / "spool")),
        central=CentralSettings(
            recipients=(recipient,),
            ask_recipient=recipient,
            signing_key=str(folder / "central.pem"),
        ),
        screen=PANELS["1280x800"],
        camera=CameraSettings(driver="webcam", device=str(folder / "no-camera")),
        microphone=MicrophoneSettings(driver="alsa", pcm="plughw:CARD=NoSuchCard"),
        printer=PrinterSettings(driver="none"),
        lights=LightsSettings(driver="none"),
        sensors=SensorsSettings(driver="none"),
        power=PowerSettings(driver="none"),
    )
    toml = folder / "booth.toml"
    toml.write_text(config.render(settings), encoding="utf-8")
    return toml
