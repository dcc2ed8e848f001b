"""A case as one file, for another system or a court: a ZIP with everything central knows.

case.json     what the registry says, with every decision and answer
audit.json    who saw and did what, with the hashes of the chain
clip.mp4      the citizen's clip, opened
answer-N.mp4  the videos of the answers, opened
SHA256SUMS    hashes of all of these, as `sha256sum --check` reads them

It is written as a stream and rests on no disk here.
"""

import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import IO, BinaryIO

from central.audit import Audit
from central.entries import Entry
from central.models import Answer, AnswerVideo, Decision, Extension, Forwarding, Intake
from central.store import Store

Open = Callable[[str, BinaryIO], None]
"""Writes the opened bytes of what has that id. Raises CannotOpen."""

_MOMENT = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a case's parts come from."""

    store: Store
    audit: Audit
    open_clip: Open
    open_video: Open


class Exporter:
    """Writes cases."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def write(self, entry: Entry, out: BinaryIO) -> None:
        """The case as a ZIP; `out` need not be seekable. Raises CannotOpen, OSError."""
        with self._sources.store.connection():
            facts, videos = _facts(entry), _videos(entry)
            acts = [asdict(acted) for acted in self._sources.audit.of(entry.id)]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            case = _Archive(archive)
            case.add_json("case.json", facts)
            case.add_json("audit.json", acts)
            case.add_stream("clip.mp4", lambda sink: self._sources.open_clip(entry.id, sink))
            for count, video in enumerate(videos, 1):
                case.add_stream(f"answer-{count}.mp4", self._video(video))
            case.close()

    def _video(self, id: str) -> Callable[[BinaryIO], None]:
        return lambda sink: self._sources.open_video(id, sink)


class _Archive:
    """A ZIP that hashes what is put into it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sums: list[str] = []

    def add_json(self, name: str, content: object) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1, default=_plain)
        self.add_stream(name, lambda sink: _put(sink, text.encode()))

    def add_stream(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        with self._archive.open(zipfile.ZipInfo(name, _MOMENT), "w", force_zip64=True) as member:
            sink = _Hashing(member)
            write(sink)  # type: ignore[arg-type] # all that a writer calls is there
        self._sums.append(f"{sink.hash.hexdigest()}  {name}\n")

    def close(self) -> None:
        with self._archive.open(zipfile.ZipInfo("SHA256SUMS", _MOMENT), "w") as member:
            member.write("".join(self._sums).encode())


class _Hashing:
    """Hashes what passes through."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.hash = sha256()

    def write(self, content: bytes) -> int:
        self.hash.update(content)
        return self._out.write(content)

    def flush(self) -> None:
        self._out.flush()


def _put(sink: BinaryIO, content: bytes) -> None:
    sink.write(content)


def _facts(entry: Entry) -> dict[str, object]:
    intake: Intake | None = Intake.get_or_none(Intake.id == entry.id)
    return {
        "schema": 1,
        **asdict(entry),
        "envelope": json.loads(intake.envelope) if intake else None,
        "stored": intake.signed if intake else None,
        "answers": _rows(Answer, entry),
        "forwardings": _rows(Forwarding, entry),
        "extensions": _rows(Extension, entry),
        "decisions": _rows(Decision, entry),
    }


def _rows(
    table: type[Answer | Forwarding | Extension | Decision], entry: Entry
) -> list[dict[str, object]]:
    query = table.select().where(table.appeal == entry.id).order_by(table.id)
    return [{key: value for key, value in row.__data__.items() if key != "appeal"} for row in query]


def _videos(entry: Entry) -> list[str]:
    query = AnswerVideo.select(AnswerVideo.video).join(Answer).where(Answer.appeal == entry.id)
    return [row.video for row in query.order_by(Answer.id)]


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime), type(value)
    return value.isoformat()
