"""What every test may use: a clock in the test's hands, a spool, a booth's keys."""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from firmware.appeals.appeal import Draft, Kind, Language
from firmware.appeals.manifest import ClipFacts
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import PrivateKey, make_key
from firmware.spool import registration
from firmware.spool.registration import Recording, Registrar
from firmware.spool.spool import Spool
from tests.chromium import running

# How long an example takes is the bench's business, not a test's.
settings.register_profile("booth", deadline=None)
settings.load_profile("booth")

# No test opens a window or makes a noise.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

# The real picamera2 needs Debian's libcamera, which bookworm has not: `make test-trixie`
# and `make test-picamera2` demand it, elsewhere its tests are left out and named.
HAS_PICAMERA2 = all(importlib.util.find_spec(name) for name in ("libcamera", "picamera2"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-picamera2", action="store_true", help="fail where picamera2 is not installed"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--require-picamera2") and not HAS_PICAMERA2:
        raise pytest.UsageError("libcamera and picamera2 are required and not installed")


# Two workers cannot hold the one virtual camera.
ONE_CAMERA = ("test_pi.py", "test_picamera.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers the tests of a file stay together, as they share what they start."""
    for item in items:
        group = "camera" if item.path.name in ONE_CAMERA else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_finish() -> None:
    """Tests that look for what is left behind need not look through what is there for good."""
    gc.freeze()


def pytest_report_header() -> str:
    if not HAS_PICAMERA2:
        return "picamera2: not here, test_picamera.py is left out (make test-picamera2 runs it)"
    import libcamera

    return f"picamera2: {version('picamera2')}, libcamera: {libcamera.CameraManager.version}"


DRAFT = Draft(
    kind=Kind.APPLICATION,
    addressee="housing",
    language=Language.KK,
    directory_version=3,
    consent_version="test",
    phone="+77011234567",
)
"""An appeal as good as any."""


def until(condition: Callable[[], object], what: str = "it", timeout: float = 40) -> None:
    """Wait for another thread or process; an AssertionError after the time-out, in seconds."""
    pause, deadline = threading.Event(), time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"in {timeout} s not reached: {what}"
        pause.wait(0.01)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; while it runs no test of this process can run a loop of its own."""
    yield from running()


@dataclass
class HandClock:
    """A clock that moves only when a test moves it."""

    seconds: float = 1000.0
    wall: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    sure: bool = True

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def trusted(self) -> bool:
        return self.sure

    def forward(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def log_left_alone() -> Iterator[None]:
    """What a command sets up for its process ends with its test."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
    for handler in list(root.handlers):
        if type(handler) is logging.StreamHandler:
            root.removeHandler(handler)


NUMBER_COST = dict(registration._SCRYPT)
"""What the hash of a number costs in a booth."""


@pytest.fixture(scope="session", autouse=True)
def cheap_numbers() -> Iterator[None]:
    """The hash of a number costs nothing in a test that does not ask what it costs."""
    with patch.dict(registration._SCRYPT, {"n": 16}):
        yield


@pytest.fixture
def dear_numbers(cheap_numbers: None) -> Iterator[None]:
    """The hash of a number costs what it costs in a booth."""
    del cheap_numbers
    with patch.dict(registration._SCRYPT, NUMBER_COST):
        yield


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """A spool with a connection open for the test's own thread."""
    made = Spool(tmp_path / "spool")
    with made.connection():
        yield made


@pytest.fixture(scope="session")
def booth_key(tmp_path_factory: pytest.TempPathFactory) -> PrivateKey:
    return make_key(tmp_path_factory.mktemp("keys") / "booth.key")


@pytest.fixture
def city() -> VisitKey:
    """Central's identity, as far as a test needs one."""
    return VisitKey()


@pytest.fixture
def registrar(spool: Spool, booth_key: PrivateKey, city: VisitKey) -> Registrar:
    return Registrar(
        spool,
        booth="001",
        site="oskemen",
        key=booth_key,
        recipients=(city.recipient,),
    )


@pytest.fixture
def draft() -> Draft:
    return DRAFT


MakeClip = Callable[..., Recording]


@pytest.fixture
def make_clip(spool: Spool) -> MakeClip:
    """Makes finished recordings out of any bytes."""
    made = count(1)

    def make(content: bytes = b"sealed clip") -> Recording:
        file = spool.recording / f"take-{next(made)}.clip.age"
        file.write_bytes(content)
        facts = ClipFacts(
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            duration_ms=12_000,
            video_frames=300,
            codec="avc1+mp4a.40.2",
        )
        return Recording(file, facts, datetime(2026, 11, 22, 14, 30, tzinfo=UTC), True)

    return make
