"""A central without a broker, and clips as a booth would offer them."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from argon2 import PasswordHasher

from central.authority import Authority
from central.server import Central
from central.settings import CentralSettings, DatabaseSettings
from firmware.appeals import manifest as papers
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Kind, Language, new_id
from firmware.appeals.manifest import Envelope, FileFacts, Manifest
from firmware.appeals.sealing import seal
from firmware.appeals.signing import PrivateKey, make_key, public_pem
from firmware.wire import messages
from firmware.wire.messages import Init
from firmware.wire.topics import ChunkTopic, FinTopic, InitTopic
from tests.central.servers import BucketServer, PostgresServer


@dataclass(frozen=True)
class OfferedClip:
    """A clip and its papers, as messages."""

    id: str
    number: str
    booth: str
    site: str
    plain: bytes
    sealed: bytes
    init_payload: bytes

    @property
    def init(self) -> tuple[InitTopic, bytes]:
        return InitTopic(self.site, self.booth, self.id), self.init_payload

    def chunk(self, start: int, end: int) -> tuple[ChunkTopic, bytes]:
        content = self.sealed[start:end]
        hashed = sha256(content).hexdigest()
        return ChunkTopic(self.site, self.booth, self.id, start, hashed), content

    @property
    def fin(self) -> tuple[FinTopic, bytes]:
        hashed = sha256(self.sealed).hexdigest()
        return FinTopic(self.site, self.booth, self.id, len(self.sealed), hashed), b""


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

    def make(
        plain: bytes = b"",
        *,
        id: str | None = None,
        number: str | None = None,
        booth: str = "001",
        site: str = "oskemen",
        key: PrivateKey = booth_key,
        manifest_id: str | None = None,
        recipients: tuple[str, ...] = central.keys.recipients,
        clock: str = "trusted",
        recorded_at: datetime = datetime(2026, 5, 4, 10, tzinfo=UTC),
        paper: bytes | None = None,
        addressee: str = "official",
        about: str | None = None,
    ) -> OfferedClip:
        plain = plain or os.urandom(20_000)
        sealed = seal(plain, central.keys.recipients)
        appeal = id or new_id()
        drawn = number or numbers.draw(booth)
        manifest = Manifest(
            id=manifest_id or appeal,
            number=drawn,
            kind=Kind.MESSAGE if about else Kind.APPLICATION,
            addressee=addressee,
            about=about,
            directory_version=1,
            phone="+77011234567",
            language=Language.RU,
            consent_version="1",
            recorded_at=recorded_at,
            clock="unsure" if clock == "unsure" else "trusted",
            duration_ms=1000,
            codec="h264/aac",
            clip_sha256=sha256(sealed).hexdigest(),
        )
        content = papers.write_manifest(manifest) if paper is None else paper
        paper = seal(content, recipients)
        envelope = Envelope(
            id=appeal,
            booth=booth,
            site=site,
            boot="0" * 8,
            seq=1,
            clip=FileFacts(size=len(sealed), sha256=sha256(sealed).hexdigest()),
            manifest=papers.file_facts(paper),
        )
        token = papers.sign_envelope(envelope, key)
        init = messages.write(Init(envelope=token, manifest=paper))
        return OfferedClip(appeal, drawn, booth, site, plain, sealed, init)

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
