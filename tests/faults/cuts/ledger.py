"""The ledger: every number that was given, and whether it still stands for a whole clip.

It looks at what a cut has left, before the booth starts again: a number resolves
through the row in the database, as the uplink's work does, to a manifest and a
clip that central's key opens.
"""

import hashlib
import io
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import av

from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import read_envelope, read_manifest
from firmware.appeals.sealing import open_sealed
from firmware.appeals.signing import PublicKey, load_key

_ROWS = "select id, clip_sha256, manifest_sha256 from appeal"


class NotWhole(ValueError):
    """Why an appeal does not hold what its number promised."""


@dataclass
class Verdict:
    """What came of one card's numbers; `why` says of each that is lost what is wrong."""

    given: int = 0
    whole: int = 0
    lost: int = 0
    twice: int = 0
    why: list[str] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.given + other.given,
            self.whole + other.whole,
            self.lost + other.lost,
            self.twice + other.twice,
            self.why + other.why,
        )


class Ledger:
    """The numbers of one card."""

    def __init__(self, identity: str) -> None:
        """`identity` is central's, which opens what the booth has sealed."""
        self._identity = identity
        self._told: Counter[str] = Counter()
        self._printed: set[str] = set()
        self._decoded: dict[str, int] = {}
        self._key: PublicKey | None = None

    def shown(self, number: str) -> None:
        """A visit's screen has shown it."""
        self._told[number] += 1

    def printed(self, number: str) -> None:
        """The printer has got it."""
        self._printed.add(number)

    @property
    def given(self) -> frozenset[str]:
        """Every number that a person may know."""
        return frozenset(self._told) | self._printed

    def look(self, card: Path) -> Verdict:
        """What the numbers are worth now."""
        key = self._booth_key(card)
        found, why = Counter[str](), []
        for row in _rows(card / "spool" / "spool.db"):
            try:
                found[self._number_of(card / "spool" / "clips", row, key)] += 1
            except (NotWhole, OSError, AppealError, UnicodeDecodeError) as error:
                why.append(f"{row[0]}: {error}")
        whole = self.given & found.keys()
        twice = (self._told - Counter(set(self._told))) + (found - Counter(set(found)))
        lost = len(self.given) - len(whole)
        if lost and not why:
            why.append(f"{lost} without a row in the database")
        return Verdict(len(self.given), len(whole), lost, len(twice), why if lost else [])

    def _booth_key(self, card: Path) -> PublicKey | None:
        """The key that central knows: that of the first number, for ever."""
        file = card / "keys" / "booth.key"
        if self._key is None and file.exists():
            key = load_key(file).public_key()
            if not self.given:
                return key
            self._key = key
        return self._key

    def _number_of(self, clips: Path, row: tuple[str, str, str], key: PublicKey | None) -> str:
        id_, clip_sha256, manifest_sha256 = row
        sealed = (clips / f"{id_}.manifest.age").read_bytes()
        clip = (clips / f"{id_}.clip.age").read_bytes()
        token = (clips / f"{id_}.envelope.jws").read_text(encoding="ascii")
        if key is None:
            raise NotWhole("the booth has lost its key")
        envelope = read_envelope(token, key)
        manifest = read_manifest(open_sealed(sealed, [self._identity]))
        digest = hashlib.sha256(clip).hexdigest()
        if not digest == manifest.clip_sha256 == clip_sha256 == envelope.clip.sha256:
            raise NotWhole("the clip is not the one of its papers")
        if not hashlib.sha256(sealed).hexdigest() == manifest_sha256 == envelope.manifest.sha256:
            raise NotWhole("the manifest is not the one of its row")
        if not manifest.id == envelope.id == id_:
            raise NotWhole("the papers are of another appeal")
        self._decode(digest, clip)
        return manifest.number

    def _decode(self, digest: str, clip: bytes) -> None:
        if digest in self._decoded:
            return
        try:
            with av.open(io.BytesIO(open_sealed(clip, [self._identity]))) as opened:
                kinds = Counter(type(frame) for frame in opened.decode(video=0, audio=0))
        except (OSError, ValueError, av.FFmpegError) as error:
            raise NotWhole(f"the clip does not decode: {error}") from error
        if not kinds[av.VideoFrame] or not kinds[av.AudioFrame]:
            raise NotWhole("the clip has no picture or no sound")
        self._decoded[digest] = kinds[av.VideoFrame]


def _rows(database: Path) -> Iterator[tuple[str, str, str]]:
    """The registered appeals, read from a copy: the booth's own start must find it untouched."""
    if not database.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for suffix in ("", "-wal"):
            source = database.with_name(database.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(source.name))
        with closing(sqlite3.connect(copy)) as opened:
            tables = opened.execute("select 1 from sqlite_master where name = 'appeal'").fetchall()
            yield from opened.execute(_ROWS).fetchall() if tables else ()
