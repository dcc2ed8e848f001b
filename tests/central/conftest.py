"""A central without a broker, and clips as a booth would offer them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from argon2 import PasswordHasher

from central.authority import Authority
from central.server import Central
from central.settings import CentralSettings, DatabaseSettings
from firmware.appeals.signing import PrivateKey, make_key, public_pem
from tests.central.offered import OfferedClip, offered
from tests.central.servers import BucketServer, PostgresServer


class Calendar:
    """The wall clock in the test's hands."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, for the whole session."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketServer]:
    """An S3 server, for the whole session."""
    server = BucketServer(tmp_path_factory.mktemp("buckets"))
    yield server
    server.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Where a central keeps things: in its folder, unless the test asks for servers, too."""
    if getattr(request, "param", "folder") == "folder":
        return {}
    servers: PostgresServer = request.getfixturevalue("postgres")
    buckets: BucketServer = request.getfixturevalue("buckets")
    return {"database": DatabaseSettings(servers.database()), "clips": buckets.bucket()}


@pytest.fixture
def central(tmp_path: Path, engine: dict[str, Any]) -> Iterator[Central]:
    """A central with small credit, not started."""
    made = Central(CentralSettings(tmp_path / "central", credit_bytes=4096, **engine))
    yield made
    made.stop()


@pytest.fixture
def sealed(central: Central) -> Callable[..., bytes]:
    """The bytes of a clip that was taken over, wherever it lies."""

    def read(id: str, where: Central = central) -> bytes:
        with where.clips.reader(id) as clip:
            return clip.read()

    return read


@pytest.fixture
def booth_key(tmp_path: Path, central: Central) -> PrivateKey:
    """The key of booth 001, which is registered."""
    key = make_key(tmp_path / "booth.key")
    public = tmp_path / "booth.pem"
    public.write_bytes(public_pem(key))
    central.add_booth("001", "oskemen", public)
    return key


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def quick_hasher() -> PasswordHasher:
    """Passwords hashed in no time, as no real one may be."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def authority(central: Central, calendar: Calendar) -> Authority:
    """Central's authority, on that clock."""
    return Authority(central.store.keys, calendar)


@pytest.fixture
def offer(central: Central, booth_key: PrivateKey) -> Callable[..., OfferedClip]:
    """Makes clips; every detail may be made wrong."""

    def make(plain: bytes = b"", **details: Any) -> OfferedClip:
        key = details.pop("key", booth_key)
        return offered(key, central.keys.recipients, plain, **details)

    return make


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """Makes videos."""

    def make(
        name: str,
        *,
        seconds: int = 2,
        size: tuple[int, int] = (160, 120),
        fps: int = 25,
        video: str | None = "libx264",
        sound: str | None = "aac",
        sound_from: float = 0.0,
        greys: tuple[int, ...] = (),
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w") as out:
            if video:
                pictures = out.add_stream(video, rate=fps)
                pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
            if sound:
                sounds = out.add_stream(sound, rate=48_000, layout="mono")
            for number in range(seconds * fps if video else 0):
                grey = greys[number] if greys else number * 5 % 256
                frame = av.VideoFrame.from_ndarray(
                    np.full((size[1], size[0], 3), grey, np.uint8), format="rgb24"
                )
                frame.pts, frame.time_base = number, Fraction(1, fps)
                out.mux(pictures.encode(frame))
            for number in range(int(sound_from * 50), seconds * 50 if sound else 0):
                wave = (np.sin(np.arange(960) / 10) * 9000).astype(np.int16)
                heard = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
                heard.rate, heard.pts, heard.time_base = 48_000, number * 960, Fraction(1, 48_000)
                out.mux(sounds.encode(heard))
            if video:
                out.mux(pictures.encode())
            if sound:
                out.mux(sounds.encode())
        return path

    return make
