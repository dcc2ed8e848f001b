"""The thread that draws waits for nothing: no file, no database, no device, no other thread."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from firmware.appeals import number as numbers
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens import build
from firmware.kiosk.views import Chrome, MenuView
from firmware.kiosk.visit import LIMITS
from firmware.settings import ScreenSettings
from tests.firmware.kiosk.visits import videos

TELLTALE = ("open", "sqlite3.", "socket.", "subprocess.", "os.", "shutil.")


class Ears:
    """Hears what the interpreter is asked to do while it listens. A hook cannot be taken away."""

    def __init__(self) -> None:
        self.listening = False
        self.heard: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.listening or threading.current_thread() is not threading.main_thread():
            return
        if event.startswith(TELLTALE):
            self.heard.append(f"{event} {arguments[:1]}")


EARS = Ears()


@contextmanager
def _drawing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real_join = threading.Thread.join

    def join(thread: threading.Thread, timeout: float | None = None) -> None:
        if threading.current_thread() is threading.main_thread():
            EARS.heard.append("join")
        else:
            real_join(thread, timeout)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "join", join)
        EARS.listening = True
        try:
            yield
        finally:
            EARS.listening = False


def appeal(bench, at_screen) -> None:
    """One visit; only what the screen's thread does happens inside `at_screen`."""

    def do(*events: str, seconds: float = 0) -> None:
        with at_screen():
            bench.touch(*events)
            bench.tick(seconds)
        bench.work()

    do("touched")
    do("chosen_language:ru", "appeal", "area_chosen:homes", "official_chosen:akhmetov")
    do(*(f"digit:{digit}" for digit in "7011234567"))
    do("phone_given", "consented", "ready")
    do(seconds=3)
    bench.speak()
    do("stopped")
    do("play")
    do("pause")
    do("play")
    do("again")
    do(seconds=3)
    bench.speak()
    do("stopped")
    do("play")
    do("send_it")
    assert bench.state == "receipt"
    do("print_again", seconds=3)
    do("slip_taken")
    do(seconds=LIMITS["thanks"])
    assert bench.state == "attract"


def question(bench, at_screen, number: str) -> None:
    with at_screen():
        bench.touch("touched", "chosen_language:ru", "see_answer")
        bench.type(number)
        bench.touch("number_given")
    bench.work()
    with at_screen():
        bench.tick(9)
        bench.touch("cancel")
    bench.work()


def video(bench, at_screen, key, film: bytes) -> None:
    """An answer with a video that is watched, paused, begun anew and left in the middle."""
    with at_screen():
        videos.ask(bench)
    bench.work()
    uplink = videos.reply(bench, key, film)
    with at_screen():
        bench.tick(0.2)
    bench.work()
    with at_screen():
        bench.tick()
    uplink.bring(0.7)
    with at_screen():
        bench.touch("watch")
    bench.until(lambda: bench.look().picture is not None)
    with at_screen():
        for _ in range(20):
            bench.tick(0.04)
        bench.touch("pause", "play", "replay", "back", "watch")
    uplink.finish()
    with at_screen():
        bench.tick(0.04)
        bench.touch("cancel")
    bench.work()
    assert bench.state == "attract"


def spoken_information(bench, at_screen) -> None:
    """The voice is on, and a slip is held before the camera."""
    session, page = bench.session, build("menu", MenuView(), Chrome(), Layout(ScreenSettings()))
    with at_screen():
        bench.touch("touched", "voice", "louder", "chosen_language:ru")
        bench.conductor.show(page)
        bench.tick()
    bench.work()
    with at_screen():
        bench.tick(1)
        bench.touch("see_answer")
        bench.tick(1)
    bench.work()
    with at_screen():
        bench.touch("back", "see_information", "cancel")
    bench.work()
    assert bench.session is not session


def test_the_screens_thread_touches_no_disk_no_device_and_joins_nobody(
    bench, booth_key, film, monkeypatch
):
    number = numbers.draw("001")
    # What is read once in the life of the process (fonts, catalogues, zones) is read here.
    appeal(bench, lambda: _drawing(monkeypatch))
    question(bench, lambda: _drawing(monkeypatch), number)
    video(bench, lambda: _drawing(monkeypatch), booth_key, film)
    spoken_information(bench, lambda: _drawing(monkeypatch))
    EARS.heard.clear()

    appeal(bench, lambda: _drawing(monkeypatch))
    question(bench, lambda: _drawing(monkeypatch), number)
    video(bench, lambda: _drawing(monkeypatch), booth_key, film)
    spoken_information(bench, lambda: _drawing(monkeypatch))

    assert EARS.heard == []
